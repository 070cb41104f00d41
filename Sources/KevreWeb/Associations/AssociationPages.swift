import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// Associations: the list, the record, its form, its officers.
enum AssociationPages {
    static func add(to routes: inout Routes) {
        routes.get("associations", right: .readAssociations, use: list)
        routes.get("associations/nouvelle", right: .writeAssociations, use: new)
        routes.post("associations/nouvelle", right: .writeAssociations, use: create)
        routes.get("associations/:id", right: .readAssociations, use: show)
        routes.get("associations/:id/modifier", right: .writeAssociations, use: edit)
        routes.post("associations/:id/modifier", right: .writeAssociations, use: save)
        routes.post("associations/:id/suppression", right: .mergeAssociations, use: remove)
        routes.post("associations/:id/dirigeants", right: .writeAssociations, use: addOfficer)
        routes.post("associations/:id/dirigeants/:officer/retrait", right: .writeAssociations, use: removeOfficer)
        routes.post("associations/:id/identite/:conflict", right: .mergeAssociations, use: settle)
        routes.post("associations/:id/doublon", right: .mergeAssociations, use: report)
    }

    static let home = Link("Associations", "/associations")

    @Sendable private static func list(_ visit: Visit) async throws -> Response {
        var actions: [HTML] = []
        if visit.agent.may(.mergeAssociations) {
            let open = try await visit.office.totals(Duplicate.listing, ListingQuery(), for: visit.agent).count
            if open > 0 {
                actions.append(
                    """
                    <a class="button" href="/associations/doublons">Doublons \
                    \(count(FrenchText.grouped(open), .attention))</a>
                    """)
            } else {
                actions.append(linkButton("Doublons", "/associations/doublons"))
            }
        }
        let take = linkButton("Importer", "/associations/importer")
        let new = linkButton("Nouvelle association", "/associations/nouvelle", .primary)
        if visit.agent.may(.importFiles) { actions.append(take) }
        if visit.agent.may(.writeAssociations) { actions.append(new) }
        return try await visit.list(
            Association.listing(today: visit.today), active: .associations, actions: actions,
            empty: emptyState(
                "Aucune association",
                "Importez votre annuaire ou l’extrait du répertoire national\u{a0}: les fiches se créent sans doublon.",
                actions: actions.filter { $0 == take || $0 == new }))
    }

    /// A merged record leads to the one it was united with, for good: 308 keeps the method, and no browser may
    /// remember it, since a merge can be undone.
    static func redirect(to kept: Association.ID) -> Response {
        Response(status: .permanentRedirect, headers: [.location: "/associations/\(kept)", .cacheControl: "no-store"])
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        return try await AssociationFile.answer(id, visit)
    }

    // Form

    @Sendable private static func new(_ visit: Visit) async throws -> Response {
        var input = FormInput(["year_end": ["31/12"]])
        for (name, value) in visit.query where Association.form[name] != nil { input[name] = value }
        return try await AssociationEditing(visit: visit, id: nil, version: nil).page(input)
    }

    @Sendable private static func create(_ visit: Visit) async throws -> Response {
        let editing = AssociationEditing(visit: visit, id: nil, version: nil)
        return try await editing.answer {
            let id = try await visit.write { tx in
                try Association.create(
                    visit.form, isConfirmed: visit.form["confirmed"] != nil, by: visit.agent, in: tx)
            }
            return visit.redirect(to: "/associations/\(id)", notice: "Fiche créée.")
        }
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        let association = try await visit.read { try Association.find(id, in: $0) }
        if let kept = association.mergedInto { return redirect(to: kept) }
        let editing = AssociationEditing(visit: visit, id: id, version: association.version)
        return try await editing.page(association.input, name: association.name)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        let editing = AssociationEditing(visit: visit, id: id, version: visit.version)
        return try await editing.answer {
            try await visit.saving { tx in
                (try Association.form(in: tx), try Association.find(id, in: tx).input)
            } _: { input, version, tx in
                try Association.save(id, version: version, input, by: visit.agent, in: tx)
                try Duplicate.propose(among: [id], in: tx)
            }
            return visit.redirect(to: "/associations/\(id)", notice: "Fiche enregistrée.")
        }
    }

    // Officers

    @Sendable private static func addOfficer(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        do {
            try await visit.write { try AssociationOfficer.add(to: id, visit.form, by: visit.agent, in: $0) }
        } catch let refusal as FormRefusal {
            return try await AssociationFile.answer(id, visit, officer: (visit.form, refusal.problems))
        }
        let name = visit.form["name"] ?? ""
        return visit.redirect(to: "/associations/\(id)#dirigeants", notice: "\(name) ajouté aux dirigeants.")
    }

    @Sendable private static func removeOfficer(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        let officer = try visit.identifier("officer", AssociationOfficer.ID.self)
        try await visit.write { try AssociationOfficer.remove(officer, of: id, by: visit.agent, in: $0) }
        return visit.redirect(to: "/associations/\(id)#dirigeants", notice: "Dirigeant retiré de la fiche.")
    }

    @Sendable private static func remove(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        do {
            let name = try await visit.write { tx in
                let name = try Association.find(id, in: tx).name
                try Association.remove(id, by: visit.agent, in: tx)
                return name
            }
            return visit.redirect(to: "/associations", notice: "La fiche «\u{a0}\(name)\u{a0}» est supprimée.")
        } catch let refusal as AssociationRefusal {
            return visit.redirect(to: "/associations/\(id)", notice: refusal.message, tone: .danger)
        }
    }

    // Identity

    @Sendable private static func settle(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        let conflict = try visit.identifier("conflict", IdentityConflict.ID.self)
        guard let decision = visit.form["decision"].flatMap(IdentityConflict.Decision.init) else {
            throw NotFound("Choisissez une des décisions proposées.")
        }
        do {
            try await visit.write {
                try IdentityConflict.settle(conflict, of: id, decision, by: visit.agent, in: $0)
            }
        } catch let refusal as AssociationRefusal {
            return visit.redirect(to: "/associations/\(id)", notice: refusal.message, tone: .danger)
        }
        return visit.redirect(
            to: "/associations/\(id)", notice: "Identité clarifiée\u{a0}: la question ne sera plus posée.")
    }

    /// Puts this record and another side by side.
    @Sendable private static func report(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", Association.ID.self)
        let other = try visit.posted("other", Association.ID.self)
        let pair = try await visit.write { try Duplicate.report(id, other, by: visit.agent, in: $0) }
        return visit.redirect(to: "/associations/doublons/\(pair)")
    }
}
