import Kevre

/// The sections of a file: what the association asked, its budget, its documents, the study, the decision.
struct FileSections {
    let sheet: FileSheet
    let csrf: String
    let agent: Agent

    private var file: Application { sheet.file }

    var request: HTML {
        let period = [file.startsOn?.long, file.endsOn?.long].compactMap { $0 }.joined(separator: " – ")
        return card(
            "Demande", of: file.kind.label.lowercased(),
            facts([
                ("Montant demandé", file.requested.map { "<b>\($0.short)</b>" } ?? ""),
                ("Description", prose(file.object)),
                ("Public", "\(file.audience)"), ("Territoire", "\(file.territory)"), ("Dates", "\(period)"),
                ("Campagne", "<a href=\"/campagnes/\(file.campaign)\">\(sheet.campaign.name)</a>"),
                ("Arrivée", "\(arrival)"),
            ]))
            + card("Association", of: "comme elle s’est présentée", identity)
            + card(
                "Signature et compte",
                facts([
                    ("Représentant", "\(representative)"), ("Courriel", "\(file.representativeEmail)"),
                    ("Téléphone", "\(file.representativePhone)"), ("Titulaire du compte", "\(file.accountHolder)"),
                    ("IBAN", file.iban.map { reference(shown($0)) } ?? ""), ("BIC", "\(file.bic)"),
                ]))
            + card("Engagements", declarations)
    }

    private var arrival: String {
        let when =
            file.submittedAt.map { "déposée le \($0.inParis.long)" } ?? "commencée le \(file.createdAt.inParis.long)"
        return "\(file.channel.label), \(when)"
    }

    /// All but the last four characters hidden from who only reads files.
    private func shown(_ iban: String) -> String {
        agent.may(.readBankAccounts) ? iban : "•••• \(iban.suffix(4))"
    }

    private var representative: String {
        [file.representativeName, file.representativeRole].compactMap { $0 }.joined(separator: ", ")
    }

    /// What was declared, beside what the record says where they differ.
    private var identity: HTML {
        let association = sheet.association
        let rows: [(String, String, String?)] = [
            ("Nom", "name", association.name), ("RNA", "rna", association.rna), ("SIRET", "siret", association.siret),
            ("Adresse", "address", association.address), ("Code postal", "postcode", association.postcode),
            ("Commune", "locality", association.commune), ("Courriel", "email", association.email),
            ("Téléphone", "phone", association.phone),
            ("Adhérents", "member_count", association.memberCount.map(String.init)),
            ("Salariés", "employee_count", association.employeeCount.map(String.init)),
        ]
        guard !file.identity.isEmpty else {
            return
                "<p class=\"soft\">Pas d’identité déclarée avec cette demande\u{a0}: voir la fiche de l’association.</p>"
        }
        return facts(
            rows.compactMap { label, name, known in
                guard let declared = file.identity[name] else { return nil }
                guard FrenchText.folded(declared) != FrenchText.folded(known ?? "") else {
                    return (label, "\(declared)")
                }
                let now = known.map { "la fiche dit «\u{a0}\($0)\u{a0}»" } ?? "absent de la fiche"
                return (label, "\(declared) <small class=\"text-attention\">(\(now))</small>")
            })
    }

    private var declarations: HTML {
        let items = file.declarations.map { "<li>\(Declaration.sentence(of: $0))</li>" as HTML }
        return items.isEmpty ? "<p class=\"soft\">Aucun engagement coché encore.</p>" : "<ul>\(items)</ul>"
    }

    var budget: HTML {
        let budget = sheet.budget
        var cards = HTML()
        for inKind in [false, true] {
            let sides = BudgetChart.Side.allCases.map { side in (side, budget.chart.lines(side, inKind: inKind)) }
            guard sides.contains(where: { $0.1.contains { budget[$0] != nil } }) else { continue }
            let tables = sides.map { side, lines in budgetTable(side, lines, inKind: inKind) }
            cards += card(
                inKind ? "Contributions volontaires en nature" : "Budget prévisionnel",
                of: inKind ? "hors total" : budget.chart.mustBalance ? budget.balanceSentence.lowercased() : nil,
                "<div class=\"budget\">\(tables)</div>")
        }
        guard !cards.isEmpty else { return card("Budget", "<p class=\"soft\">Le budget n’est pas encore rempli.</p>") }
        let others = budget.otherPublicFunding.map { "\($0.label) \($0.amount.short)" }
        return cards
            + card(
                "En proportion",
                facts([
                    (
                        "Part demandée",
                        "\(budget.requestedShare.map { "\(FrenchText.percent(basisPoints: $0)) des ressources" })"
                    ),
                    (
                        "Ressources propres",
                        "\(budget.ownShare.map { "\(FrenchText.percent(basisPoints: $0)) des ressources" })"
                    ),
                    ("Autres financeurs publics", "\(others.joined(separator: ", "))"),
                ]))
    }

    private func budgetTable(_ side: BudgetChart.Side, _ lines: [BudgetChart.Line], inKind: Bool) -> HTML {
        let title = side == .expense ? "Dépenses" : "Ressources"
        let columns = [TableColumn(title, .lead), TableColumn("Montant", .number)]
        var rows = HTML()
        for line in lines {
            guard let amount = sheet.budget[line] else { continue }
            let number: HTML =
                line.account.first?.isNumber ?? false
                ? "<span class=\"account soft\">\(line.account.prefix { $0 != "." })</span> " : ""
            rows += """
                <tr role="row"><th scope="row" role="rowheader" class="lead">\(number)\(line.label)</th>\
                <td role="cell" class="num">\(amount.short)</td></tr>
                """
        }
        let total = sheet.budget.total(side, inKind: inKind)
        return table(columns, rows, caption: title, totals: ["Total", "\(total.short)"], isPlain: true)
    }

    var documents: HTML {
        guard !sheet.documents.isEmpty else {
            return card("Pièces", "<p class=\"soft\">La liste des pièces paraît au dépôt de la demande.</p>")
        }
        let mayWrite =
            agent.may(.writeApplications, of: file.service) && file.state.isBeforeDecision && file.state != .draft
        let columns = [TableColumn("Pièce", .lead), TableColumn("Précision", .soft), TableColumn("État")]
        var rows = HTML()
        for document in sheet.documents {
            let word = ApplicationDocument.State.vocabulary[document.state.rawValue]
            let id = document.id.description
            let choices = ApplicationDocument.State.allCases.map { choice -> HTML in
                """
                <option value="\(choice.rawValue)"\(flag: "selected", choice == document.state)>\(choice.label)</option>
                """
            }
            let editedState: HTML = """
                <select class="input" name="state-\(id)" aria-label="État de «\u{a0}\(document.label)\u{a0}»">\(choices)</select>
                """
            let editedNote: HTML = """
                <input class="input" type="text" name="note-\(id)" value="\(document.note)" maxlength="300" \
                aria-label="Note sur «\u{a0}\(document.label)\u{a0}»" placeholder="\(precision(document))">
                """
            let shownNote = [precision(document), document.note].filter { !$0.isEmpty }.joined(separator: " · ")
            let control = mayWrite ? editedState : state(word.label, Tone(word.tone))
            let note: HTML = mayWrite ? editedNote : "\(shownNote)"
            let optional: HTML = document.mandatory ? "" : "<span class=\"sub\">si elle existe</span>"
            rows += """
                <tr role="row"><td role="cell" class="lead">\(document.label)\(optional)</td>\
                <td role="cell" class="soft" data-label="Précision">\(note)</td>\
                <td role="cell" data-label="État">\(control)</td></tr>
                """
        }
        let list = table(columns, rows, caption: "Pièces demandées", isPlain: true)
        guard mayWrite else { return card("Pièces demandées", list) }
        return card(
            "Pièces demandées",
            """
            <form method="post" action="\(sheet.address)/pieces">\(csrfField(csrf))\(list)\
            <div class="form__end"><button class="button button--primary">Enregistrer les pièces</button></div></form>
            """)
    }

    private func precision(_ document: ApplicationDocument) -> String {
        if document.state == .received, let day = document.receivedOn { return "reçue le \(day.long)" }
        if let day = document.requestedOn { return "demandée le \(day.long)" }
        return document.help
    }

    var instruction: HTML {
        let opinion = file.opinion.map { Application.Opinion.vocabulary[$0.rawValue] }
        let proposal =
            file.proposed == nil
            ? "<p class=\"soft\">Aucun montant proposé encore.</p>"
            : facts([
                ("Montant proposé", file.proposed.map { "<b>\($0.short)</b>" } ?? ""),
                ("Avis", opinion.map { state($0.label, Tone($0.tone)) } ?? ""), ("Enveloppe", "\(file.envelopeName)"),
                ("Dérogation", "\(file.derogation)"), ("Motivation", prose(file.opinionText)),
            ])
        return card("Proposition", proposal) + card("Ce que l’association a reçu", of: "tous services", historyTable)
    }

    private var historyTable: HTML {
        guard !sheet.history.isEmpty else {
            return "<p class=\"soft\">Rien de connu sur les cinq dernières années.</p>"
        }
        let columns = [
            TableColumn("Année", .lead), TableColumn("Demandé", .number), TableColumn("Accordé", .number),
            TableColumn("Services", .soft), TableColumn("Autres financeurs publics", .softNumber),
        ]
        var rows = HTML()
        for year in sheet.history.reversed() {
            rows += """
                <tr role="row"><td role="cell" class="lead">\(year.year)</td>\
                <td role="cell" class="num" data-label="Demandé">\(year.asked.isZero ? "" : year.asked.short)</td>\
                <td role="cell" class="num" data-label="Accordé">\(year.granted.isZero ? "" : year.granted.short)</td>\
                <td role="cell" class="soft" data-label="Services">\(year.services.joined(separator: ", "))</td>\
                <td role="cell" class="num soft" data-label="Autres financeurs publics">\
                \(year.grantedByOthers.isZero ? "" : year.grantedByOthers.short)</td></tr>
                """
        }
        return table(columns, rows, caption: "Demandé et accordé par année", isPlain: true)
    }

    var decision: HTML {
        guard file.granted != nil || file.decidedOn != nil || file.stateReason?.isEmpty == false else {
            return card("Décision", "<p class=\"soft\">Pas encore de décision. Elle se prend en séance.</p>")
        }
        return card(
            "Décision",
            facts([
                ("Montant accordé", file.granted.map { "<b>\($0.short)</b>" } ?? ""),
                ("Conditions", prose(file.conditions ?? "")),
                ("Décidé le", "\(file.decidedOn?.long)"), ("Notifié le", "\(file.notifiedOn?.long)"),
                ("Motif", prose(file.stateReason ?? "")),
            ]))
    }
}
