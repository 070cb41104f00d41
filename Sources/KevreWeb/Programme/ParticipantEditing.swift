import Foundation
import Hummingbird
import Kevre
import PostgreSQL

extension ParticipantPages {
    // MARK: - Form

    @Sendable static func new(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        let chosen = visit.query.filter { $0.name == "rendez-vous" }.map(\.value)
        return try await form(visit, edition, nil, FormInput(["sessions": chosen]))
    }

    @Sendable static func create(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        do {
            let done = try await Participant.register(edition.id, visit.form, by: visit.agent, in: visit.office)
            return visit.redirect(
                to: "\(address(edition.year))/\(done.id)",
                notice:
                    "Inscription faite, code \(done.code).\(done.isWaiting ? " Une place au moins est en liste d’attente." : "")",
                tone: done.isWaiting ? .attention : .done)
        } catch let refusal as FormRefusal {
            return try await form(visit, edition, nil, visit.form, refusal.problems)
        }
    }

    @Sendable static func edit(_ visit: Visit) async throws -> Response {
        let (edition, person, _) = try await find(visit)
        return try await form(visit, edition, person, person.input)
    }

    @Sendable static func save(_ visit: Visit) async throws -> Response {
        let (edition, person, _) = try await find(visit)
        do {
            try await visit.write {
                try Participant.save(person.id, version: visit.version, visit.form, by: visit.agent, in: $0)
            }
            return visit.redirect(to: "\(address(edition.year))/\(person.id)", notice: "Fiche enregistrée.")
        } catch let refusal as FormRefusal {
            return try await form(visit, edition, person, visit.form, refusal.problems)
        }
    }

    private static func form(
        _ visit: Visit, _ edition: Edition, _ person: Participant?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) async throws -> Response {
        let base = address(edition.year)
        let title = person.map { "Modifier «\u{a0}\($0.name)\u{a0}»" } ?? "Inscrire une personne"
        let page = FormPage(
            person.map { "\(base)/\($0.id)/modifier" } ?? "\(base)/nouveau", csrf: visit.csrf,
            version: visit.version ?? person?.version, submit: person == nil ? "Inscrire" : "Enregistrer",
            cancel: Link("Annuler", person.map { "\(base)/\($0.id)" } ?? base))
        let sessions = person == nil ? try await visit.read { try ProgrammeSession.all(of: edition.id, in: $0) } : []
        let choice: HTML =
            sessions.isEmpty
            ? ""
            : FormField(
                "sessions", "Rendez-vous",
                .several(
                    sessions.filter(\.isRegistered).map {
                        FormOption(
                            $0.id.description, $0.title,
                            help:
                                "\(ProgrammeFace.whereAndWhen($0)) · \($0.isFull ? "complet, liste d’attente" : FrenchText.count($0.left, "place"))"
                        )
                    }), values: input.all("sessions"), error: problems.first { $0.field == "sessions" }?.message
            ).html
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .people, title: title))\
            \(errorSummary(problems))\(page.html("\(formFields(Participant.form, input, problems: problems))\(choice)"))
            """)
    }

    // MARK: - Changes

    @Sendable static func cancel(_ visit: Visit) async throws -> Response {
        try await change(visit, "Inscription annulée.") { id, agent, tx in
            try Participant.cancel(id, by: .agent(agent), in: tx)
        }
    }

    @Sendable static func restore(_ visit: Visit) async throws -> Response {
        try await change(visit, "Inscription rétablie\u{a0}: ses places sont à reprendre.") { id, agent, tx in
            try Participant.restore(id, version: visit.version ?? 0, by: agent, in: tx)
        }
    }

    @Sendable static func book(_ visit: Visit) async throws -> Response {
        let session = try visit.posted("session", ProgrammeSession.ID.self)
        return try await change(visit, "Inscription faite.") { id, agent, tx in
            try Participant.book(id, session, by: .agent(agent), at: visit.now, in: tx)
        }
    }

    @Sendable static func unbook(_ visit: Visit) async throws -> Response {
        let booking = try visit.identifier("booking", Booking.ID.self)
        return try await change(visit, "Place libérée\u{a0}: elle va à qui attend.") { id, agent, tx in
            try Participant.cancel(booking, of: id, by: .agent(agent), in: tx)
        }
    }

    private static func change(
        _ visit: Visit, _ notice: String,
        _ body: @escaping @Sendable (Participant.ID, Agent, Transaction) throws -> Void
    ) async throws -> Response {
        let (agent, year, id) = (visit.agent, try visit.year(), try visit.identifier("id", Participant.ID.self))
        let address = "\(address(year))/\(id)"
        do {
            try await visit.write { tx in
                let edition = try Edition.find(year: year, by: agent, in: tx)
                _ = try Participant.find(id, of: edition.id, by: agent, in: tx)
                try body(id, agent, tx)
            }
            return visit.redirect(to: address, notice: notice)
        } catch let refusal as ProgrammeRefusal {
            return visit.redirect(to: address, notice: refusal.message, tone: .danger)
        }
    }
}
