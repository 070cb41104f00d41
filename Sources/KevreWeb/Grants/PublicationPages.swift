import Foundation
import Hummingbird
import Kevre
import PostgreSQL

/// Publication of the essential data of subsidies: what goes out, what cannot and why.
enum PublicationPages {
    static func add(to routes: inout Routes) {
        routes.get("subventions-publication", right: .readGrants, use: show)
        routes.get("subventions-publication/fichier", right: .readGrants, use: file)
        routes.get("subventions-publication/a-completer", right: .readGrants, use: leftOut)
    }

    /// Lines shown of what cannot be published; all are in the workbook.
    private static let shown = 100

    private static func year(_ visit: Visit) -> Int? { visit.query("annee").flatMap { Int($0) } }

    private static func scope(_ visit: Visit) -> SCDLScope {
        visit.query("origine").flatMap(SCDLScope.init) ?? .own
    }

    /// What would be published; the file itself goes nowhere. Remembered until something changes, for a day at most.
    private static func summary(_ visit: Visit, _ year: Int) async throws -> Summary {
        let key = [visit.office.authority.code, "\(year)", scope(visit).rawValue, visit.today.iso]
        let generation = visit.office.totals.generation
        if let known = visit.site.publications.recall(key, generation: generation) { return known }
        let summary = Summary(try await report(visit, year), shown: shown)
        visit.site.publications.remember(summary, for: key, generation: generation)
        return summary
    }

    /// What the page shows of a report.
    struct Summary: Sendable {
        let version: String
        let published: Int
        let amount: Money
        let shortened: Int
        /// The first of those left out.
        let leftOut: [SCDLReport.LeftOut]
        let leftOutCount: Int
        let lackingTerms: Int

        init(_ report: SCDLReport, shown: Int) {
            (version, published, amount) = (report.version, report.published, report.amount)
            shortened = report.shortened
            leftOut = Array(report.leftOut.prefix(shown))
            leftOutCount = report.leftOut.count
            lackingTerms = report.leftOut.count { $0.lacksTerms }
        }
    }

    private static func report(_ visit: Visit, _ year: Int?) async throws -> SCDLReport {
        let (authority, scope) = (visit.office.authority, scope(visit))
        return try await visit.read { tx in
            try Grant.exportSCDL(
                year: year, scope: scope, authority: authority, by: visit.agent, in: tx, to: { _ in })
        }
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let years = try await visit.read { try Grant.years(own: true, in: $0) }
        let year = year(visit) ?? years.first { $0 <= visit.today.year } ?? visit.today.year
        let report = try await summary(visit, year)
        let links = years.prefix(12).map {
            Link(String($0), "/subventions-publication?annee=\($0)", isCurrent: $0 == year)
        }
        let get = linkButton(
            "Télécharger le fichier (csv)", "/subventions-publication/fichier?annee=\(year)", .primary)
        let noNumber: HTML =
            visit.office.authority.siret == nil
            ? notice(
                "Le SIRET de la collectivité n’est pas renseigné\u{a0}: sans lui aucune de ses subventions ne peut être publiée.",
                .attention) : ""
        let shortened: HTML =
            report.shortened == 0
            ? ""
            : "<p class=\"small soft\">\(FrenchText.count(report.shortened, "objet abrégé", "objets abrégés")) à 256 caractères.</p>"
        let header = pageHeader(
            "Publier les subventions", of: String(year),
            note: """
                Données essentielles au format SCDL \(report.version), à mettre en ligne dans les trois mois de la \
                signature (loi n°\u{a0}2000-321, art.\u{a0}10\u{a0}; décret n°\u{a0}2017-779).
                """, actions: report.published > 0 ? [get] : [])
        let word = FrenchText.word(report.published, "subvention")
        let goes = card(
            "Ce qui sera publié",
            "<p class=\"figure\"><b>\(report.published)</b> \(word), \(report.amount.short)</p>\(shortened)")
        return try visit.page(
            title: "Publier les subventions", active: .grants,
            """
            \(breadcrumb([GrantPages.home, Link("Publication", "")]))\(header)\
            \(tabs(Array(links), label: "Année"))\(noNumber)\(goes)\(terms(visit, report, year))\(left(report, year))
            """)
    }

    /// The way to complete at once what lacks only the words of who paid how.
    private static func terms(_ visit: Visit, _ report: Summary, _ year: Int) -> HTML {
        let count = report.lackingTerms
        guard count > 0 else { return "" }
        let actions: HTML =
            visit.agent.may(.writeGrants)
            ? """
            <div class="actions">\(linkButton("Les compléter en une fois", "/subventions/versement?annee=\(year)", .primary))\
            \(linkButton(
                "Choisir dans la liste", "/subventions?origin=own&year=\(year)&lacks_terms=1", .quiet))</div>
            """ : ""
        let said = FrenchText.count(
            count, "subvention attend ses conditions ou ses dates de versement",
            "subventions attendent leurs conditions ou leurs dates de versement")
        return card("Versement à compléter", "<p>\(said).</p>\(actions)")
    }

    private static func left(_ report: Summary, _ year: Int) -> HTML {
        guard !report.leftOut.isEmpty else {
            return report.published == 0
                ? emptyState(
                    "Rien à publier pour \(year)", "Aucune subvention de la collectivité n’est connue cette année-là.")
                : notice("Toutes les subventions de \(year) peuvent être publiées.", .done)
        }
        let columns = [
            TableColumn("Bénéficiaire", .lead), TableColumn("Montant", .number), TableColumn("Ce qui manque"),
        ]
        var rows = TableRows(columns)
        for grant in report.leftOut {
            rows.begin(key: grant.grant.description, name: grant.beneficiary)
            rows.lead(grant.beneficiary, "/subventions/\(grant.grant)")
            rows.cell(grant.amount.short)
            rows.cell(grant.lacks.joined(separator: "\u{a0}; "))
            rows.end()
        }
        let more: HTML =
            report.leftOutCount > shown
            ? "<p class=\"small soft\">Les \(shown) premières sur \(FrenchText.grouped(report.leftOutCount))\u{a0}: toutes sont dans le classeur.</p>"
            : ""
        let book = linkButton("Liste complète (xlsx)", "/subventions-publication/a-completer?annee=\(year)")
        let count = FrenchText.count(report.leftOutCount, "subvention", "subventions")
        return card(
            "À compléter avant de publier", of: count, aside: book,
            table(columns, rows.html, caption: "Subventions à compléter", isPlain: true) + more)
    }

    @Sendable private static func file(_ visit: Visit) async throws -> Response {
        let year = year(visit)
        let name = "subventions-scdl-\(year.map { String($0) } ?? "toutes").csv"
        let scope = scope(visit)
        return try await visit.stream(type: "text/csv; charset=utf-8", named: name) { [visit] sink in
            try await visit.office.exportSCDL(year: year, scope: scope, for: visit.agent, to: sink)
        }
    }

    @Sendable private static func leftOut(_ visit: Visit) async throws -> Response {
        let year = year(visit)
        let report = try await report(visit, year)
        let name = ExportFormat.xlsx.fileName("subventions a completer \(year.map { String($0) } ?? "")", visit.today)
        return try await visit.download(type: ExportFormat.xlsx.mediaType, named: name) { file in
            try report.writeLeftOut(origin: visit.office.origin(visit.agent), to: file.path)
        }
    }
}
