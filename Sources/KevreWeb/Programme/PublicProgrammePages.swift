import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The programme for everybody, phone first; registering for it, and the link that shows and gives up places.
enum PublicProgrammePages {
    static func add(to routes: inout Routes) {
        routes.publicGet("forum/:year/programme", use: show)
        routes.publicGet("forum/:year/participer", use: begin)
        routes.publicPost("forum/:year/participer", use: register)
        routes.publicGet("forum/:year/retrouver", use: retrieve)
        routes.publicPost("forum/:year/retrouver", use: renew)
        routes.publicGet("forum/:year/participant/:token", use: follow)
        routes.publicPost("forum/:year/participant/:token/ajouter", use: book)
        routes.publicPost("forum/:year/participant/:token/places/:booking/annuler", use: unbook)
        routes.publicPost("forum/:year/participant/:token/annuler", use: cancel)
    }

    struct Scene: Sendable {
        let edition: Edition
        let programme: Programme
        let sessions: [ProgrammeSession]

        var subject: String { "\(edition.name) \(edition.year)" }
        var home: String { "/forum/\(edition.year)" }
        var isOneDay: Bool { edition.startsOn == edition.endsOn }

        func isOpen(_ session: ProgrammeSession, at moment: Date) -> Bool {
            programme.refusal(for: session, of: edition, at: moment) == nil
        }
    }

    /// What everybody may see: nothing before the edition's page and the programme are published.
    static func scene(_ visit: Visit) async throws -> Scene {
        let year = try visit.year()
        return try await visit.read { tx in
            let edition = try Edition.findPublic(year: year, in: tx)
            let programme = try Programme.of(edition.id, in: tx)
            guard programme.isPublished else { throw NotFound("Le programme n’est pas encore publié.") }
            return Scene(
                edition: edition, programme: programme, sessions: try ProgrammeSession.all(of: edition.id, in: tx))
        }
    }

    // MARK: - Programme

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let key = ForumMemory.Key(
            authority: visit.office.authority.code, year: try visit.year(), today: visit.today)
        let generation = visit.office.totals.generation
        if let known = visit.site.programmes.recall(key, generation: generation, at: visit.now) {
            return try visit.publicPage(
                title: "Programme", subject: known.title, home: "/forum/\(key.year)", known.content)
        }
        let scene = try await scene(visit)
        let content = programme(scene, at: visit.now)
        visit.site.programmes.remember(scene.subject, content, for: key, generation: generation, at: visit.now)
        return try visit.publicPage(title: "Programme", subject: scene.subject, home: scene.home, content)
    }

    private static func programme(_ scene: Scene, at now: Date) -> HTML {
        let isOpen = scene.sessions.contains { scene.isOpen($0, at: now) }
        let register = isOpen ? linkButton("Choisir mes rendez-vous", "\(scene.home)/participer", .primary) : HTML()
        let content: HTML =
            scene.sessions.isEmpty
            ? emptyState("Bientôt", "Les rendez-vous seront annoncés ici.")
            : ProgrammeFace.slots(scene.sessions, isOneDay: scene.isOneDay) { session in
                let action: HTML =
                    scene.isOpen(session, at: now)
                    ? linkButton(
                        session.isFull ? "Liste d’attente" : "S’inscrire",
                        "\(scene.home)/participer?rendez-vous=\(session.id)") : ""
                let room: HTML = session.roomName.map { " · \($0)" } ?? ""
                let audience: HTML =
                    session.audience.isEmpty ? "" : "<p class=\"small\">Pour\u{a0}: \(session.audience)</p>"
                return """
                    <article class="card session-card" id="rendez-vous-\(session.id)">\
                    <p class="session-card__head">\(ProgrammeFace.tag(session.kind)) \(ProgrammeFace.availability(session))</p>\
                    <h3>\(session.title)</h3><p class="soft">\(session.hours)\(room)</p>\(prose(session.description))\
                    \(ProgrammeFace.people(session))\(audience)\(action.isEmpty ? "" : "<p>\(action)</p>" as HTML)</article>
                    """
            }
        let again = linkButton("Retrouver mon inscription", "\(scene.home)/retrouver", .quiet)
        return """
            <h1>Le programme</h1><p class="lede">\(scene.edition.when), \(scene.edition.place)</p>\
            \(scene.edition.state == .calledOff ? notice("Cette édition est annulée.", .danger) : "")\
            \(prose(scene.programme.introduction))<div class="actions">\(register)\(again)</div>\(content)
            """
    }

    // MARK: - Registering

    @Sendable private static func begin(_ visit: Visit) async throws -> Response {
        let scene = try await scene(visit)
        let chosen = visit.query.filter { $0.name == "rendez-vous" }.map(\.value)
        return try form(visit, scene, FormInput(["sessions": chosen]))
    }

    private static func form(
        _ visit: Visit, _ scene: Scene, _ input: FormInput, _ problems: [FieldProblem] = [],
        status: HTTPResponse.Status? = nil
    ) throws -> Response {
        let now = visit.now
        let open = scene.sessions.filter { scene.isOpen($0, at: now) }
        guard !open.isEmpty else {
            let why =
                scene.sessions.compactMap { scene.programme.refusal(for: $0, of: scene.edition, at: now) }
                .first { if case .freeEntry = $0 { false } else { true } }
            return try visit.publicPage(
                title: "S’inscrire", subject: scene.subject, home: scene.home,
                """
                <h1>S’inscrire</h1>\(notice("\(why?.message ?? "Aucun rendez-vous n’est à réserver.")", .attention))\
                <p>\(linkButton("Voir le programme", "\(scene.home)/programme"))</p>
                """)
        }
        let page = FormPage("\(scene.home)/participer", csrf: visit.csrf, submit: "M’inscrire")
        let hours = Dictionary(grouping: open, by: \.startsAt)
        let chosen = Set(input.all("sessions"))
        let error: HTML =
            problems.first { $0.field == "sessions" }.map {
                "<p class=\"field__error\" id=\"sessions-erreur\">\($0.message)</p>"
            } ?? ""
        var first = true
        let choices = hours.keys.sorted().map { hour -> HTML in
            let boxes = (hours[hour] ?? []).map { session -> HTML in
                defer { first = false }
                return """
                    <label class="choice"><input type="checkbox" id="\(first ? "sessions" : "session-\(session.id)")" \
                    name="sessions" value="\(session.id)"\(flag: "checked", chosen.contains(session.id.description))>\
                    <span><b>\(session.title)</b><small>\(ProgrammeFace.whereAndWhen(session))</small>\
                    \(ProgrammeFace.availability(session))</span></label>
                    """
            }
            let day: HTML = scene.isOneDay ? "" : "\(hour.inParis.day.long), "
            return """
                <fieldset class="fieldset field"><legend>\(day)\(ProgrammeSession.clock(hour))</legend>\
                <div class="choices">\(boxes)</div></fieldset>
                """
        }
        return try visit.publicPage(
            title: "S’inscrire", subject: scene.subject, home: scene.home,
            status: status ?? (problems.isEmpty ? .ok : .unprocessableContent),
            """
            <h1>Choisir mes rendez-vous</h1><p class="lede">\(scene.edition.when), \(scene.edition.place). \
            Un rendez-vous par heure\u{a0}; s’il est complet, vous prenez rang dans la liste d’attente.</p>\
            \(errorSummary(problems))\(page.html("""
                <input type="hidden" name="form" value="\(BeginningForm(input["form"]).secret)">\(visit.robotFields)\(error)\(choices)\(fieldSection("Vous", formFields(Participant.form, input, problems: problems)))\
                <p class="small soft">Vos coordonnées servent à organiser cette journée et à vous joindre si une place \
                se libère. <a href="/donnees-personnelles">Vos droits</a>.</p>
                """))
            """)
    }

    @Sendable private static func register(_ visit: Visit) async throws -> Response {
        let (year, form) = (try visit.year(), visit.form)
        do {
            try visit.admitPublicForm()
            let done = try await Participant.register(year: year, form, at: visit.now, in: visit.office)
            if visit.wantsJSON { return visit.json(done.json) }
            return visit.redirect(to: "/forum/\(year)/participant/\(done.token)?merci=1")
        } catch let refusal as FormRefusal where !visit.wantsJSON {
            return try Self.form(visit, try await scene(visit), form, refusal.problems)
        } catch let refusal as RobotRefusal where !visit.wantsJSON {
            return try Self.form(
                visit, try await scene(visit), form, [FieldProblem(field: "", label: "", message: refusal.message)],
                status: Failure(refusal).status)
        } catch let refusal as ProgrammeRefusal where !visit.wantsJSON {
            let problem = FieldProblem(field: "sessions", label: "Rendez-vous", message: refusal.message)
            return try Self.form(visit, try await scene(visit), form, [problem])
        }
    }
}
