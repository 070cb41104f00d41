import Kevre

/// Who the association is: numbers, aims, seat, people, accounts.
struct AssociationIdentity {
    let file: AssociationFile
    let agent: Agent
    let csrf: String

    private var association: Association { file.association }
    private var address: String { "/associations/\(association.id)" }

    /// Numbers and what it does.
    var identity: HTML {
        let numbers: [(String, HTML)] = [
            ("RNA", association.rna.map { reference($0) } ?? ""),
            ("SIRET", association.siret.map { reference(SIRET($0)?.grouped ?? $0, copying: $0) } ?? ""),
            ("SIREN", association.siren.map { reference(SIREN($0)?.grouped ?? $0, copying: $0) } ?? ""),
        ]
        let missing: HTML =
            numbers.allSatisfy { $0.1.isEmpty } ? state("Aucun numéro connu", .attention) : ""
        let people = [
            association.memberCount.map { FrenchText.count($0, "adhérent") },
            association.volunteerCount.map { FrenchText.count($0, "bénévole") },
            association.employeeCount.map { $0 == 0 ? "pas de salarié" : FrenchText.count($0, "salarié") },
            association.fteHundredths.map { "\(FrenchText.hundredths($0))\u{a0}ETP" },
        ].compactMap(\.self).joined(separator: ", ")
        let yearEnd = association.accountsClosing(year: 2023)
        let ordinal = yearEnd.day == 1 ? "1er" : String(yearEnd.day)
        let own: [(String, HTML)] = [
            ("Numéros", missing), ("Objet", "\(association.purpose)"),
            ("Création", "\(association.createdOn?.long)"),
            ("Dissolution", "\(association.dissolvedOn?.long)"), ("Effectifs", "\(people)"),
            ("Budget annuel", "\(association.budget?.short)"),
            ("Exercice", "clos le \(ordinal) \(Day.monthNames[yearEnd.month - 1])"),
            ("Autres noms", "\(file.otherNames.joined(separator: " ; "))"),
        ]
        return card("Identité", "<div class=\"cards cards--even\">\(facts(numbers))\(facts(own))</div>")
    }

    /// Seat, mail, phone, site.
    var contact: HTML {
        let town = [association.postcode, association.commune].compactMap(\.self).joined(separator: " ")
        let lines = [association.address, town.isEmpty ? nil : town].compactMap(\.self).map { "\($0)" as HTML }
        let mail: HTML = association.email.map { "<a href=\"mailto:\($0)\">\($0)</a>" } ?? ""
        let phone: HTML =
            association.phone.map { "<a href=\"tel:\($0.filter { !$0.isWhitespace })\">\($0)</a>" } ?? ""
        let site: HTML =
            association.website.map { "<a href=\"\($0)\" rel=\"noreferrer external\">\(Self.short($0))</a>" } ?? ""
        let content = facts(
            [("Siège", lines.joined(separator: "<br>")), ("Courriel", mail), ("Téléphone", phone), ("Site", site)],
            style: .tight)
        let way: HTML = agent.may(.writeAssociations) ? linkButton("Compléter", "\(address)/modifier", .quiet) : ""
        return card(
            "Siège et contact",
            content.isEmpty ? "<p class=\"soft\">Ni adresse ni contact connus.</p>\(way)" : content)
    }

    /// Who runs it, with the form to add one.
    func officers(_ typed: (input: FormInput, problems: [FieldProblem])?) -> HTML {
        let items = file.officers.map(line)
        let list: HTML =
            items.isEmpty ? "<p class=\"soft\">Aucun dirigeant connu.</p>" : "<ul class=\"lines\">\(items)</ul>"
        guard agent.may(.writeAssociations) else { return card("Dirigeants", id: "dirigeants", list) }
        let form = FormPage("\(address)/dirigeants", csrf: csrf, submit: "Ajouter")
        let fields = formFields(
            AssociationOfficer.form, typed?.input ?? FormInput(), problems: typed?.problems ?? [])
        return card(
            "Dirigeants", id: "dirigeants",
            """
            \(list)<details class="more"\(flag: "open", typed != nil)><summary>Ajouter un dirigeant</summary>\
            \(form.html(fields))</details>
            """)
    }

    private func line(_ officer: AssociationOfficer) -> HTML {
        let mail: HTML? = officer.email.map { "<a href=\"mailto:\($0)\">\($0)</a>" }
        let phone: HTML? = officer.phone.map {
            "<a class=\"nowrap\" href=\"tel:\($0.filter { !$0.isWhitespace })\">\($0)</a>"
        }
        let ways = [mail, phone].compactMap(\.self).joined(separator: " · ")
        let legal: HTML = officer.isLegalRepresentative ? " \(tag("représente l’association"))" : ""
        let removal: HTML =
            agent.may(.writeAssociations)
            ? dangerButton(
                "Retirer", losing: "\(officer.name) (\(officer.role)) ne figurera plus parmi les dirigeants.",
                confirm: "Retirer \(officer.name)", "\(address)/dirigeants/\(officer.id)/retrait", csrf: csrf) : ""
        return """
            <li class="person"><div><b>\(officer.name)</b> <span class="soft">\(officer.role)</span>\(legal)\
            <p class="small">\(ways)</p></div>\(removal)</li>
            """
    }

    /// Accounts, their numbers masked.
    var accounts: HTML {
        guard !file.accounts.isEmpty else { return "" }
        let items = file.accounts.map { account -> HTML in
            let bic = account.bic.map { " · BIC \($0)" }
            return """
                <li><b>\(account.masked)</b> <span class="soft">\(account.holder)\(bic) · connu depuis le \
                \(account.knownSince.inParis.day.long)</span></li>
                """
        }
        return card("Comptes bancaires", "<ul class=\"lines\">\(items)</ul>")
    }

    private static func short(_ website: String) -> String {
        String(website.drop { $0 != ":" }.drop { $0 == ":" || $0 == "/" }).trimmingSlash
    }
}

extension String {
    fileprivate var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
