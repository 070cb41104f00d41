import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

extension PublicProgrammePages {
    // MARK: - The link

    private static func find(_ visit: Visit) async throws -> (Edition, Participant, [Booking]) {
        let (year, token) = (try visit.year(), visit.parameters["token"] ?? "")
        return try await visit.read { tx in
            let person = try Participant.find(token: token, in: tx)
            let edition = try Edition.findPublic(year: year, in: tx)
            guard person.edition == edition.id else { throw ProgrammeRefusal.unknownLink }
            return (edition, person, try person.bookings(in: tx))
        }
    }

    /// Her registration: the code for the door, her places, what may still be added or given up.
    @Sendable static func follow(_ visit: Visit) async throws -> Response {
        let (edition, person, bookings) = try await find(visit)
        let token = visit.parameters["token"] ?? ""
        let address = "/forum/\(edition.year)/participant/\(token)"
        let held = bookings.filter { $0.state != .cancelled }
        let items = held.map { booking -> HTML in
            let room: HTML = booking.roomName.map { " · \($0)" } ?? ""
            return """
                <li><p>\(ProgrammeFace.bookingState(booking))</p><h3>\(booking.mention.title)</h3>\
                <p class="soft">\(booking.mention.when)\(room)</p>\
                \(postButton(booking.state == .waiting ? "Quitter la liste d’attente" : "Laisser ma place", "\(address)/places/\(booking.id)/annuler", csrf: visit.csrf, .danger))</li>
                """
        }
        let thanks: HTML =
            visit.query("merci") == nil
            ? ""
            : notice(
                held.contains { $0.state == .waiting }
                    ? "C’est noté. Vous êtes en liste d’attente pour un rendez-vous\u{a0}: si une place se libère, elle vous revient et cette page le dira."
                    : "C’est noté, à bientôt\u{a0}!", title: "Merci, \(person.name).", .done)
        let code: HTML = """
            <p class="door-code" aria-label="Votre code d’entrée">\(person.code)</p>\
            <p class="small soft">À donner à l’entrée\u{a0}; votre nom suffit aussi.</p>
            """
        let link = visit.address(ofForum: address)
        let body: HTML =
            person.isCancelled
            ? notice("Votre inscription est annulée. Vous pouvez vous inscrire de nouveau.", .neutral)
                + linkButton("Voir le programme", "/forum/\(edition.year)/programme")
            : """
            \(card("Votre code", code))\
            \(card("Vos rendez-vous", held.isEmpty ? "<p class=\"soft\">Aucun rendez-vous pour le moment.</p>" : "<ul class=\"lines\">\(items)</ul>"))\
            \(try await offer(visit, edition, address, held))\
            \(card("Gardez ce lien", "<p>Il ramène ici pour voir ou changer vos rendez-vous.</p><p>\(reference(link))</p>"))\
            \(dangerButton(
                "Annuler toute mon inscription", losing: "Vos places iront à qui attend, et votre code n’ouvrira plus la porte.",
                confirm: "Annuler mon inscription", "\(address)/annuler", csrf: visit.csrf))
            """
        return try visit.publicPage(
            title: "Mon inscription", subject: "\(edition.name) \(edition.year)", home: "/forum/\(edition.year)",
            """
            <h1>\(person.name)</h1><p class="lede">\(edition.when), \(edition.place)</p>\(thanks)\(body)
            """)
    }

    /// Other sessions at hours still free.
    private static func offer(
        _ visit: Visit, _ edition: Edition, _ address: String, _ held: [Booking]
    ) async throws -> HTML {
        let now = visit.now
        let (programme, sessions) = try await visit.read { tx in
            (try Programme.of(edition.id, in: tx), try ProgrammeSession.all(of: edition.id, in: tx))
        }
        let free = sessions.filter { session in
            programme.refusal(for: session, of: edition, at: now) == nil
                && held.allSatisfy { $0.mention.endsAt <= session.startsAt || session.endsAt <= $0.mention.startsAt }
        }
        guard !free.isEmpty else { return "" }
        let items = free.map { session -> HTML in
            """
            <li><h3>\(session.title)</h3><p class="soft">\(ProgrammeFace.whereAndWhen(session))</p>\
            <p>\(ProgrammeFace.availability(session))</p>\
            \(postButton(session.isFull ? "Prendre rang" : "M’inscrire", "\(address)/ajouter", csrf: visit.csrf, fields: [("session", session.id.description)]))</li>
            """
        }
        return """
            <details class="card more"><summary>Ajouter un rendez-vous</summary><ul class="lines">\(items)</ul></details>
            """
    }

    // MARK: - Changes

    @Sendable static func book(_ visit: Visit) async throws -> Response {
        let session = try visit.posted("session", ProgrammeSession.ID.self)
        return try await change(visit) { id, access, tx in
            let booking = try Participant.book(id, session, by: access, at: visit.now, in: tx)
            return booking.state == .waiting
                ? "Vous êtes en liste d’attente\u{a0}: \(booking.stateText.lowercased())." : "Votre place est retenue."
        }
    }

    @Sendable static func unbook(_ visit: Visit) async throws -> Response {
        let booking = try visit.identifier("booking", Booking.ID.self)
        return try await change(visit) { id, access, tx in
            try Participant.cancel(booking, of: id, by: access, in: tx)
            return "C’est noté\u{a0}: la place ou le rang revient à qui attend. Merci d’avoir prévenu."
        }
    }

    @Sendable static func cancel(_ visit: Visit) async throws -> Response {
        try await change(visit) { id, access, tx in
            try Participant.cancel(id, by: access, in: tx)
            return "Votre inscription est annulée. Merci d’avoir prévenu."
        }
    }

    private static func change(
        _ visit: Visit, _ body: @escaping @Sendable (Participant.ID, Participant.Access, Transaction) throws -> String
    ) async throws -> Response {
        let (edition, person, _) = try await find(visit)
        let token = visit.parameters["token"] ?? ""
        let address = "/forum/\(edition.year)/participant/\(token)"
        do {
            let said = try await visit.office.write(as: .applicant(person.name)) {
                try body(person.id, .link(token), $0)
            }
            return visit.redirect(to: address, notice: said)
        } catch let refusal as ProgrammeRefusal {
            return visit.redirect(to: address, notice: refusal.message, tone: .danger)
        }
    }

    // MARK: - A lost link

    private static let form = Form([
        Field("code", "Code", help: "Huit signes, comme 7K3M-Q9TX.", required: true, maxLength: 20),
        Field("email", "Adresse électronique", .email, required: true, maxLength: 254, autocomplete: "email"),
    ])

    @Sendable static func retrieve(_ visit: Visit) async throws -> Response { try await ask(visit, []) }

    private static func ask(_ visit: Visit, _ problems: [FieldProblem]) async throws -> Response {
        let year = try visit.year()
        let edition = try await visit.read { try Edition.findPublic(year: year, in: $0) }
        let page = FormPage(
            "/forum/\(year)/retrouver", csrf: visit.csrf, submit: "Retrouver",
            cancel: Link("Programme", "/forum/\(year)/programme"))
        return try visit.publicPage(
            title: "Retrouver mon inscription", subject: "\(edition.name) \(year)", home: "/forum/\(year)",
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            <h1>Retrouver mon inscription</h1><p class="lede">Avec le code reçu à l’inscription, de votre association ou de vous-même, et \
            l’adresse donnée ce jour-là. Un nouveau lien remplace l’ancien.\(edition.contact.isEmpty ? "" : " Sans le code\u{a0}: \(edition.contact)." as HTML)</p>\(errorSummary(problems))\(page.html(formFields(form, visit.form, problems: problems)))
            """)
    }

    @Sendable static func renew(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        do {
            let reading = try form.read(visit.form).validated()
            let (code, email) = (reading.text("code") ?? "", reading.text("email") ?? "")
            try visit.site.publicQuestions.admit(Throttle.network(of: visit.address))
            // A code opens the stand of an association or the day of a person: whoever holds one need not know which.
            let path = try await visit.office.write(as: .applicant(email)) { tx in
                if let token = try Registration.renewLink(year: year, code: code, email: email, in: tx) {
                    return "/forum/suivi/\(token)"
                }
                return
                    "/forum/\(year)/participant/\(try Participant.renewLink(year: year, code: code, email: email, in: tx))"
            }
            return visit.redirect(to: path)
        } catch let refusal as FormRefusal {
            return try await ask(visit, refusal.problems)
        }
    }
}

extension Visit {
    /// The whole address of a page for everybody, to be kept.
    func address(ofForum path: String) -> String { "\(isSecure ? "https" : "http")://\(host)\(path)" }
}
