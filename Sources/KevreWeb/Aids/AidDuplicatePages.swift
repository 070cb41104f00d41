import Hummingbird
import Kevre

/// Aids that two sources seem to describe: compared side by side, merged or kept apart.
enum AidDuplicatePages {
    @Sendable static func list(_ visit: Visit) async throws -> Response {
        try await visit.list(
            AidDuplicate.listing, active: .funding,
            path: [Link("Financements externes", "/financements/projets"), AidPages.home],
            empty: emptyState(
                "Aucun double à comparer",
                "Quand deux sources décrivent la même aide, elle est proposée ici comme une seule."))
    }

    @Sendable static func show(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", AidDuplicate.ID.self)
        let agent = visit.agent
        let (pair, first, second) = try await visit.read { tx in
            let pair = try AidDuplicate.find(id, in: tx)
            return (pair, try Aid.find(pair.first, by: agent, in: tx), try Aid.find(pair.second, by: agent, in: tx))
        }
        let address = "/financements/aides/doublons/\(id)"
        func keep(_ aid: Aid) -> HTML {
            guard pair.isOpen, agent.may(.writeFunding) else { return "" }
            return postButton(
                "Garder celle-ci", address, csrf: visit.csrf, .primary, fields: [("keep", aid.id.description)])
        }
        let heads = [TableColumn(""), TableColumn(first.sourceName), TableColumn(second.sourceName)]
        var rows = TableRows(heads)
        for (label, left, right) in comparison(first, second) where !left.isEmpty || !right.isEmpty {
            rows.begin(key: label, name: label)
            rows.cell(label)
            rows.cell(left)
            rows.cell(right)
            rows.end()
        }
        let apart: HTML =
            pair.isOpen && agent.may(.writeFunding)
            ? postButton("Ce sont deux aides", address, csrf: visit.csrf, fields: [("keep", "")]) : ""
        return try visit.page(
            title: "Comparer deux aides", active: .funding,
            """
            \(breadcrumb([AidPages.home, Link("Doubles", "/financements/aides/doublons"), Link("Comparer", "")]))\
            \(pageHeader("Comparer deux aides", note: "\(pair.reason)"))\
            \(pair.isOpen ? "" : notice("Ce double a déjà été traité."))\
            \(table(heads, rows.html, caption: "Les deux fiches, champ par champ", isPlain: true))\
            <div class="actions">\(keep(first))\(keep(second))\(apart)</div>\
            <p class="small soft">L’autre fiche est close et mène à celle qui est gardée\u{a0}; ses notes et les verdicts des \
            projets la suivent.</p>
            """)
    }

    private static func comparison(_ a: Aid, _ b: Aid) -> [(String, String, String)] {
        func texts(_ value: (Aid) -> String?) -> (String, String) { (value(a) ?? "", value(b) ?? "") }
        let rows: [(String, (Aid) -> String?)] = [
            ("Nom", { $0.name }), ("Financeur", { $0.funderName }),
            ("Territoire", { $0.perimeterName ?? $0.perimeterText }), ("Clôture", { $0.closesOn?.short }),
            ("Montant", { $0.amountPhrase }), ("Taux", { $0.ratePhrase }), ("Page", { $0.website }),
            ("Thèmes de la source", { $0.sourceThemes.joined(separator: ", ") }),
            ("Description", { $0.description.prefixed(600) }), ("Notes", { $0.notes }),
            ("Mise à jour", { $0.sourceUpdatedOn?.short }),
        ]
        return rows.map { label, value in
            let (left, right) = texts(value)
            return (label, left, right)
        }
    }

    @Sendable static func settle(_ visit: Visit) async throws -> Response {
        let id = try visit.identifier("id", AidDuplicate.ID.self)
        let (agent, today) = (visit.agent, visit.today)
        guard let kept = visit.form["keep"].flatMap(Aid.ID.init) else {
            try await visit.write { try AidDuplicate.declareDistinct(id, by: agent, in: $0) }
            return visit.redirect(to: "/financements/aides/doublons", notice: "Ces deux aides restent distinctes.")
        }
        try await visit.write { try AidDuplicate.merge(id, keeping: kept, by: agent, today: today, in: $0) }
        return visit.redirect(to: "/financements/aides/\(kept)", notice: "Une seule fiche est gardée.")
    }
}
