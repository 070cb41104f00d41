import Foundation
import Kevre
import PostgreSQL

extension Listing {
    /// The list as a command shows it: in the form asked, on the standard output or in a file.
    func print(_ query: ListingQuery, _ output: OutputOptions, _ office: Office, _ agent: Agent) async throws {
        for filter in unknownFilters(in: query) {
            throw Usage(
                message:
                    "Pas de filtre «\u{a0}\(filter)\u{a0}» ici. Connus\u{a0}: \(filters.map(\.name).joined(separator: ", "))."
            )
        }
        if let problem = filters.lazy.compactMap({ $0.problem(in: query) }).first { throw Usage(message: problem) }
        let known = columns.map(\.name)
        for column in (query.columns ?? []) + (query.sort.map { [$0] } ?? []) where !known.contains(column) {
            throw Usage(
                message: "Pas de colonne «\u{a0}\(column)\u{a0}» ici. Connues\u{a0}: \(known.joined(separator: ", ")).")
        }
        if output.format == .table {
            let table = try await office.read { tx in
                let page = try self.page(query, for: agent, in: tx)
                let totals = try self.totals(query, for: agent, in: tx)
                return TextTable(self, page, totals, width: Terminal.width)
            }
            try Output.write(Data(table.text.utf8), to: output.output)
            return
        }
        guard let format = ExportFormat(rawValue: output.format.rawValue) else { return }
        if let path = output.output, path != "-" {
            try await office.export(self, query, as: format, for: agent, to: URL(filePath: path))
        } else {
            try await office.export(self, query, as: format, for: agent) { piece in
                try Output.standardOutput(Data(piece))
            }
        }
    }

    /// Filter parameters nobody reads: a mistyped filter must not silently show everything.
    private func unknownFilters(in query: ListingQuery) -> [String] {
        let known = Set(filters.flatMap { [$0.name, "\($0.name).min", "\($0.name).max"] })
        return query.filters.keys.filter { !known.contains($0) }.sorted()
    }
}

/// A list as text for a terminal: aligned columns, a line of totals, cut to the width.
struct TextTable {
    let text: String

    init(_ listing: Listing, _ page: ListingPage, _ totals: ListingTotals, width: Int) {
        let columns = page.columns
        let rows = page.rows.map { row in [String(row.key)] + row.cells.map { $0.text.firstLine } }
        let titles = ["id"] + columns.map(\.title)
        let numeric = [true] + columns.map(\.kind.isNumeric)
        var sums = [""] + columns.map { totals.sums[$0.name]?.text ?? "" }
        sums[0] = "Σ"
        let showsSums = !totals.sums.isEmpty
        var widths = titles.map(\.count)
        for row in rows + (showsSums ? [sums] : []) {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], min(cell.count, 48)) }
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { index -> String in
                let cell =
                    cells[index].count > widths[index]
                    ? cells[index].prefix(widths[index] - 1) + "…" : Substring(cells[index])
                let space = String(repeating: " ", count: widths[index] - cell.count)
                return numeric[index] ? space + cell : cell + space
            }
            let whole = padded.joined(separator: "  ")
            return String(width > 0 && whole.count > width ? whole.prefix(width - 1) + "…" : whole[...])
        }
        var lines = [line(titles), line(widths.map { String(repeating: "─", count: $0) })]
        lines += rows.map(line)
        if showsSums { lines.append(line(sums)) }
        let shown = rows.count < totals.count ? ", dont voici \(FrenchText.count(rows.count, "ligne"))" : ""
        lines.append(FrenchText.count(totals.count, listing.singular, listing.plural) + shown)
        text = lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    fileprivate var firstLine: String {
        split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true).first.map(String.init) ?? ""
    }
}
