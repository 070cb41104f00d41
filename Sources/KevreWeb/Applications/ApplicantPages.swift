import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The pages for associations: campaigns in plain words, finding oneself, beginning, and where the request stands.
enum ApplicantPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("demandes", use: list)
        routes.publicGet("demandes/:slug", use: show)
        routes.publicPost("demandes/:slug", use: identify)
        routes.publicPost("demandes/:slug/commencer", use: begin)
        routes.publicGet("demandes/suivi/:token", use: follow)
        routes.publicPost("demandes/suivi/:token/retirer", use: withdraw)
    }

    private static let subject = "Demandes de subvention"

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let moment = visit.now
        let campaigns = try await visit.read { try Campaign.current(at: moment, in: $0) }
        guard !campaigns.isEmpty else {
            return try visit.publicPage(
                title: subject, subject: subject,
                "<h1>\(subject)</h1>\(emptyState("Aucune campagne ouverte", "Revenez plus tard, ou prenez contact avec le service."))"
            )
        }
        let items = campaigns.map { campaign -> HTML in
            let when =
                campaign.isOpen(at: moment)
                ? "Jusqu’au \(campaign.closesAt.inParis.closing)" : "Ouvre le \(campaign.opensAt.inParis.long)"
            return card(
                campaign.name,
                "<p>\(campaign.kind.label) · \(when)</p>\(linkButton("Voir", "/demandes/\(campaign.slug)", .primary))")
        }
        return try visit.publicPage(title: subject, subject: subject, "<h1>\(subject)</h1>\(items)")
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        try await campaignPage(visit)
    }

    /// The campaign in plain words, the honest check, and the way to begin.
    private static func campaignPage(
        _ visit: Visit, found: HTML = "", problems: [FieldProblem] = [], status: HTTPResponse.Status? = nil
    ) async throws -> Response {
        let slug = visit.parameters["slug"] ?? ""
        let (campaign, scheme) = try await visit.read { tx in
            let campaign = try Campaign.find(slug: slug, in: tx)
            return (campaign, try Scheme.of(campaign, in: tx))
        }
        let phase = campaign.phase(at: visit.now)
        let documents = scheme.documents.map { item($0.label, $0.help) }
        let start: HTML
        switch phase {
        case .open:
            let form = FormPage("/demandes/\(slug)", csrf: visit.csrf, submit: "Commencer")
            start = card(
                "Commencer la demande", id: "commencer",
                found.isEmpty
                    ? "\(errorSummary(problems))\(form.html(formFields(Applicant.beginning, visit.form, problems: problems)))"
                    : found)
        case .upcoming: start = notice("Les demandes ouvrent le \(campaign.opensAt.inParis.long).", .accent)
        case .closed:
            start = notice(
                "Cette campagne a fermé le \(campaign.closesAt.inParis.closing). Une demande déjà commencée se reprend par son lien.",
                .attention)
        }
        return try visit.publicPage(
            title: campaign.name, subject: subject, home: "/demandes",
            status: status ?? (problems.isEmpty ? .ok : .unprocessableContent),
            """
            <h1>\(campaign.name)</h1><p class="lede">\(campaign.serviceName)\u{a0}: \(campaign.kind.phrase).</p>\
            \(card("En bref", facts([
                ("Pour quoi", prose(scheme.purpose)), ("Jusqu’au", "\(campaign.closesAt.inParis.closing)"),
                ("Pièces à préparer", documents.isEmpty ? "" : "<ul>\(documents)</ul>"),
                ("À savoir", prose(campaign.instructions)), ("Une question", contactPhrase(visit.contact(campaign.service))),
            ])))\(check(visit, scheme, slug))\(start)
            """)
    }

    /// A document of a list, with what exactly is expected.
    static func item(_ label: String, _ help: String) -> HTML {
        let note: HTML = help.isEmpty ? "" : " <small class=\"soft\">\(help)</small>"
        return "<li>\(label)\(note)</li>"
    }

    /// *Est-ce pour moi ?*: the conditions one by one, and an answer that says no as plainly as yes.
    private static func check(_ visit: Visit, _ scheme: Scheme, _ slug: String) -> HTML {
        let conditions = scheme.conditions
        guard !conditions.isEmpty else { return "" }
        let ticked = Set(visit.query.filter { $0.name == "condition" }.compactMap { Int($0.value) })
        let isAsked = visit.query("verifier") != nil
        let boxes = conditions.enumerated().map { index, condition -> HTML in
            """
            <label class="choice"><input type="checkbox" name="condition" value="\(index)"\
            \(flag: "checked", ticked.contains(index))><span>\(condition)</span></label>
            """
        }
        let missing = conditions.indices.filter { !ticked.contains($0) }
        let verdict: HTML
        if !isAsked {
            verdict = ""
        } else if missing.isEmpty {
            verdict = notice("Oui, cette aide est faite pour vous.", .done)
        } else {
            let words = missing.map { "«\u{a0}\(conditions[$0])\u{a0}»" }
            verdict = notice(
                "Sans doute pas\u{a0}: il faut aussi \(FrenchText.list(words)). En cas de doute, demandez au service avant de commencer.",
                .attention)
        }
        return card(
            "Est-ce pour moi\u{a0}?", id: "est-ce-pour-moi",
            """
            \(verdict)<form class="form" method="get" action="/demandes/\(slug)"><fieldset class="fieldset">\
            <legend>Cochez ce qui est vrai pour votre association</legend><div class="choices">\(boxes)</div></fieldset>\
            <input type="hidden" name="verifier" value="1"><div class="form__end"><button class="button">Vérifier</button>\
            </div></form>
            """)
    }

    /// Who is it? By number, or by whole name and commune; only public facts are shown.
    @Sendable private static func identify(_ visit: Visit) async throws -> Response {
        let (input, slug) = (visit.form, visit.parameters["slug"] ?? "")
        do {
            try visit.site.publicQuestions.admit(Throttle.network(of: visit.address))
            let found = try await visit.read { tx in
                let problems = Applicant.beginning.read(input).problems
                guard problems.isEmpty else { throw FormRefusal(problems) }
                return try Applicant.identify(input, in: tx)
            }
            if found.isEmpty { return try await campaignPage(visit, found: unknown(visit, slug)) }
            let items = found.map { applicant -> HTML in
                """
                <div><p><b>\(applicant.name)</b><br><span class="soft">\(applicant.commune ?? "")</span></p>\
                <form method="post" action="/demandes/\(slug)/commencer">\(csrfField(visit.csrf))\(visit.robotFields)\
                <input type="hidden" name="association" value="\(visit.key(applicant.id))">\
                <input type="hidden" name="email" value="\(input["email"] ?? "")">\
                <button class="button button--primary button--block">C’est la nôtre</button></form></div>
                """
            }
            let other: HTML = """
                <details class="fold"><summary>Ce n’est aucune de celles-ci</summary><div class="fold__content">\
                \(unknown(visit, slug))</div></details>
                """
            let question =
                found.count == 1 ? "Est-ce bien votre association\u{a0}?" : "Laquelle est la vôtre\u{a0}?"
            return try await campaignPage(visit, found: "<p>\(question)</p>\(items)\(other)")
        } catch let refusal as FormRefusal {
            return try await campaignPage(visit, problems: refusal.problems)
        }
    }

    /// What was typed of it is not asked again.
    private static func unknown(_ visit: Visit, _ slug: String, _ problems: [FieldProblem] = []) -> HTML {
        let form = FormPage("/demandes/\(slug)/commencer", csrf: visit.csrf, submit: "Commencer la demande")
        return """
            \(UnknownAssociation.words(visit.form))\(errorSummary(problems))\
            \(form.html("\(UnknownAssociation.fields(Applicant.beginning, visit.form, problems))\(visit.robotFields)"))
            """
    }

    @Sendable private static func begin(_ visit: Visit) async throws -> Response {
        let (input, slug, moment) = (visit.form, visit.parameters["slug"] ?? "", visit.now)
        let known = visit.association(named: input["association"])
        do {
            try visit.admitPublicForm()
            let name = try await visit.read { tx in try known.map { try Applicant.find($0, in: tx).name } }
            let actor = Agent.applicant(name ?? input["name"] ?? "Association")
            let (address, holder) = (visit.address, visit.holder)
            let begun = try await visit.office.write(as: actor) { tx in
                let campaign = try Campaign.find(slug: slug, in: tx)
                let contact = try beginningContact(input)
                guard let known else {
                    return try Application.begin(
                        campaign: campaign, recording: input, from: address, form: holder, contact: contact, at: moment,
                        in: tx)
                }
                return try Application.begin(
                    campaign: campaign, association: known, form: holder, contact: contact, at: moment, in: tx)
            }
            guard let token = begun.token else { throw NotFound("Cette demande n’existe pas.") }
            return visit.remembering(
                visit.redirect(
                    to: "/demandes/suivi/\(token)/1",
                    notice:
                        "Votre demande est commencée. Gardez ce lien pour la reprendre plus tard\u{a0}: \(visit.link(token))"
                ))
        } catch let refusal as FormRefusal {
            return try await campaignPage(visit, found: unknown(visit, slug, refusal.problems))
        } catch let refusal as ApplicantRefusal {
            return try await again(visit, slug, refusal, .tooManyRequests)
        } catch let refusal as RobotRefusal {
            return try await again(visit, slug, refusal, Failure(refusal).status)
        } catch let refusal as ApplicationRefusal {
            return try await campaignPage(visit, found: notice("\(refusal.message)", .attention))
        }
    }

    private static func beginningContact(_ input: FormInput) throws -> String? {
        let reading = Applicant.beginning.read(input)
        let problems = reading.problems.filter { $0.field == "email" }
        guard problems.isEmpty else { throw FormRefusal(problems) }
        return reading.text("email")
    }

    /// The same page with what was typed, and why it was not taken.
    private static func again(
        _ visit: Visit, _ slug: String, _ refusal: any Refusal, _ status: HTTPResponse.Status
    ) async throws -> Response {
        guard let key = visit.form["association"], let known = visit.association(named: key) else {
            let problem = FieldProblem(field: "", label: "", message: refusal.message)
            return try await campaignPage(visit, found: unknown(visit, slug, [problem]), status: status)
        }
        let applicant = try await visit.read { try Applicant.find(known, in: $0) }
        return try await campaignPage(
            visit,
            found: """
                \(notice("\(refusal.message)", .attention))<p><b>\(applicant.name)</b></p>\
                <form method="post" action="/demandes/\(slug)/commencer">\(csrfField(visit.csrf))\(visit.robotFields)\
                <input type="hidden" name="association" value="\(key)">\
                <input type="hidden" name="email" value="\(visit.form["email"] ?? "")">\
                <button class="button button--primary button--block">C’est la nôtre</button></form>
                """, status: status)
    }
}

/// An association that the register does not hold, on public pages.
enum UnknownAssociation {
    static func words(_ input: FormInput) -> HTML {
        let isNamed = !(input["name"] ?? "").isEmpty && !(input["commune"] ?? "").isEmpty
        let text =
            isNamed
            ? "Nous ne connaissons pas encore «\u{a0}\(input["name"] ?? "")\u{a0}», à \(input["commune"] ?? ""). Ce n’est pas un obstacle\u{a0}: le service complétera sa fiche."
            : "Nous ne connaissons pas encore cette association. Donnez son nom et sa commune pour continuer."
        return notice("\(text)", .accent)
    }

    /// What is still to be said of it: a field that was filled in well goes along unseen.
    static func fields(_ form: Form, _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let wrong = Set(form.read(input).problems.compactMap(\.field) + problems.compactMap(\.field))
        let isNamed = !(input["name"] ?? "").isEmpty && !(input["commune"] ?? "").isEmpty
        var known = HTML()
        var open: Set<String> = []
        for field in form.fields {
            let typed = input[field.name] ?? ""
            if wrong.contains(field.name) || typed.isEmpty && !(field.name == "number" && isNamed) {
                open.insert(field.name)
            } else {
                known += "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(typed)\">"
            }
        }
        return "\(known)\(formFields(form, input, problems: problems, only: open))"
    }
}
