import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// The door, on a phone: a code or a name, one large button, the count of the hall. No script is needed.
enum CheckInPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/accueil", right: .checkIn, use: show)
        routes.post("rencontres/:year/accueil", right: .checkIn, use: pass)
        routes.post("rencontres/:year/accueil/porte", right: .checkIn, use: setDoor)
        routes.post("rencontres/:year/accueil/visiteurs", right: .checkIn, use: count)
        routes.post("rencontres/:year/accueil/sur-place", right: .checkIn, use: walkIn)
        routes.get("rencontres/:year/accueil/compteur", right: .checkIn, use: counter)
    }

    static func address(_ year: Int) -> String { "/rencontres/\(year)/accueil" }

    // MARK: - Page

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let words = visit.query("q")
        return try await page(
            visit, year, words: words, found: words == nil ? nil : try await find(visit, year, words ?? ""))
    }

    /// The page at the beginning, or with people to choose from.
    private static func page(
        _ visit: Visit, _ year: Int, words: String? = nil, found: [Expected]? = nil, problems: [FieldProblem] = [],
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let agent = visit.agent
        let (edition, sessions, count) = try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (
                edition, try ProgrammeSession.all(of: edition.id, in: tx), try HallCount.of(year: year, in: tx)
            )
        }
        let door = Door(visit)
        let session = door.session.flatMap { id in sessions.first { $0.id == id } }
        let face = CheckInFace(
            year: year, door: door, session: session?.title, csrf: visit.csrf, note: edition.trialNote(on: visit.today))
        return try answer(
            visit, year, status,
            """
            \(face.trial)\(face.entry(words))\(found.map { face.found($0, words ?? "") } ?? "")\(face.counter(count))\
            \(session == nil ? face.visitors + face.walkIn(visit.form, problems) : "")\(face.doorForm(sessions))
            """)
    }

    /// The page after somebody passed, made of what the door answered alone: people wait behind.
    private static func page(_ visit: Visit, _ year: Int, after done: CheckIn, isNew: Bool = false) throws -> Response {
        let trial = done.isTrial ? "Avant le jour des Rencontres, tout passage est un essai, qui ne compte pas." : nil
        let face = CheckInFace(
            year: year, door: Door(visit), session: done.session, csrf: visit.csrf, note: visit.form["essai"] ?? trial)
        return try answer(
            visit, year, .ok,
            """
            \(CheckInFace.answer(done, isNew: isNew))\(face.trial)\(face.entry(nil))\(face.counter(done.count))\
            \(done.session == nil ? face.visitors + face.walkIn(FormInput(), []) : "")
            """)
    }

    private static func answer(
        _ visit: Visit, _ year: Int, _ status: HTTPResponse.Status, _ content: HTML
    ) throws -> Response {
        try visit.publicPage(
            title: "Accueil", subject: "Rencontres \(year)", home: "/rencontres/\(year)/jour-j", status: status,
            "<h1 class=\"hidden-text\">Accueil</h1>\(content)")
    }

    /// Who may be meant: by name, association or code, of this edition.
    private static func find(_ visit: Visit, _ year: Int, _ words: String) async throws -> [Expected] {
        let (agent, session) = (visit.agent, Door(visit).session)
        return try await visit.read { try Expected.find(words, year: year, session: session, by: agent, in: $0) }
    }

    // MARK: - Passing

    /// A code lets in or out at once; words that are none are searched.
    @Sendable private static func pass(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let typed = (visit.form["code"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !typed.isEmpty else { return visit.redirect(to: address(year)) }
        let door = Door(visit)
        let name = visit.form["porte"] ?? door.name
        let done: CheckIn
        do {
            done = try await CheckIn.pass(
                year: year, code: typed, door: name, leaves: visit.form["sortie"] != nil, session: door.session,
                by: visit.agent, in: visit.office)
        } catch let refusal as AttendanceRefusal where !visit.wantsJSON {
            // A button shown while this phone stood at another door.
            return visit.redirect(to: address(year), notice: refusal.message, tone: .attention)
        }
        if visit.wantsJSON { return visit.json(done.json(year: year)) }
        if done.outcome == .unknown, ParticipantCode(typed) == nil {
            return try await page(visit, year, words: typed, found: try await find(visit, year, typed))
        }
        return try page(visit, year, after: done)
    }

    @Sendable private static func count(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let people = visit.form["nombre"].flatMap { Int($0) } ?? 0
        let count = try await CheckIn.count(
            people, year: year, door: Door(visit).name, by: visit.agent, in: visit.office)
        if visit.wantsJSON { return visit.json(count.json) }
        let said = FrenchText.count(abs(people), "visiteur")
        return visit.redirect(
            to: address(year), notice: people > 0 ? "\(said) de plus." : "\(said) de moins.")
    }

    /// Registers who comes without, and lets her in: a name is enough.
    @Sendable private static func walkIn(_ visit: Visit) async throws -> Response {
        let (agent, year) = (visit.agent, try visit.year())
        let edition = try await visit.read { try Edition.find(year: year, by: agent, in: $0) }
        do {
            let person = try await Participant.register(
                edition.id, visit.form, channel: .walkIn, by: agent, in: visit.office)
            let done = try await CheckIn.pass(
                year: year, code: person.code.text, door: Door(visit).name, by: agent, in: visit.office)
            if visit.wantsJSON { return visit.json(done.json(year: year)) }
            return try page(visit, year, after: done, isNew: true)
        } catch let refusal as FormRefusal where !visit.wantsJSON {
            return try await page(visit, year, problems: refusal.problems, status: .unprocessableContent)
        }
    }

    @Sendable private static func counter(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let count = try await visit.read { try HallCount.of(year: year, in: $0) }
        return visit.part(CheckInFace.count(count))
    }

    // MARK: - Door

    /// Where the agent stands, kept by the browser for the day.
    struct Door: Sendable {
        static let cookie = "kevre_porte"

        let name: String
        /// The session at whose door it is; nil for the hall.
        let session: ProgrammeSession.ID?

        init(_ visit: Visit) {
            let kept = visit.request.cookies[Self.cookie]?.value ?? ""
            let parts = kept.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            session = parts.first.flatMap { ProgrammeSession.ID(String($0)) }
            name = parts.count == 2 ? FormText.decoded(parts[1].utf8, plusIsSpace: true) ?? "" : ""
        }

        init(name: String, session: ProgrammeSession.ID?) {
            self.name = String(name.prefix(40))
            self.session = session
        }

        var value: String { "\(session.map { $0.description } ?? "").\(name.addressEscaped)" }
    }

    @Sendable private static func setDoor(_ visit: Visit) async throws -> Response {
        let year = try visit.year()
        let name = (visit.form["porte"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        let door = Door(name: name, session: visit.form["rendez-vous"].flatMap(ProgrammeSession.ID.init))
        var response = visit.redirect(to: address(year))
        response.headers.append(visit.cookie(Door.cookie, door.value, maxAge: 72_000))
        return response
    }
}
