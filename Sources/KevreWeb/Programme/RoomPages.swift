import Foundation
import Hummingbird
import Kevre

/// The rooms of an edition.
enum RoomPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/salles/nouvelle", right: .writeRencontres, use: new)
        routes.post("rencontres/:year/salles/nouvelle", right: .writeRencontres, use: create)
        routes.get("rencontres/:year/salles/:id", right: .writeRencontres, use: edit)
        routes.post("rencontres/:year/salles/:id", right: .writeRencontres, use: save)
        routes.post("rencontres/:year/salles/:id/supprimer", right: .writeRencontres, use: delete)
    }

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        try form(visit, try await visit.edition(), nil, FormInput())
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        try await write(visit, try await visit.edition(), nil)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let (edition, room) = try await find(visit)
        return try form(visit, edition, room, room.input)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let (edition, room) = try await find(visit)
        return try await write(visit, edition, room)
    }

    @Sendable private static func delete(_ visit: Visit) async throws -> Response {
        let (edition, room) = try await find(visit)
        do {
            try await visit.write { try Room.delete(room.id, of: edition.id, by: visit.agent, in: $0) }
            return visit.redirect(
                to: ProgrammePages.address(edition.year), notice: "«\u{a0}\(room.name)\u{a0}» est supprimée.")
        } catch let refusal as ProgrammeRefusal {
            return visit.redirect(
                to: "/rencontres/\(edition.year)/salles/\(room.id)", notice: refusal.message, tone: .danger)
        }
    }

    private static func find(_ visit: Visit) async throws -> (Edition, Room) {
        let (agent, year, id) = (visit.agent, try visit.year(), try visit.identifier("id", Room.ID.self))
        return try await visit.read { tx in
            let edition = try Edition.find(year: year, by: agent, in: tx)
            return (edition, try Room.find(id, of: edition.id, in: tx))
        }
    }

    private static func write(_ visit: Visit, _ edition: Edition, _ room: Room?) async throws -> Response {
        do {
            try await visit.write {
                _ = try Room.save(
                    room?.id, of: edition.id, version: visit.version, visit.form, by: visit.agent, in: $0)
            }
            return visit.redirect(
                to: ProgrammePages.address(edition.year), notice: room == nil ? "Salle ajoutée." : "Salle enregistrée.")
        } catch let refusal as FormRefusal {
            return try form(visit, edition, room, visit.form, refusal.problems)
        }
    }

    private static func form(
        _ visit: Visit, _ edition: Edition, _ room: Room?, _ input: FormInput, _ problems: [FieldProblem] = []
    ) throws -> Response {
        let (title, back) = (room?.name ?? "Nouvelle salle", ProgrammePages.address(edition.year))
        let address = "/rencontres/\(edition.year)/salles/\(room.map { $0.id.description } ?? "nouvelle")"
        let page = FormPage(
            address, csrf: visit.csrf, version: visit.version ?? room?.version, cancel: Link("Annuler", back))
        let actions = room.map { room in
            [
                dangerButton(
                    "Supprimer", losing: "«\u{a0}\(room.name)\u{a0}» ne pourra plus être choisie.",
                    confirm: "Supprimer",
                    "\(address)/supprimer", csrf: visit.csrf)
            ]
        }
        return try visit.page(
            title: title, active: .rencontres, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(EditionTab.header(edition, .programme, title: title, actions: actions ?? []))\(errorSummary(problems))\
            \(page.html(formFields(Room.form, input, problems: problems)))
            """)
    }
}
