import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// An association registers for the Rencontres by itself: it is found, the rest is filled in, two minutes suffice.
enum ForumRegistrationPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("forum/:year/inscription", use: start)
        routes.publicPost("forum/:year/inscription", use: submit)
        routes.publicPost("forum/:year/association", use: identify)
        routes.publicPost("forum/:year/association/nouvelle", use: record)
        ForumFollowPages.add(to: &routes)
    }

    private static func edition(_ visit: Visit) async throws -> Edition {
        let year = try visit.year()
        return try await visit.read { try Edition.findPublic(year: year, in: $0) }
    }

    // MARK: - Who is it?

    /// Without an association: who is it? With one: the form.
    @Sendable private static func start(_ visit: Visit) async throws -> Response {
        let edition = try await edition(visit)
        guard let association = visit.association(named: visit.query("association")) else {
            return try finder(visit, edition)
        }
        let like = visit.query("comme")
        let (applicant, last, typed) = try await visit.read { tx in
            // Only who holds the link of an earlier registration is told its persons again.
            let holder = try like.flatMap { $0 == "1" ? nil : try Registration.find(token: $0, in: tx) }
            return (
                try Applicant.find(association, in: tx),
                try holder?.again(for: edition, association, in: tx)
                    ?? Registration.lastInput(of: association, before: edition, isWhole: false, in: tx),
                try Registration.start(association, for: edition, isWhole: false, in: tx)
            )
        }
        var input = typed
        var before: HTML = ""
        if let last {
            if like == nil {
                before = asLast(last.year)
            } else {
                input.values.merge(last.input.values) { _, last in last }
                before = notice(
                    "Vos besoins de \(last.year) sont repris. Vérifiez, indiquez le contact, envoyez.", .done)
            }
        }
        return try await form(visit, edition, applicant, input, before: before)
    }

    /// Offered inside the form, so that what is typed already comes along.
    private static func asLast(_ year: Int) -> HTML {
        notice(
            "Vous étiez là en \(year).", .accent,
            action: "<button class=\"button\" name=\"comme\" value=\"1\">Comme en \(year)</button>")
    }

    /// The needs of last year in the fields where nothing was typed; what was typed stays.
    private static func likeLast(_ visit: Visit, _ association: Association.ID) async throws -> Response {
        let edition = try await edition(visit)
        let (applicant, last, begun) = try await visit.read { tx in
            (
                try Applicant.find(association, in: tx),
                try Registration.lastInput(of: association, before: edition, isWhole: false, in: tx),
                try Registration.start(association, for: edition, isWhole: false, in: tx)
            )
        }
        var input = visit.form
        for (name, values) in last?.input.values ?? [:] {
            let typed = input.all(name).filter { !$0.isEmpty }
            if typed.isEmpty || typed == begun.all(name) { input.values[name] = values }
        }
        let words =
            last.map {
                "Vos besoins de \($0.year) sont repris, et ce que vous aviez saisi est gardé. Vérifiez, puis envoyez."
            }
            ?? "Rien n’est à reprendre d’une autre année."
        return try await form(visit, edition, applicant, input, before: notice("\(words)", .done))
    }

    private static func finder(
        _ visit: Visit, _ edition: Edition, found: HTML = "", problems: [FieldProblem] = [],
        status: HTTPResponse.Status? = nil
    ) throws -> Response {
        let page = FormPage("/forum/\(edition.year)/association", csrf: visit.csrf, submit: "Continuer")
        let content: HTML
        switch edition.registration(at: visit.now) {
        case .open:
            content =
                found.isEmpty
                ? "\(errorSummary(problems))\(page.html(formFields(Applicant.form, visit.form, problems: problems)))"
                : found
        case .upcoming:
            content = notice("Les inscriptions ouvrent le \(edition.registrationOpensAt.inParis.long).", .accent)
        case .closed:
            content = notice(
                "Les inscriptions ont fermé le \(edition.registrationClosesAt.inParis.closing).", .attention)
        }
        return try visit.publicPage(
            title: "Quelle association\u{a0}?", subject: EditionTab.whole(edition), home: "/forum/\(edition.year)",
            step: (1, 2), status: status ?? (problems.isEmpty ? .ok : .unprocessableContent),
            """
            <h1>Quelle association\u{a0}?</h1><p class="lede">Son numéro SIRET ou RNA suffit\u{a0}; sinon, son nom et sa \
            commune.</p>\(content)
            """)
    }

    @Sendable private static func identify(_ visit: Visit) async throws -> Response {
        let (edition, input) = (try await edition(visit), visit.form)
        do {
            try visit.site.publicQuestions.admit(Throttle.network(of: visit.address))
            let found = try await visit.read { try Applicant.identify(input, in: $0) }
            if found.isEmpty { return try finder(visit, edition, found: unknown(visit, edition)) }
            let items = found.map { applicant -> HTML in
                let action = linkButton(
                    "C’est la nôtre", "/forum/\(edition.year)/inscription?association=\(visit.key(applicant.id))",
                    .primary)
                return """
                    <div><p><b>\(applicant.name)</b><br><span class="soft">\(applicant.commune)</span></p>\(action)</div>
                    """
            }
            let other: HTML = """
                <details class="fold"><summary>Ce n’est aucune de celles-ci</summary><div class="fold__content">\
                \(unknown(visit, edition))</div></details>
                """
            return try finder(
                visit, edition,
                found: """
                    <p>\(found.count == 1 ? "Est-ce bien votre association\u{a0}?" : "Laquelle est la vôtre\u{a0}?")</p>\
                    \(items)\(other)\(already(edition))
                    """)
        } catch let refusal as FormRefusal {
            return try finder(visit, edition, problems: refusal.problems)
        }
    }

    /// Said to everybody alike: whether an association is registered is told to nobody who merely names it.
    private static func already(_ edition: Edition) -> HTML {
        let contact = edition.contact.isEmpty ? "" : " (\(edition.contact))"
        return """
            <p class="small soft">Déjà inscrite\u{a0}? Le lien de suivi donné ce jour-là permet de la modifier ou de l’annuler\u{a0}; \
            s’il est perdu, <a href="/forum/\(edition.year)/retrouver">retrouvez-le</a>, ou demandez-le aux \
            organisateurs\(contact).</p>
            """
    }

    private static func unknown(_ visit: Visit, _ edition: Edition, _ problems: [FieldProblem] = []) -> HTML {
        let form = FormPage("/forum/\(edition.year)/association/nouvelle", csrf: visit.csrf, submit: "Continuer")
        return """
            \(UnknownAssociation.words(visit.form))\(errorSummary(problems))\
            \(form.html("\(UnknownAssociation.fields(Applicant.form, visit.form, problems))\(visit.robotFields)"))
            """
    }

    @Sendable private static func record(_ visit: Visit) async throws -> Response {
        let (edition, input, address, holder) = (try await edition(visit), visit.form, visit.address, visit.holder)
        do {
            try visit.admitPublicForm()
            let association = try await visit.office.write(as: .applicant(input["name"] ?? "Association")) { tx in
                try Registration.requireOpen(edition, at: visit.now)
                return try Applicant.record(input, from: address, form: holder, in: tx)
            }
            return visit.redirect(to: "/forum/\(edition.year)/inscription?association=\(visit.key(association))")
        } catch let refusal as RobotRefusal {
            let problem = FieldProblem(field: "", label: "", message: refusal.message)
            return try finder(
                visit, edition, found: unknown(visit, edition, [problem]), status: Failure(refusal).status)
        } catch let refusal as FormRefusal {
            return try finder(
                visit, edition, found: unknown(visit, edition, refusal.problems), problems: refusal.problems)
        }
    }

    // MARK: - The form

    private static func form(
        _ visit: Visit, _ edition: Edition, _ applicant: Applicant, _ input: FormInput, before: HTML = "",
        problems: [FieldProblem] = [], status: HTTPResponse.Status? = nil
    ) async throws -> Response {
        guard edition.registration(at: visit.now) == .open else { return try finder(visit, edition) }
        let (types, themes) = try await visit.read { tx in
            (try StandType.all(of: edition.id, in: tx), try Registration.themes(in: tx))
        }
        var page = FormPage("/forum/\(edition.year)/inscription", csrf: visit.csrf, submit: "Envoyer l’inscription")
        page.more = "<button class=\"button\" name=\"garder\" value=\"1\">Finir plus tard</button>"
        let face = RegistrationFace(types, themes: themes, isOnline: true)
        return try visit.publicPage(
            title: "Inscription", subject: EditionTab.whole(edition), home: "/forum/\(edition.year)", step: (2, 2),
            status: status ?? (problems.isEmpty ? .ok : .unprocessableContent),
            """
            <h1>\(applicant.name)</h1><p class="lede">\(edition.when)\(edition.place.isEmpty ? "" : ", \(edition.place)")</p>\
            \(errorSummary(problems))\
            \(page.html("""
                <button class="hidden-text" tabindex="-1" aria-hidden="true">Envoyer</button>\(before)<input type="hidden" name="association" value="\(visit.key(applicant.id))">\(visit.robotFields)\(face.fields(input, problems))\(terms(edition))
                """))
            """)
    }

    /// Which meals are offered, where the regulation is read, and which text of it is accepted by sending.
    static func terms(_ edition: Edition) -> HTML {
        var terms: HTML = "<input type=\"hidden\" name=\"regulation_version\" value=\"\(edition.regulationVersion)\">"
        if let offered = edition.offeredMeals {
            let rule =
                offered == 0
                ? "Les repas sont à régler."
                : "\(FrenchText.count(offered, "repas est offert", "repas sont offerts")) par association\u{a0}; les suivants sont à régler."
            terms += "<p class=\"small\">\(rule)</p>"
        }
        if !edition.regulation.isEmpty {
            terms += """
                <p class="small"><a href="/forum/\(edition.year)#reglement">Lire le règlement</a></p>
                """
        }
        return terms
    }

    @Sendable private static func submit(_ visit: Visit) async throws -> Response {
        let (year, input, moment) = (try visit.year(), visit.form, visit.now)
        guard let association = visit.association(named: input["association"]) else {
            return try finder(
                visit, try await edition(visit),
                found: notice("Cherchez de nouveau votre association\u{a0}: cette page n’est plus valable.", .attention)
            )
        }
        do {
            if input["comme"] != nil { return try await likeLast(visit, association) }
            try visit.admitPublicForm()
            if input["garder"] != nil { return try await keep(visit, year, association) }
            let outcome = try await Registration.register(
                association, year: year, input, at: moment, in: visit.office)
            if visit.wantsJSON {
                return visit.json(
                    .object([
                        ("state", .string(outcome.state.rawValue)), ("arrival", .integer(outcome.arrival)),
                        ("follow", .string("/forum/suivi/\(outcome.token)")),
                    ]), status: .created)
            }
            return visit.redirect(
                to: "/forum/suivi/\(outcome.token)",
                // Where it waits, the page itself says so, with its rank.
                notice: outcome.state == .waiting
                    ? "Votre demande de place est enregistrée." : "Votre inscription est enregistrée.",
                tone: outcome.state == .waiting ? .attention : .done)
        } catch let refusal as FormRefusal where !visit.wantsJSON {
            return try await again(visit, association, refusal.problems)
        } catch let refusal as RobotRefusal where !visit.wantsJSON {
            return try await again(
                visit, association, [FieldProblem(field: "", label: "", message: refusal.message)],
                status: Failure(refusal).status)
        } catch let refusal as RegistrationRefusal where !visit.wantsJSON {
            return try await again(
                visit, association,
                [FieldProblem(field: "type", label: "Inscription", message: try await said(refusal, visit))])
        }
    }

    /// A refusal in the words of a stranger: of a registration that is there nothing more than that it is.
    private static func said(_ refusal: RegistrationRefusal, _ visit: Visit) async throws -> String {
        guard case .already(let name, _, _, _) = refusal else { return refusal.message }
        let contact = try await edition(visit).contact
        return
            "\(name) est déjà inscrite. Son lien de suivi permet de la modifier\u{a0}; s’il est perdu, ou si elle n’a pas été inscrite par vous, demandez aux organisateurs\(contact.isEmpty ? "" : " (\(contact))")."
    }

    private static func again(
        _ visit: Visit, _ association: Association.ID, _ problems: [FieldProblem],
        status: HTTPResponse.Status? = nil
    ) async throws -> Response {
        let edition = try await edition(visit)
        let applicant = try await visit.read { try Applicant.find(association, in: $0) }
        return try await form(visit, edition, applicant, visit.form, problems: problems, status: status)
    }

    private static func keep(_ visit: Visit, _ year: Int, _ association: Association.ID) async throws -> Response {
        let (input, moment) = (visit.form, visit.now)
        let name = try await visit.read { try Applicant.find(association, in: $0).name }
        let token = try await visit.office.write(as: .applicant(name)) { tx in
            try Registration.begin(
                association, for: Edition.findPublic(year: year, in: tx), input, at: moment, in: tx)
        }
        return visit.redirect(
            to: "/forum/suivi/\(token)",
            notice: "Rien n’est encore envoyé. Gardez ce lien pour finir\u{a0}: \(visit.registrationLink(token))",
            tone: .attention)
    }
}
