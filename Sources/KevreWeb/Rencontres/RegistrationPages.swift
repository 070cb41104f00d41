import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// Registrations of associations, for officers: list, record, form, states.
enum RegistrationPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/inscriptions", right: .readRencontres, use: list)
        RegistrationEditing.add(to: &routes)
        routes.get("rencontres/:year/inscriptions/:id", right: .readRencontres, use: show)
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
        let (registration, rank, types, themes, trail, accepted) = try await visit.read { tx in
            let registration = try Registration.find(id, by: agent, in: tx)
            return (
                registration, try registration.rank(in: tx), try StandType.all(of: edition.id, in: tx),
                try Registration.themes(in: tx),
                try AuditEntry.timeline(of: "registration", id.number, limit: 30, in: tx),
                try registration.acceptedText(of: edition, in: tx)
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
                aside: steps(visit, edition, registration, address) + identity(registration)
                    + regulation(accepted) + card("Historique", timeline(trail.compactMap(entry))),
                label: "État, association, historique"))
            """)
    }

    private static func steps(
        _ visit: Visit, _ edition: Edition, _ registration: Registration, _ address: String
    ) -> HTML {
        let version = [("version", String(registration.version))]
        var buttons = registration.events(for: visit.agent).map { event -> HTML in
            let path = "\(address)/etape/\(event.rawValue)"
            if event == .registerAgain, edition.registration(at: visit.now) != .open {
                let why = FormField(
                    "reason", "Pourquoi hors délai (obligatoire)", .line(type: "text"), isRequired: true)
                return askingButton(
                    event.label, why.html, confirm: event.label, path, csrf: visit.csrf, fields: version,
                    isBlock: true)
            }
            guard event.isGrave else {
                return postButton(
                    event.label, path, csrf: visit.csrf, event == .validate || event == .confirm ? .primary : .plain,
                    fields: version, isBlock: true)
            }
            let more = FormField(
                "reason", event == .refuse ? "Motif (obligatoire)" : "Motif", .line(type: "text"),
                isRequired: event == .refuse)
            return dangerButton(
                event.label,
                losing: registration.state.holdsPlace
                    ? "La place revient à la première association de la liste d’attente."
                    : "L’association perd son rang.",
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
            buttons.append(
                postButton(
                    "Nouveau lien pour l’association", "\(address)/lien", csrf: visit.csrf, .quiet, isBlock: true))
        }
        return card(
            "Étape",
            facts(
                [
                    ("Emplacement", "\(registration.pitchText)"),
                    ("Code", reference(ParticipantCode.shown(registration.code))),
                    ("Reçue le", "\(registration.submittedAt?.inParis.short)"),
                    ("Place donnée le", "\(registration.promotedAt?.inParis.short)"),
                    ("Repas", "\(registration.mealsText)"), ("Règlement", "\(registration.regulationText)"),
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

    /// The text it accepted, when the edition's is another one since.
    private static func regulation(_ accepted: String?) -> HTML {
        accepted.map {
            """
            <details class="card more"><summary>Le règlement accepté, changé depuis</summary>\(prose($0))</details>
            """
        } ?? ""
    }

    private static func entry(_ entry: AuditEntry) -> TimelineEntry? {
        let words: String
        if entry.operation == "insert" {
            words =
                entry.changes.first { $0.field == "state" }?.after == "waiting"
                ? "Inscrite sur liste d’attente" : "Inscrite"
        } else if let event = entry.event.flatMap(RegistrationEvent.init),
            entry.changes.contains(where: { $0.field == "state" })
        {
            words =
                event == .promote
                ? "Une place s’est libérée\u{a0}: elle lui revient" : event.done.replacing(".", with: "")
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
            let (state, movedUp) = try await visit.write { tx in
                let state = try Registration.fire(event, id, version: version, reason: reason, by: agent, in: tx)
                let edition = try Edition.find(year: year, by: agent, in: tx).id
                return (state, try Registration.movedUp(edition, in: tx))
            }
            if !movedUp.isEmpty {
                return visit.redirect(
                    to: address,
                    notice:
                        "\(event.done) Une place passe de la liste d’attente à \(FrenchText.list(movedUp))\u{a0}: prévenez-la.",
                    tone: .attention)
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
            notice:
                "Nouveau lien, à donner à l’association\u{a0}: \(visit.registrationLink(token)) L’ancien ne mène plus nulle part."
        )
    }
}

extension Visit {
    /// The whole address of an association's link to its registration.
    func registrationLink(_ token: String) -> String {
        "\(isSecure ? "https" : "http")://\(host)/forum/suivi/\(token)"
    }
}
