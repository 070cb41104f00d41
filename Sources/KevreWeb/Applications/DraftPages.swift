import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// The steps of a draft, behind the association's link and for an officer: one set of handlers for both doors.
enum DraftPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("demandes/suivi/:token/:step", use: { try await show($0, .link) })
        routes.publicPost("demandes/suivi/:token/:step", use: { try await save($0, .link) })
        routes.publicPost("demandes/suivi/:token/garder/:step", use: { try await keep($0, .link) })
        routes.publicPost("demandes/suivi/:token/deposer", use: { try await submit($0, .link) })
        routes.get("dossiers/:id/saisie", right: .writeApplications, use: resume)
        routes.get("dossiers/:id/saisie/:step", right: .writeApplications, use: { try await show($0, .agent) })
        routes.post("dossiers/:id/saisie/:step", right: .writeApplications, use: { try await save($0, .agent) })
        routes.post("dossiers/:id/saisie/garder/:step", right: .writeApplications, use: { try await keep($0, .agent) })
        routes.post("dossiers/:id/saisie/deposer", right: .writeApplications, use: { try await submit($0, .agent) })
    }

    /// By which door one came in.
    enum Way: Sendable { case link, agent }

    private static func door(_ visit: Visit, _ way: Way) throws -> ApplicationDoor {
        switch way {
        case .link: return .link(visit.parameters["token"] ?? "")
        case .agent: return .agent(visit.agent, try visit.identifier("id", Application.ID.self))
        }
    }

    /// Who acts in the audit trail: behind a link, the association.
    static func actor(_ visit: Visit, _ way: Way) async throws -> Agent {
        guard way == .link else { return visit.agent }
        let token = visit.parameters["token"] ?? ""
        return try await visit.read { tx in
            .applicant(try Applicant.of(try Application.find(token: token, in: tx), in: tx).name)
        }
    }

    static func face(_ visit: Visit, _ way: Way) async throws -> DraftFace {
        let door = try door(visit, way)
        let (file, campaign) = try await visit.read { tx in
            let file =
                switch door {
                case .link(let token): try Application.find(token: token, in: tx)
                case .agent(let agent, let id): try Application.find(id, by: agent, in: tx)
                }
            return (file, try Campaign.of(file, in: tx))
        }
        let base = way == .link ? "/demandes/suivi/\(visit.parameters["token"] ?? "")" : "/dossiers/\(file.id)/saisie"
        return DraftFace(
            file: file, campaign: campaign, receiver: visit.office.authority.name, base: base, csrf: visit.csrf,
            isPublic: way == .link)
    }

    private static func stepNumber(_ visit: Visit) throws -> Int {
        guard let number = visit.parameters["step"].flatMap({ Int($0) }), (1...5).contains(number) else {
            throw NotFound("Cette étape n’existe pas.")
        }
        return number
    }

    @Sendable private static func resume(_ visit: Visit) async throws -> Response {
        let face = try await face(visit, .agent)
        return visit.redirect(to: face.address(face.file.step))
    }

    private static func show(_ visit: Visit, _ way: Way) async throws -> Response {
        let number = try stepNumber(visit)
        let face = try await face(visit, way)
        guard face.file.state == .draft else { return visit.redirect(to: home(face)) }
        let reading = ApplicationReading(face.file.draft, face.file.kind)
        if number == 5 { return try answer(visit, face, 5, face.summary(reading, at: visit.now)) }
        // Only what was typed and does not hold: nobody is blamed for a field not reached yet.
        let problems = reading.problems(ofStep: number).filter { !(face.file.draft[$0.field ?? ""] ?? "").isEmpty }
        return try answer(
            visit, face, number,
            face.step(number, face.file.draft, problems: problems, version: face.file.version))
    }

    private static func save(_ visit: Visit, _ way: Way) async throws -> Response {
        let number = try stepNumber(visit)
        let face = try await face(visit, way)
        do {
            let saved = try await write(visit, way, number)
            let problems = saved.reading.problems(ofStep: number)
            guard problems.isEmpty else {
                return try answer(
                    visit, face, number,
                    face.step(number, visit.form, problems: problems, version: saved.version), .unprocessableContent)
            }
            return visit.redirect(to: face.address(number + 1))
        } catch ApplicationRefusal.alreadySubmitted {
            return visit.redirect(to: home(face))
        } catch ApplicationRefusal.draftChanged {
            // Read again: what the other window saved is what this one is compared with.
            let now = try await Self.face(visit, way)
            let merge = DraftMerge(
                now.form.step(number).names, before: DraftFace.shown(in: visit.form), here: visit.form,
                there: now.file.draft)
            return try answer(
                visit, now, number,
                now.merged(merge, step: number)
                    + now.step(number, merge.input, problems: [], version: now.file.version), .conflict)
        }
    }

    /// What is typed, kept while it is typed.
    private static func keep(_ visit: Visit, _ way: Way) async throws -> Response {
        let saved = try await write(visit, way, try stepNumber(visit))
        return visit.json(.object([("version", .integer(saved.version))]))
    }

    private static func write(_ visit: Visit, _ way: Way, _ number: Int) async throws -> Application.Saved {
        let (door, input, version) = (try door(visit, way), visit.form, visit.version)
        return try await visit.office.write(as: actor(visit, way)) { tx in
            try Application.save(door, step: number, version: version, input, in: tx)
        }
    }

    private static func submit(_ visit: Visit, _ way: Way) async throws -> Response {
        let (door, moment) = (try door(visit, way), visit.now)
        let acceptingLate = visit.form["hors_delai"] == "1"
        let typed = visit.form["received_at"] ?? ""
        do {
            let received = ParisTime.moment(parsing: typed)
            // Lateness is judged on it: what cannot be read is never taken as « now ».
            if way == .agent, received == nil, !typed.isEmpty { throw ApplicationRefusal.arrivalUnreadable(typed) }
            let receipt = try await visit.office.write(as: actor(visit, way)) { tx in
                try Application.submit(door, at: moment, receivedAt: received, acceptingLate: acceptingLate, in: tx)
            }
            let face = try await face(visit, way)
            let late = receipt.late ? " Elle est enregistrée hors délai\u{a0}: le service décidera." : ""
            return visit.redirect(
                to: home(face), notice: "Demande déposée sous la référence \(receipt.reference).\(late)",
                tone: receipt.late ? .attention : .done)
        } catch is FormRefusal {
            let face = try await face(visit, way)
            return try answer(
                visit, face, 5, face.summary(ApplicationReading(face.file.draft, face.file.kind), at: moment),
                .unprocessableContent)
        } catch let refusal as ApplicationRefusal {
            let face = try await face(visit, way)
            // The page says by itself that the campaign is closed.
            let isClosed = if case .campaignClosed = refusal { true } else { false }
            return try answer(
                visit, face, 5,
                face.summary(
                    ApplicationReading(face.file.draft, face.file.kind), at: moment,
                    problem: isClosed ? "" : notice("\(refusal.message)", .attention)), .unprocessableContent)
        }
    }

    private static func home(_ face: DraftFace) -> String {
        face.isPublic ? face.base : "/dossiers/\(face.file.slug)"
    }

    private static func answer(
        _ visit: Visit, _ face: DraftFace, _ number: Int, _ content: HTML, _ status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let title = face.form.step(number).title
        let content = face.closing(at: visit.now) + content
        if face.isPublic {
            return try visit.publicPage(
                title: title, subject: face.campaign.name, home: "/demandes", step: (number, 5), status: status, content
            )
        }
        let steps = face.form.steps.map { Link($0.title, face.address($0.number), isCurrent: $0.number == number) }
        return try visit.page(
            title: title, active: .applications, status: status,
            """
            \(breadcrumb([Link("Dossiers", "/dossiers"), Link(face.file.name, "/dossiers/\(face.file.slug)"), Link(title, "")]))\
            \(pageHeader(title, of: face.campaign.name, actions: [
                postButton("Nouveau lien pour l’association", "/dossiers/\(face.file.id)/lien", csrf: visit.csrf, .quiet)
            ]))\(tabs(steps, label: "Étapes de la demande"))\(content)
            """)
    }
}
