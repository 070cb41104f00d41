import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// Registrations of associations, for officers: list, record, form, states.
enum RegistrationPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/inscriptions", right: .readRencontres, use: list)
        routes.get("rencontres/:year/inscriptions/nouvelle", right: .writeRencontres, use: new)
        routes.post("rencontres/:year/inscriptions/nouvelle", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/inscriptions/:id", right: .readRencontres, use: show)
        routes.get("rencontres/:year/inscriptions/:id/modifier", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/inscriptions/:id/modifier", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/inscriptions/:id/etape/:event", right: .readRencontres, use: fire)
        routes.post("rencontres/:year/inscriptions/:id/lien", right: .writeRencontres, use: renewLink)
    }

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let address = "/rencontres/\(edition.year)/inscriptions"
        let mayWrite = visit.agent.may(.writeRencontres)
        return try await visit.list(
            Registration.listing, active: .rencontres, of: EditionTab.frame(edition, .registrations),
            path: [
                Link("Rencontres", "/rencontres"), Link(String(edition.year), "/rencontres/\(edition.year)"),
                Link("Inscriptions", ""),
            ], actions: mayWrite ? [linkButton("Inscrire une association", "\(address)/nouvelle", .primary)] : [],
            empty: emptyState(
                "Aucune inscription",
                "Les associations s’inscrivent sur la page publique, ou vous les inscrivez vous-même.",
                actions: mayWrite ? [linkButton("Inscrire une association", "\(address)/nouvelle", .primary)] : []),
            narrowing: { $0.filters["edition"] = [edition.id.description] })
    }

    // MARK: - One registration

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, agent) = (try await visit.edition(), visit.agent)
        let id = try visit.identifier("id", Registration.ID.self)
        let (registration, rank, types, themes, trail) = try await visit.read { tx in
            let registration = try Registration.find(id, by: agent, in: tx)
            return (
                registration, try registration.rank(in: tx), try StandType.all(of: edition.id, in: tx),
                try Registration.themes(in: tx),
                try AuditEntry.timeline(of: "registration", id.number, limit: 30, in: tx)
            )
        }
        guard registration.edition == edition.id else { throw NotFound("Cette inscription est d’une autre édition.") }
        let address = "/rencontres/\(edition.year)/inscriptions/\(id)"
        let word = RegistrationState.vocabulary[registration.state.rawValue]
        let parts = RegistrationFace(types, themes: themes, isOnline: false).summary(registration.input)
            .map { card($0.title, $0.facts) }
        let waiting = rank.map { " · \($0)\($0 == 1 ? "re" : "e") de la liste d’attente" } ?? ""
        let actions =
            agent.may(.writeRencontres) && registration.state != .draft
            ? [linkButton("Modifier", "\(address)/modifier", .primary)] : []
        return try visit.page(
            title: registration.associationName, active: .rencontres,
            """
            \(EditionTab.header(
                edition, .registrations, title: registration.associationName,
                note: "\(state(word.label, Tone(word.tone))) · \(registration.typeName)\(waiting)", actions: actions))\
            \(columns(
                registration.state == .draft
                    ? notice("L’association n’a pas encore envoyé cette inscription. Aucune place n’est retenue.", .attention)
                        + parts.joined() : parts.joined(),
                aside: steps(visit, registration, address) + identity(registration) + card("Historique", timeline(trail.compactMap(entry))),
                label: "État, association, historique"))
            """)
    }

    private static func steps(_ visit: Visit, _ registration: Registration, _ address: String) -> HTML {
        let version = [("version", String(registration.version))]
        var buttons = registration.events(for: visit.agent).map { event -> HTML in
            let path = "\(address)/etape/\(event.rawValue)"
            guard event.isGrave else {
                return postButton(
                    event.label, path, csrf: visit.csrf, event == .validate || event == .confirm ? .primary : .plain,
                    fields: version, isBlock: true)
            }
            let more = FormField(
                "reason", event == .refuse ? "Motif (obligatoire)" : "Motif", .line(type: "text"), isRequired: event == .refuse)
            return dangerButton(
                event.label,
                losing: registration.state.holdsPlace
                    ? "La place revient à la première association de la liste d’attente." : "L’association perd son rang.",
                confirm: event.label, path, csrf: visit.csrf, fields: version, more: more.html, isBlock: true)
        }
        if visit.agent.may(.writeRencontres), registration.state.mayBePlaced, registration.kind == .stand {
            buttons.insert(
                linkButton(
                    registration.pitch == nil ? "Placer sur le plan" : "Voir sur le plan",
                    registration.pitch.map { "/rencontres/\(registration.year)/plan?emplacement=\($0)" }
                        ?? "/rencontres/\(registration.year)/plan?inscription=\(registration.id)"), at: 0)
        }
        if visit.agent.may(.writeRencontres) {
            buttons.append(postButton("Nouveau lien pour l’association", "\(address)/lien", csrf: visit.csrf, .quiet, isBlock: true))
        }
        return card(
            "Étape",
            facts(
                [
                    ("Emplacement", "\(registration.pitchText)"), ("Code", reference(registration.code)),
                    ("Reçue le", "\(registration.submittedAt?.inParis.short)"),
                    ("Place donnée le", "\(registration.promotedAt?.inParis.short)"),
                    ("Arrivée", "\(registration.arrivedAt?.inParis.short)"),
                    ("Hors délai", "\(registration.lateReason)"), ("Motif", "\(registration.stateReason)"),
                ], style: .tight) + "<div class=\"actions actions--stack\">\(buttons)</div>")
    }

    private static func identity(_ registration: Registration) -> HTML {
        let name: HTML = "<a href=\"/associations/\(registration.association)\">\(registration.associationName)</a>"
        return card(
            "L’association",
            facts(
                [
                    ("Nom", name), ("Commune", "\(registration.commune)"), ("Domaine", "\(registration.themeName)"),
                    ("Inscrite par", registration.channel == "online" ? "elle-même, en ligne" : "un agent"),
                ], style: .tight))
    }

    private static func entry(_ entry: AuditEntry) -> TimelineEntry? {
        let words: String
        if entry.operation == "insert" {
            words = entry.changes.first { $0.field == "state" }?.after == "waiting" ? "Inscrite sur liste d’attente" : "Inscrite"
        } else if let event = entry.event.flatMap(RegistrationEvent.init), entry.changes.contains(where: { $0.field == "state" }) {
            words = event == .promote ? "Une place s’est libérée\u{a0}: elle lui revient" : event.done.replacing(".", with: "")
        } else if entry.changes.contains(where: { $0.field != "draft" }) {
            words = "Modifiée"
        } else {
            return nil
        }
        return TimelineEntry(
            "\(words)", shown: entry.at.inParis.short, machine: entry.at.inParis.iso, by: entry.actor,
            detail: entry.changes.first { $0.field == "state_reason" }?.after)
    }

    @Sendable private static func fire(_ visit: Visit) async throws -> Response {
        guard let event = RegistrationEvent(rawValue: visit.parameters["event"] ?? ""), event.isButton else {
            throw NotFound("Cette étape n’existe pas.")
        }
        let (year, id) = (try visit.year(), try visit.identifier("id", Registration.ID.self))
        let (agent, version, reason) = (visit.agent, visit.version, visit.form["reason"])
        let address = "/rencontres/\(year)/inscriptions/\(id)"
        do {
            let state = try await visit.write { tx in
                try Registration.fire(event, id, version: version, reason: reason, by: agent, in: tx)
            }
            let more = event == .registerAgain && state == .waiting ? " Elle est sur la liste d’attente." : ""
            return visit.redirect(to: address, notice: event.done + more)
        } catch let refusal as RegistrationRefusal {
            return visit.redirect(to: address, notice: refusal.message, tone: .attention)
        }
    }

    @Sendable private static func renewLink(_ visit: Visit) async throws -> Response {
        let (year, agent) = (try visit.year(), visit.agent)
        let id = try visit.identifier("id", Registration.ID.self)
        let token = try await visit.write { try Registration.renewLink(id, by: agent, in: $0) }
        return visit.redirect(
            to: "/rencontres/\(year)/inscriptions/\(id)",
            notice: "Nouveau lien, à donner à l’association\u{a0}: \(visit.registrationLink(token)) L’ancien ne mène plus nulle part.")
    }

    // MARK: - Form

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (id, agent) = (try visit.identifier("id", Registration.ID.self), visit.agent)
        let registration = try await visit.read { try Registration.find(id, by: agent, in: $0) }
        return try await form(
            visit, title: "Modifier l’inscription", to: "\(id)/modifier", registration.input,
            version: registration.version, of: registration.associationName)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (id, agent, input, version) = (
            try visit.identifier("id", Registration.ID.self), visit.agent, visit.form, visit.version
        )
        do {
            try await visit.write { tx in
                try Registration.change(.agent(agent, id), version: version, input, at: Date(), in: tx)
            }
            return visit.redirect(
                to: "/rencontres/\(try visit.year())/inscriptions/\(id)", notice: "Inscription enregistrée.")
        } catch let refusal as FormRefusal {
            return try await form(
                visit, title: "Modifier l’inscription", to: "\(id)/modifier", input, version: version,
                problems: refusal.problems)
        }
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        let (edition, agent) = (try await visit.edition(), visit.agent)
        guard let association = visit.query("association").flatMap(Association.ID.init) else {
            return try await search(visit, edition)
        }
        let (applicant, last, types) = try await visit.read { tx in
            (
                try Applicant.find(association, in: tx),
                try Registration.lastInput(of: association, before: edition, isWhole: true, in: tx),
                try StandType.all(of: edition.id, in: tx)
            )
        }
        var input = Registration.start(types.first)
        if visit.query("comme") != nil, let last { input = last.input }
        input["association"] = association.description
        let again: HTML =
            last == nil || visit.query("comme") != nil
            ? ""
            : notice(
                "\(applicant.name) était inscrite en \(last?.year ?? 0).", .accent,
                action: linkButton(
                    "Comme en \(last?.year ?? 0)",
                    "/rencontres/\(edition.year)/inscriptions/nouvelle?association=\(association)&comme=1"))
        _ = agent
        return try await form(
            visit, title: "Inscrire une association", to: "nouvelle", input, of: applicant.name, before: again)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        let (year, agent, input) = (try visit.year(), visit.agent, visit.form)
        let association = try visit.posted("association", Association.ID.self)
        let name = try await visit.read { try Applicant.find(association, in: $0).name }
        do {
            let outcome = try await visit.write { tx in
                try Registration.register(association, year: year, input, at: Date(), by: agent, in: tx)
            }
            return visit.redirect(
                to: "/rencontres/\(year)/inscriptions/\(outcome.id)",
                notice: outcome.state == .waiting
                    ? "Toutes les places sont prises\u{a0}: \(name) est sur la liste d’attente." : "\(name) est inscrite.",
                tone: outcome.state == .waiting ? .attention : .done)
        } catch let refusal as FormRefusal {
            return try await form(
                visit, title: "Inscrire une association", to: "nouvelle", input, of: name, problems: refusal.problems)
        } catch let refusal as RegistrationRefusal {
            return try await form(
                visit, title: "Inscrire une association", to: "nouvelle", input, of: name,
                problems: [FieldProblem(field: refusal.field ?? "type", label: "Inscription", message: refusal.message)])
        }
    }

    private static func search(_ visit: Visit, _ edition: Edition) async throws -> Response {
        let (agent, words) = (visit.agent, visit.query("q") ?? "")
        let address = "/rencontres/\(edition.year)/inscriptions/nouvelle"
        let found = try await visit.read { try Applicant.search(words, by: agent, in: $0) }
        let items = found.map { applicant -> HTML in
            let place: HTML = applicant.commune.map { " <span class=\"soft\">\($0)</span>" } ?? ""
            return """
                <tr role="row"><td role="cell" class="lead">\(applicant.name)\(place)</td><td role="cell" class="num">\
                \(linkButton("Choisir", "\(address)?association=\(applicant.id)"))</td></tr>
                """
        }
        let results =
            found.isEmpty
            ? (words.isEmpty
                ? "" : emptyState("Aucune association trouvée", "Vérifiez le nom ou le numéro, ou créez sa fiche."))
            : card(
                "Quelle association\u{a0}?",
                table(
                    [TableColumn("Association", .lead), TableColumn("", .number)], items.joined(),
                    caption: "Associations trouvées", isPlain: true))
        return try visit.page(
            title: "Inscrire une association", active: .rencontres,
            """
            \(EditionTab.header(edition, .registrations, title: "Inscrire une association"))\
            \(card("L’association", """
                <form class="form" method="get" action="\(address)">\
                \(FormField("q", "Association", value: words, help: "Nom, SIRET, SIREN ou RNA.").html)\
                <div class="form__end"><button class="button button--primary">Chercher</button></div></form>
                """))\(results)
            """)
    }

    private static func form(
        _ visit: Visit, title: String, to path: String, _ input: FormInput, version: Int? = nil, of name: String? = nil,
        before: HTML = "", problems: [FieldProblem] = []
    ) async throws -> Response {
        let edition = try await visit.edition()
        let (types, themes) = try await visit.read { tx in
            (try StandType.all(of: edition.id, in: tx), try Registration.themes(in: tx))
        }
        let address = "/rencontres/\(edition.year)/inscriptions"
        let page = FormPage(
            "\(address)/\(path)", csrf: visit.csrf, version: version,
            submit: version == nil ? "Inscrire" : "Enregistrer", cancel: Link("Annuler", address))
        let isLate = version == nil && edition.registration(at: Date()) != .open
        let late: HTML =
            isLate
            ? fieldSection(
                "Hors délai", help: "Les inscriptions ne sont pas ouvertes. Dites pourquoi vous inscrivez quand même.",
                FormField(
                    "late_reason", "Motif", .line(type: "text"), value: input["late_reason"] ?? "",
                    error: problems.first { $0.field == "late_reason" }?.message, isRequired: true).html) : ""
        let association: HTML = input["association"].map { "<input type=\"hidden\" name=\"association\" value=\"\($0)\">" } ?? ""
        let face = RegistrationFace(types, themes: themes, isOnline: false)
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .registrations, title: title, note: name.map { "\($0)" }))\
            \(before)\(errorSummary(problems))\(page.html("\(association)\(late)\(face.fields(input, problems))"))
            """)
    }
}

extension Visit {
    /// The whole address of an association's link to its registration.
    func registrationLink(_ token: String) -> String {
        "\(isSecure ? "https" : "http")://\(host)/forum/suivi/\(token)"
    }
}
