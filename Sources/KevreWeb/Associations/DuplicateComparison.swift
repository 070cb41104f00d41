import Kevre
import PostgreSQL

/// Two records side by side, which one to keep, and what a merge would do.
struct DuplicateComparison: Sendable {
    let pair: Duplicate
    let first: Association
    let second: Association
    let preview: Merge.Preview

    /// - Parameter keep: the record to keep; nil: the one that is better known.
    init(_ pair: Duplicate, keep: Association.ID?, in tx: Transaction) throws {
        self.pair = pair
        first = try Association.find(pair.first, in: tx)
        second = try Association.find(pair.second, in: tx)
        let kept: Association.ID =
            if let keep, [pair.first, pair.second].contains(keep) { keep } else {
                try Self.betterKnown(first, second, in: tx)
            }
        preview = try Merge.preview(keep: kept, merge: kept == pair.first ? pair.second : pair.first, in: tx)
    }

    /// The one with more numbers, then with more money, then the older.
    private static func betterKnown(
        _ first: Association, _ second: Association, in tx: Transaction
    ) throws -> Association.ID {
        func numbers(_ record: Association) -> Int { [record.rna, record.siren, record.siret].count { $0 != nil } }
        if numbers(first) != numbers(second) { return numbers(first) > numbers(second) ? first.id : second.id }
        let granted = try [first, second].map { try AssociationFunding.of($0.id, in: tx).years.map(\.own).sum() }
        return granted[1] > granted[0] ? second.id : first.id
    }

    private var kept: Association { preview.kept }
    private var merged: Association { preview.merged }
    private var address: String { "/associations/doublons/\(pair.id)" }

    func fields(csrf: String) -> [String: Any] {
        [
            "crumbs": breadcrumb(DuplicatePages.way + [Link(kept.name, "")]),
            "header": pageHeader(
                "Deux fiches, une association\u{a0}?",
                note: "\(likeness). La fiche gardée reçoit tout\u{a0}; l’adresse de l’autre mènera à elle."),
            "table": records, "preview": effects, "decision": decision(csrf),
        ]
    }

    private var likeness: String {
        let reasons = FrenchText.list(pair.reasons)
        let sentence = "\(reasons.prefix(1).uppercased())\(reasons.dropFirst())"
        let share = "ressemblance des noms\u{a0}: \(FrenchText.percent(basisPoints: (pair.likeness + 50) / 100 * 100))"
        return sentence.isEmpty ? "R\(share.dropFirst())" : "\(sentence) (\(share))"
    }

    // Side by side

    private var records: HTML {
        let rows = Association.form.fields.compactMap(row)
        let heads = [first, second].map { record -> HTML in
            let isKept = record.id == kept.id
            let choice: HTML =
                isKept
                ? "<span class=\"button button--primary button--small\" aria-current=\"true\">Fiche gardée</span>"
                : linkButton("Garder celle-ci", "\(address)?garder=\(record.id)")
            return """
                <th scope="col" role="columnheader">\
                <a href="/associations/\(record.id)">\(record.name)</a> <span class="compare__choice">\(choice)</span></th>
                """
        }
        return """
            <div class="table-wrap"><table class="table compare" role="table">\
            <caption class="hidden-text">Les deux fiches, champ par champ</caption>\
            <thead role="rowgroup"><tr role="row"><td role="cell"></td>\(heads)</tr></thead><tbody role="rowgroup">\(rows)</tbody></table></div>
            """
    }

    private func row(_ field: Field) -> HTML? {
        let values = [first, second].map { Self.value(field, of: $0) }
        guard values.contains(where: { !$0.isEmpty }), field.name != "year_end" || values[0] != values[1] else {
            return nil
        }
        let differ = values.allSatisfy { !$0.isEmpty } && values[0] != values[1]
        let cells = values.map { value -> HTML in
            value.isEmpty ? "<td role=\"cell\"><span class=\"soft\">–</span></td>" : "<td role=\"cell\">\(value)</td>"
        }
        let mark: HTML = differ ? " <span class=\"tag tag--attention\">différent</span>" : ""
        return "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">\(field.label)\(mark)</th>\(cells)</tr>"
    }

    private static func value(_ field: Field, of record: Association) -> String {
        switch field.name {
        case "theme": record.theme ?? ""
        case "siret": record.siret.map { SIRET($0)?.grouped ?? $0 } ?? ""
        case "siren": record.siren.map { SIREN($0)?.grouped ?? $0 } ?? ""
        default: record.input[field.name] ?? ""
        }
    }

    // What would happen

    private var moved: [String] {
        [
            preview.grants > 0
                ? "\(FrenchText.count(preview.grants, "subvention")) (\(preview.granted.short))" : nil,
            preview.applications > 0 ? FrenchText.count(preview.applications, "demande") : nil,
            preview.officers > 0 ? FrenchText.count(preview.officers, "dirigeant") : nil,
            preview.bankAccounts > 0
                ? FrenchText.count(preview.bankAccounts, "compte bancaire", "comptes bancaires") : nil,
        ].compactMap(\.self)
    }

    private var effects: HTML {
        let rehomed: HTML =
            moved.isEmpty
            ? "<p class=\"soft\">Rien à déplacer\u{a0}: ni subvention, ni demande, ni dirigeant.</p>"
            : "<ul>\(moved.map { "<li>\($0)</li>" as HTML })</ul>"
        let filled: HTML =
            preview.filled.isEmpty
            ? "<p class=\"soft\">Aucun champ vide à remplir.</p>"
            : facts(preview.filled.map { ($0.field, "\($0.value)") }, style: .tight)
        let dropped: HTML =
            preview.dropped.isEmpty
            ? "<p class=\"soft\">Rien n’est laissé de côté.</p>"
            : facts(
                preview.dropped.map { ($0.field, "<del>\($0.dropped)</del>, garde «\u{a0}\($0.kept)\u{a0}»") },
                style: .tight)
        return card(
            "Ce que fera la fusion", of: "«\u{a0}\(merged.name)\u{a0}» rejoint «\u{a0}\(kept.name)\u{a0}»",
            """
            <div class="cards effects"><section><h3>Se déplace</h3>\(rehomed)</section>\
            <section><h3>Complète la fiche gardée</h3>\(filled)</section>\
            <section><h3>N’est pas repris</h3>\(dropped)</section></div>
            """)
    }

    private func decision(_ csrf: String) -> HTML {
        let moves: String =
            moved.isEmpty ? "" : " Passent à «\u{a0}\(kept.name)\u{a0}»\u{a0}: \(FrenchText.list(moved))."
        let drops: String =
            preview.dropped.isEmpty
            ? "" : " Laissé de côté\u{a0}: \(FrenchText.list(preview.dropped.map(\.field)))."
        let merge = dangerButton(
            "Fusionner",
            losing: """
                La fiche «\u{a0}\(merged.name)\u{a0}» disparaît des listes, et son adresse mène à celle qui est \
                gardée.\(moves)\(drops) Une fusion peut être annulée.
                """,
            confirm: "Fusionner les deux fiches", "\(address)/fusion", csrf: csrf,
            fields: [("garder", kept.id.description)])
        let apart = postButton("Ce sont deux associations", "\(address)/distinctes", csrf: csrf)
        let later = linkButton("Décider plus tard", "/associations/doublons", .quiet)
        return "<div class=\"actions decision\">\(merge)\(apart)\(later)</div>"
    }
}
