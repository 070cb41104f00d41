import HTTPTypes
import Hummingbird
import Kevre

/// Totals for the technical services: equipment by zone, power by circuit.
enum LogisticsPages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/logistique", right: .readRencontres, use: zones)
        routes.get("rencontres/:year/logistique/circuits", right: .readRencontres, use: circuits)
    }

    @Sendable private static func zones(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        return try await list(
            visit, edition, Equipment.zones, title: "Matériel par zone",
            empty: emptyState(
                "Rien à installer encore", "Les besoins des associations inscrites s’additionnent ici, zone par zone."))
    }

    @Sendable private static func circuits(_ visit: Visit) async throws -> Response {
        let edition = try await visit.edition()
        return try await list(
            visit, edition, Equipment.circuits, title: "Circuits électriques",
            empty: emptyState(
                "Aucun circuit",
                "Nommez un circuit en créant des rangées d’emplacements\u{a0}: la puissance demandée s’y compare à sa limite."
            ))
    }

    private static func list(
        _ visit: Visit, _ edition: Edition, _ listing: Listing, title: String, empty: HTML
    ) async throws -> Response {
        let address = "/rencontres/\(edition.year)"
        let other =
            listing.name == "circuits"
            ? linkButton("Matériel par zone", "\(address)/logistique")
            : linkButton("Circuits électriques", "\(address)/logistique/circuits")
        return try await visit.list(
            listing, active: .rencontres, title: title, of: EditionTab.frame(edition, .logistics),
            path: [
                Link("Rencontres", "/rencontres"), Link(String(edition.year), address), Link("Logistique", ""),
            ],
            actions: [
                linkButton(
                    "Besoins stand par stand",
                    "\(address)/inscriptions?columns=association&columns=pitch&columns=zone&columns=tables&columns=chairs&columns=panels&columns=sockets&columns=watts&columns=devices&columns=own_equipment&sort=pitch"
                ),
                other,
            ], empty: empty, narrowing: { $0.filters["edition"] = [edition.id.description] })
    }
}
