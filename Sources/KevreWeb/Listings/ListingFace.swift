import Kevre

extension ListPage {
    /// The web face of a listing. Title, actions, saved views and bulk actions are added by the page that shows it.
    ///
    /// - Parameters:
    ///   - totals: count and sums of everything that is filtered.
    ///   - address: path of the list (`/dossiers`).
    ///   - picks: whether rows can be chosen for bulk actions.
    ///   - fixed: filters that the page itself sets: not shown, for they cannot be taken away.
    ///   - empty: shown when the list has no row at all; a filter that finds nothing says so by itself.
    public init(
        _ listing: Listing, _ query: ListingQuery, _ page: ListingPage, totals: ListingTotals, filters: FilterState,
        at address: String, csrf: String, picks: Bool = false, fixed: Set<String> = [], empty: HTML
    ) {
        func link(_ query: ListingQuery) -> String { query.link(to: address) }
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
        let chosen = filters.active.filter { !fixed.contains($0.name) }
        let isFiltered = !chosen.isEmpty || !query.text.isEmpty
        self.init(
            title: listing.title, address: address, columns: columns,
            rows: sheet.rows(page.rows, columns, pickForm: picks ? Self.pickForm : nil),
            pages: page.neighbours(listing, query, totals, at: address),
            empty: isFiltered
                ? emptyState(
                    "Rien ne correspond à ces filtres", "Retirez un filtre, ou cherchez autrement.",
                    actions: [linkButton("Tout montrer", address)]) : empty,
            csrf: csrf)
        self.query = query.parameters()
        self.found = found
        search = ("q", query.text, "Chercher dans la liste")
        chips = chosen.map {
            FilterChip("\($0.title)\u{A0}: \($0.words)", removal: link(query.without($0.name)))
        }
        let active = Set(filters.active.map(\.name))
        let offered = listing.filters.filter { filter in
            !fixed.contains(filter.name) && (!active.contains(filter.name) || filter.isChoice)
        }
        self.filters = offered.map { $0.control(query, filters.choices[$0.name] ?? []) }
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
struct ListingSheet: Sendable {
    /// Where a column with a place of its own finds its values in a row.
    private struct Place: Sendable {
        let own: Int
        /// Those under it.
        let under: [Int]
        let states: StateMarks?
    }

    /// Columns with a place of their own.
    let shown: [Column]
    private let places: [Place]

    init(_ columns: [Column]) {
        let names = Set(columns.map(\.name))
        let own = columns.indices.filter { index in columns[index].under.map { !names.contains($0) } ?? true }
        shown = own.map { columns[$0] }
        places = own.map { index in
            let under = columns.indices.filter { columns[$0].under == columns[index].name }
            guard case .state(let vocabulary) = columns[index].kind else {
                return Place(own: index, under: under, states: nil)
            }
            return Place(own: index, under: under, states: StateMarks(vocabulary))
        }
    }

    func rows(_ rows: [ListingRow], _ columns: [TableColumn], pickForm: String?) -> TableRows {
        var table = TableRows(columns, pickForm: pickForm)
        for row in rows {
            if pickForm == nil {
                table.begin(key: "", name: "")
            } else {
                table.begin(key: String(row.key), name: places.first.map { row[$0.own].text } ?? "")
            }
            for (index, place) in places.enumerated() {
                table.cell(place.own, under: place.under, of: row, states: place.states, isLinked: index == 0)
            }
            table.end()
        }
        return table
    }
}

extension ListingPage {
    /// Where one is in the list, and the addresses of the pages before and after.
    func neighbours(
        _ listing: Listing, _ query: ListingQuery, _ totals: ListingTotals, at address: String
    ) -> (summary: String, previous: String?, next: String?) {
        let summary =
            rows.count < totals.count
            ? "\(FrenchText.grouped(rows.count)) lignes sur \(FrenchText.grouped(totals.count))"
            : FrenchText.count(totals.count, listing.singular, listing.plural)
        return (
            summary, previous.map { query.at(before: $0).link(to: address, place: true) },
            next.map { query.at(after: $0).link(to: address, place: true) }
        )
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
        case .day, .moment, .closing: .date
        case .longText: .soft
        case .text: name == "reference" ? .code : .text
        case .year, .flag, .state: .text
        }
    }
}

extension Column.Kind {
    fileprivate var startsLargest: Bool {
        switch self {
        case .money, .integer, .percent, .year, .day, .moment, .closing: true
        case .text, .longText, .flag, .state: false
        }
    }
}

extension ListingQuery {
    /// The list's address with this query.
    fileprivate func link(to address: String, place: Bool = false) -> String {
        let parameters = self.address(place: place)
        return parameters.isEmpty ? address : "\(address)?\(parameters)"
    }

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
