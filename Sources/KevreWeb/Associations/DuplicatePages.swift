import Hummingbird
import Kevre
import PostgreSQL

/// Doublons: likely pairs, one pair side by side, the merge and its undoing.
enum DuplicatePages {
    static func add(to routes: inout Routes) {
        routes.get("associations/doublons", right: .mergeAssociations, use: list)
        routes.post("associations/doublons", right: .mergeAssociations, use: search)
        routes.get("associations/doublons/:id", right: .mergeAssociations, use: show)
        routes.post("associations/doublons/:id/fusion", right: .mergeAssociations, use: merge)
        routes.post("associations/doublons/:id/distinctes", right: .mergeAssociations, use: keepApart)
        routes.post("associations/fusions/:id/annulation", right: .mergeAssociations, use: undo)
    }

    private static let path = "/associations/doublons"
    static let way = [AssociationPages.home, Link("Doublons", path)]

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        let look = postButton("Rechercher les doublons", path, csrf: visit.csrf)
        return try await visit.list(
            Duplicate.listing, active: .associations, title: "Doublons possibles",
            path: [way[0], Link("Doublons", "")], actions: [look],
            empty: emptyState(
                "Aucun doublon possible",
                "Les fiches aux noms semblables et sans numéro contradictoire sont proposées ici après chaque import.",
                actions: [look]))
    }

    /// Compares every record with every other.
    @Sendable private static func search(_ visit: Visit) async throws -> Response {
        let found = try await visit.write { try Duplicate.propose(in: $0) }
        let words =
            found == 0
            ? "Aucun nouveau doublon possible."
            : "\(FrenchText.count(found, "nouveau doublon possible", "nouveaux doublons possibles"))."
        return visit.redirect(to: path, notice: words)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Duplicate.ID.self)
        let asked = visit.query("garder").flatMap(Association.ID.init)
        let comparison = try await visit.read { tx -> DuplicateComparison? in
            let pair = try Duplicate.find(id, in: tx)
            return pair.isOpen ? try DuplicateComparison(pair, keep: asked, in: tx) : nil
        }
        guard let comparison else {
            return visit.redirect(to: path, notice: "Ce doublon possible a déjà été traité.", tone: .attention)
        }
        return try visit.page(
            "associations/duplicate", title: "Deux fiches, une association\u{a0}?", comparison.fields(csrf: visit.csrf),
            active: .associations)
    }

    @Sendable private static func merge(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Duplicate.ID.self)
        let kept = try visit.posted("garder", Association.ID.self)
        do {
            let (merge, name) = try await visit.write { tx -> (Merge.ID, String) in
                let pair = try Duplicate.find(id, in: tx)
                guard pair.isOpen, [pair.first, pair.second].contains(kept) else {
                    throw NotFound("Ce doublon possible a déjà été traité.")
                }
                let other = kept == pair.first ? pair.second : pair.first
                let name = try Association.find(other, in: tx).name
                return (try Merge.perform(keep: kept, merge: other, by: visit.agent, in: tx), name)
            }
            return visit.redirect(
                to: "/associations/\(kept)", notice: "«\u{a0}\(name)\u{a0}» est réunie à cette fiche.",
                undo: "/associations/fusions/\(merge)/annulation")
        } catch let refusal as AssociationRefusal {
            return visit.redirect(to: "\(path)/\(id)?garder=\(kept)", notice: refusal.message, tone: .danger)
        }
    }

    @Sendable private static func keepApart(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Duplicate.ID.self)
        try await visit.write { try Duplicate.declareDistinct(id, by: visit.agent, in: $0) }
        return visit.redirect(
            to: path, notice: "Ce sont deux associations\u{a0}: elles ne seront plus proposées ensemble.")
    }

    @Sendable private static func undo(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Merge.ID.self)
        let restored = try await visit.write { try Merge.undo(id, by: visit.agent, in: $0) }
        return visit.redirect(
            to: "/associations/\(restored)", notice: "Fusion annulée\u{a0}: les deux fiches sont de nouveau séparées.")
    }
}
