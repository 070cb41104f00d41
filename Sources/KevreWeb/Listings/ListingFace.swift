import Kevre

extension ListPage {
    /// The web face of a listing. Title, actions, saved views and bulk actions are added by the page that shows it.
    ///
    /// - Parameters:
    ///   - totals: count and sums of everything that is filtered.
    ///   - address: path of the list (`/dossiers`).
    ///   - picks: whether rows can be chosen for bulk actions.
    ///   - empty: shown when the list has no row at all; a filter that finds nothing says so by itself.
    public init(
        _ listing: Listing, _ query: ListingQuery, _ page: ListingPage, totals: ListingTotals, filters: FilterState,
        at address: String, csrf: String, picks: Bool = false, empty: HTML
    ) {
        func link(_ query: ListingQuery, place: Bool = false) -> String {
            let parameters = query.address(place: place)
            return parameters.isEmpty ? address : "\(address)?\(parameters)"
        }
        let sheet = ListingSheet(page.columns)
        let sort = listing.sort(query)
        let columns = sheet.shown.enumerated().map { index, column -> TableColumn in
            let isSorted = column.name == sort.column.name
            // Names start at A, amounts and dates with the largest; a second click turns the order.
            let turned = isSorted ? !sort.descending : column.kind.startsLargest
            return TableColumn(
                column.title, index == 0 ? .lead : column.tableKind,
                sortAddress: column.sortable
                    ? link(query.sorted(by: column.name, descending: turned)) : nil,
                order: isSorted ? (sort.descending ? .descending : .ascending) : nil)
        }
        let found = FrenchText.count(totals.count, listing.singular, listing.plural)
        let isFiltered = !filters.active.isEmpty || !query.text.isEmpty
        self.init(
            title: listing.title, address: address, columns: columns,
            rows: sheet.rows(page.rows, columns, pickForm: picks ? Self.pickForm : nil),
            pages: (
                page.rows.count < totals.count
                    ? "\(FrenchText.grouped(page.rows.count)) lignes sur \(FrenchText.grouped(totals.count))" : found,
                page.previous.map { cursor in link(query.at(before: cursor), place: true) },
                page.next.map { cursor in link(query.at(after: cursor), place: true) }
            ),
            empty: isFiltered
                ? emptyState(
                    "Rien ne correspond à ces filtres", "Retirez un filtre, ou cherchez autrement.",
                    actions: [linkButton("Tout montrer", address)]) : empty,
            csrf: csrf)
        self.query = query.parameters()
        self.found = found
        search = ("q", query.text, "Chercher dans la liste")
        chips = filters.active.map {
            FilterChip("\($0.title)\u{A0}: \($0.words)", removal: link(query.without($0.name)))
        }
        let active = Set(filters.active.map(\.name))
        self.filters = listing.filters.filter { !active.contains($0.name) || $0.isChoice }
            .map { $0.control(query, filters.choices[$0.name] ?? []) }
        let shownNames = Set(page.columns.map(\.name))
        columnChoices = listing.columns.map {
            ColumnChoice($0.name, $0.title, isShown: shownNames.contains($0.name))
        }
        exports = ExportFormat.allCases.map { format -> (Link, detail: String?) in
            let asked = query.address()
            let start = asked.isEmpty ? "?" : "?\(asked)&"
            return (Link(format.label, "\(address)\(start)format=\(format.rawValue)"), nil)
        }
        if !totals.sums.isEmpty {
            self.totals = sheet.shown.enumerated().map { index, column -> HTML in
                HTML(escaping: index == 0 ? found : totals.sums[column.name]?.text ?? "")
            }
        }
    }
}

/// How the columns of a listing are laid on the page: some stand in small under another.
private struct ListingSheet {
    /// Columns with a place of their own.
    let shown: [Column]
    /// For each of them: its position in a row, and the positions of those under it.
    private let positions: [(own: Int, under: [Int])]

    init(_ columns: [Column]) {
        let names = Set(columns.map(\.name))
        let own = columns.indices.filter { index in columns[index].under.map { !names.contains($0) } ?? true }
        shown = own.map { columns[$0] }
        positions = own.map { index in
            (index, columns.indices.filter { columns[$0].under == columns[index].name })
        }
    }

    func rows(_ rows: [ListingRow], _ columns: [TableColumn], pickForm: String?) -> TableRows {
        var table = TableRows(columns, pickForm: pickForm)
        for row in rows {
            let name = positions.first.map { row.cells[$0.own].text } ?? ""
            table.begin(key: String(row.key), name: name)
            for (index, position) in positions.enumerated() {
                let cell = row.cells[position.own]
                let below = position.under.map { row.cells[$0].text }.filter { !$0.isEmpty }
                if index == 0 {
                    let title = name.isEmpty ? "(sans nom)" : name
                    let sub = below.isEmpty ? nil : below.joined(separator: " · ")
                    table.lead(title, row.address, sub: sub)
                } else if case .state(let word) = cell {
                    table.cell(state(word.label, Tone(word.tone)))
                } else if below.isEmpty {
                    table.cell(cell.text)
                } else {
                    table.cell("\(cell.text)<span class=\"sub\">\(below.joined(separator: " · "))</span>" as HTML)
                }
            }
            table.end()
        }
        return table
    }
}

extension Tone {
    /// The tone of a vocabulary's word.
    public init(_ tone: Vocabulary.Tone) {
        self =
            switch tone {
            case .neutral: .neutral
            case .info: .progress
            case .accent: .accent
            case .attention: .attention
            case .danger: .danger
            case .done: .done
            }
    }
}

extension Column {
    fileprivate var tableKind: TableColumn.Kind {
        switch kind {
        case .money, .integer, .percent: .number
        case .day, .moment: .date
        case .longText: .soft
        case .text: name == "reference" ? .code : .text
        case .year, .flag, .state: .text
        }
    }
}

extension Column.Kind {
    fileprivate var startsLargest: Bool {
        switch self {
        case .money, .integer, .percent, .year, .day, .moment: true
        case .text, .longText, .flag, .state: false
        }
    }
}

extension ListingQuery {
    fileprivate func at(after cursor: String) -> ListingQuery {
        var query = self
        query.after = cursor
        query.before = nil
        return query
    }

    fileprivate func at(before cursor: String) -> ListingQuery {
        var query = self
        query.before = cursor
        query.after = nil
        return query
    }
}

extension Filter {
    fileprivate var isChoice: Bool {
        if case .choice = kind { true } else { false }
    }

    fileprivate func control(_ query: ListingQuery, _ choices: [Choice]) -> FilterControl {
        func typed(_ end: String) -> String { query.filters["\(name).\(end)"]?.first ?? "" }
        switch kind {
        case .choice:
            let chosen: Set<String> =
                if case .choices(let values)? = value(in: query) { Set(values) } else { [] }
            return FilterControl(
                name, title,
                .options(choices.map { .init($0.value, $0.label, isChosen: chosen.contains($0.value)) }))
        case .flag:
            return FilterControl(name, title, .options([.init("1", title, isChosen: query.filters[name] != nil)]))
        case .text: return FilterControl(name, title, .text(query.filters[name]?.first ?? ""))
        case .amounts: return FilterControl(name, title, .amounts(from: typed("min"), to: typed("max")))
        case .days: return FilterControl(name, title, .days(from: typed("min"), to: typed("max")))
        }
    }
}
