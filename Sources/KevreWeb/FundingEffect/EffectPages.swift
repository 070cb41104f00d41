import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import PostgreSQL

/// What the searches brought, as pictures and figures.
enum EffectPages {
    static func add(to routes: inout Routes) {
        routes.get("financements/effet", right: .readFunding, use: show)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let agent = visit.agent
        let year = visit.query("annee").flatMap { Int($0) }
        let range = year.map { $0...$0 }
        if visit.query("format") == "xlsx" { return try await workbook(visit, range) }
        let (effect, years) = try await visit.read { tx in
            (try FundingEffect.find(years: range, by: agent, in: tx), try FundingEffect.years(in: tx))
        }
        let strip = tabs(
            [Link("Toutes les années", "/financements/effet", isCurrent: year == nil)]
                + years.map { Link(String($0), "/financements/effet?annee=\($0)", isCurrent: $0 == year) },
            label: "Années")
        let export = linkButton(
            "Exporter (xlsx)", "/financements/effet?format=xlsx" + (year.map { "&annee=\($0)" } ?? ""))
        let head: HTML = """
            \(fundingTabs(.effect))\(pageHeader("Ce que les recherches rapportent", note: year.map { "En \($0)." } ?? "Toutes années.", actions: effect.total.filed == 0 ? [] : [export]))
            """
        guard effect.total.filed > 0 else {
            return try visit.page(
                title: "Ce que les recherches rapportent", active: .funding,
                head + strip
                    + emptyState(
                        "Rien de déposé encore",
                        "Dès qu’une recherche est déposée puis accordée, son effet se voit ici\u{a0}: par année, financeur, thème et commune."
                    ))
        }
        let cards = FundingEffect.Axis.allCases.filter { $0 != .year || year == nil }.map { axis in
            card(
                "Par \(axis.label.lowercased())",
                picture(axis, effect.lines[axis] ?? []) + figures(axis, effect.lines[axis] ?? []))
        }
        return try visit.page(
            title: "Ce que les recherches rapportent", active: .funding,
            "\(head)\(strip)\(totals(effect))<div class=\"effect\">\(cards)</div>")
    }

    private static func workbook(_ visit: Visit, _ years: ClosedRange<Int>?) async throws -> Response {
        try FileManager.default.createDirectory(at: visit.site.settings.incoming, withIntermediateDirectories: true)
        let file = visit.site.settings.incoming.appending(path: "\(Secrets.token()).xlsx")
        try await visit.office.writeEffect(years: years, for: visit.agent, to: file)
        return try visit.download(
            file, as: ExportFormat.xlsx.fileName("financements obtenus", visit.today),
            type: ExportFormat.xlsx.mediaType)
    }

    private static func totals(_ effect: FundingEffect) -> HTML {
        let total = effect.total
        let numbers: [(String, String, String)] = [
            (
                total.obtained.short, "obtenus",
                "\(FrenchText.count(total.granted, "accord")), \(FrenchText.count(effect.projects, "projet"))"
            ),
            (
                total.success.map { FrenchText.percent(basisPoints: wholePercent($0)) } ?? "—", "de réussite",
                "\(FrenchText.count(total.granted, "accord")) sur \(FrenchText.count(total.answered, "réponse"))"
            ),
            (total.asked.short, "demandés", FrenchText.count(total.filed, "demande déposée", "demandes déposées")),
            (
                total.paid.short, "versés",
                total.waiting == 0 ? "rien en attente" : "\(FrenchText.count(total.waiting, "demande")) en attente"
            ),
        ]
        let items = numbers.map { number -> HTML in
            "<li><b>\(number.0)</b> \(number.1)<span class=\"small soft\">\(number.2)</span></li>"
        }
        return "<ul class=\"numbers\">\(items)</ul>"
    }

    /// Lying bars: obtained, and behind it what was asked. The table below says the same to who cannot see them.
    private static func picture(_ axis: FundingEffect.Axis, _ lines: [FundingEffect.Line]) -> HTML {
        let shown = Array(lines.prefix(axis == .year ? 12 : 8))
        let most = Double(max(shown.map(\.asked.cents).max() ?? 1, shown.map(\.obtained.cents).max() ?? 1, 1))
        let step = 34
        var drawing = HTML()
        for (index, line) in shown.enumerated() {
            let top = index * step
            let asked = Int((Double(line.asked.cents) / most * 480).rounded())
            let obtained = Int((Double(line.obtained.cents) / most * 480).rounded())
            let title = line.name.count > 60 ? "\(line.name.prefix(59))…" : line.name
            drawing += """
                <text x="0" y="\(top + 11)">\(title)</text><text class="value" x="480" y="\(top + 11)">\(line.obtained.short)</text>\
                <rect class="asked" x="0" y="\(top + 16)" width="\(max(asked, 1))" height="9"/>\
                <rect class="obtained" x="0" y="\(top + 16)" width="\(obtained)" height="9"/>
                """
        }
        return """
            <figure><svg class="lying" viewBox="0 0 480 \(max(shown.count * step - 6, 10))" aria-hidden="true" focusable="false">\
            \(drawing)</svg><figcaption class="small soft"><span class="figure-key figure-key--obtained">obtenu</span> \
            <span class="figure-key">demandé</span></figcaption></figure>
            """
    }

    /// The share with the figures it is made of: accords among answers, not among what was filed.
    private static func success(_ line: FundingEffect.Line) -> HTML {
        guard let success = line.success else { return "—" }
        return """
            \(FrenchText.percent(basisPoints: wholePercent(success)))\
            <span class="sub">\(FrenchText.count(line.granted, "accord")) sur \(FrenchText.count(line.answered, "réponse"))</span>
            """
    }

    private static func figures(_ axis: FundingEffect.Axis, _ lines: [FundingEffect.Line]) -> HTML {
        let columns = [
            TableColumn(axis.label, .lead), TableColumn("Obtenu", .number), TableColumn("Demandé", .softNumber),
            TableColumn("Déposées", .softNumber), TableColumn("Réussite", .softNumber),
        ]
        var rows = HTML()
        for line in lines {
            rows += """
                <tr role="row"><th scope="row" role="rowheader" class="lead">\(line.name)</th>\
                <td role="cell" class="num" data-label="Obtenu">\(line.obtained.short)</td>\
                <td role="cell" class="num soft" data-label="Demandé">\(line.asked.short)</td>\
                <td role="cell" class="num soft" data-label="Déposées">\(line.filed)</td>\
                <td role="cell" class="num soft" data-label="Réussite">\(success(line))</td></tr>
                """
        }
        return table(columns, rows, caption: "Par \(axis.label.lowercased())", isPlain: true)
    }
}
