import Foundation
import Hummingbird
import Kevre

/// After the day: who came, who did not, and how the edition stands beside the others.
enum OutcomePages {
    static func add(to routes: inout Routes) {
        routes.get("rencontres/:year/bilan", right: .readRencontres, use: show)
        routes.get("rencontres/:year/classeur", right: .readRencontres, use: workbook)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let (edition, day) = try await DayPages.read(visit)
        let agent = visit.agent
        let years = try await visit.read { try EditionYear.all(until: edition.year, by: agent, in: $0) }
        let figures: HTML = """
            <div class="cards">\(card("Personnes", people(day)))\(card("Stands", facts([
                ("Attendus", "\(day.stands.count)"), ("Présents", "\(day.standsPresent)"),
                ("Absents", "\(day.standsAbsent.count)"), ("Sans pointage", "\(day.standsAwaited.count)"),
            ], style: .amounts)))\(card("Affluence", attendance(day)))</div>
            """
        return try visit.page(
            title: "Bilan \(edition.year)", active: .rencontres,
            """
            \(EditionTab.header(edition, .report, note: "\(edition.when)", actions: [
                linkButton("Classeur (xlsx)", "/rencontres/\(edition.year)/classeur", .primary)
            ]))\
            \(day.hasBegun ? "" : notice("Personne n’est encore passé par l’accueil\u{a0}: les présences se rempliront le jour même.", .accent))\
            \(DayPages.trials(visit, edition, day))\(figures)\(DayPages.rooms(edition, day))\(absents(edition, day))\(comparison(years, edition.year))
            """)
    }

    private static func people(_ day: Attendance) -> HTML {
        let share =
            day.registered == 0 || day.came == 0
            ? "" : " (\(FrenchText.percent(basisPoints: day.absent * 10_000 / day.registered / 100 * 100)))"
        return facts(
            [
                ("Inscrites avant le jour", "\(FrenchText.grouped(day.registered))"),
                ("Venues", day.hasBegun ? "\(FrenchText.grouped(day.came))" : "—"),
                ("Absentes", day.hasBegun ? "\(FrenchText.grouped(day.absent))\(share)" : "—"),
                ("Inscrites sur place", "\(FrenchText.grouped(day.walkIns))"),
                ("Désistements", "\(FrenchText.grouped(day.cancelled))"),
            ], style: .amounts)
    }

    private static func attendance(_ day: Attendance) -> HTML {
        let peak = day.peak.map { "\(FrenchText.grouped($0.people)) à \(ProgrammeSession.clock($0.at))" } ?? "—"
        return facts(
            [
                ("Entrées", day.hasBegun ? "\(FrenchText.grouped(day.entries))" : "—"),
                ("dont visiteurs sans nom", day.hasBegun ? "\(FrenchText.grouped(day.unnamed))" : "—"),
                ("Au plus haut", day.hasBegun ? "\(peak)" : "—"),
                ("Effectif admis", "\(day.count.limit.map { FrenchText.grouped($0) } ?? "inconnu")"),
            ], style: .amounts)
    }

    private static func absents(_ edition: Edition, _ day: Attendance) -> HTML {
        guard !day.standsAbsent.isEmpty else { return "" }
        let items = day.standsAbsent.map { stand -> HTML in
            """
            <li><a href="/associations/\(stand.association)">\(stand.name)</a> <span class="soft">\(stand.type)\
            \(stand.pitch.map { ", emplacement \($0)" } ?? "")</span></li>
            """
        }
        return card("Stands absents", "<ul class=\"lines\">\(items)</ul>")
    }

    /// One column a year, the newest first, what is counted down the side.
    private static func comparison(_ years: [EditionYear], _ current: Int) -> HTML {
        let shown = Array(years.prefix(5))
        let columns =
            [TableColumn("D’une année à l’autre", .lead)] + shown.map { TableColumn(String($0.year), .number) }
        func line(_ title: String, _ value: (EditionYear) -> String) -> HTML {
            let cells = shown.map { year -> HTML in
                "<td role=\"cell\" class=\"num\" data-label=\"\(year.year)\">\(value(year))</td>"
            }
            return "<tr role=\"row\"><td role=\"cell\" class=\"lead\">\(title)</td>\(cells)</tr>"
        }
        func number(_ value: Int) -> String { FrenchText.grouped(value) }
        func day(_ year: EditionYear, _ value: Int) -> String { year.hasBegun ? number(value) : "—" }
        let rows: [HTML] = [
            line("Associations inscrites") { number($0.associations) },
            line("dont nouvelles") { $0.newAssociations.map(number) ?? "—" },
            line("Stands présents") { day($0, $0.associationsPresent) },
            line("Stands absents") { day($0, $0.associationsAbsent) },
            line("Rendez-vous au programme") { number($0.sessions) },
            line("Places proposées") { number($0.places) },
            line("Places prises") { number($0.placesTaken) },
            line("Remplissage") {
                $0.places == 0 ? "—" : FrenchText.percent(basisPoints: $0.fillBasisPoints / 100 * 100)
            },
            line("Personnes inscrites") { number($0.registered) },
            line("Venues") { day($0, $0.came) },
            line("Absentes") { year in
                year.absentBasisPoints.map { FrenchText.percent(basisPoints: $0 / 100 * 100) } ?? "—"
            },
            line("Inscrites sur place") { day($0, $0.walkIns) },
            line("Entrées") { day($0, $0.entries) },
            line("Dépenses prévues") { $0.planned.isZero ? "—" : $0.planned.short },
            line("Dépenses") { $0.spent.isZero ? "—" : $0.spent.short },
            line("Coût par association") { $0.costPerAssociation?.short ?? "—" },
        ]
        return table(columns, rows.joined(), caption: "D’une année à l’autre")
    }

    @Sendable private static func workbook(_ visit: Visit) async throws -> Response {
        let (agent, year) = (visit.agent, try visit.year())
        let edition = try await visit.read { try Edition.find(year: year, by: agent, in: $0) }
        try FileManager.default.createDirectory(at: visit.site.settings.incoming, withIntermediateDirectories: true)
        let file = visit.site.settings.incoming.appending(path: "\(Secrets.token()).xlsx")
        try await visit.office.writeWorkbook(of: edition, for: agent, to: file)
        return try visit.download(
            file, as: edition.workbookFileName(visit.today), type: ExportFormat.xlsx.mediaType)
    }
}
