import Foundation
import PostgreSQL

/// A row of a listing: its page's path, its key and its values in the order of the shown columns.
public struct ListingRow: Sendable {
    /// The row's `bigint` key.
    public let key: Int
    /// Path of its page.
    public let address: String
    /// One a column shown, in their order.
    public let cells: [Cell]
}

/// A value of a listing, with its kind.
public enum Cell: Sendable, Equatable {
    case none
    case text(String)
    case integer(Int)
    /// A year, which is not grouped by thousands.
    case year(Int)
    case money(Money)
    case percent(basisPoints: Int)
    case day(Day)
    case moment(Date)
    case flag(Bool)
    case state(Vocabulary.Word)

    public static func == (a: Cell, b: Cell) -> Bool { a.text == b.text }
}

/// What a page of a listing holds.
public struct ListingPage: Sendable {
    /// Those shown, in order.
    public let columns: [Column]
    /// At most as many as the query's limit.
    public let rows: [ListingRow]
    /// Cursors for `after` and `before`; nil at an end.
    public let next: String?
    /// Cursor for `before`; nil on the first page.
    public let previous: String?
}

/// What is known of all rows of a query, not only of the page.
public struct ListingTotals: Sendable {
    /// Rows of all pages.
    public let count: Int
    /// Sums by column name, for the columns that sum.
    public let sums: [String: Cell]
}

extension Listing {
    /// The rows a page has at most, whatever is asked.
    static let longestPage = 100_000

    /// The day it is where the authority is, in SQL; a server's own `current_date` follows its time zone.
    static let today: SQL = "(now() AT TIME ZONE 'Europe/Paris')::date"

    /// One page, found by key: its cost does not grow with the distance from the start.
    public func page(_ query: ListingQuery, for agent: Agent, in tx: Transaction) throws -> ListingPage {
        try agent.require(right)
        let columns = shownColumns(query)
        let sort = sort(query)
        let backwards = query.before != nil
        let descending = sort.descending != backwards
        var condition = condition(query, for: agent)
        let cursor = Cursor(query.after ?? query.before, on: sort.column)
        if let cursor {
            condition = condition + " AND " + following(cursor, sort.column, descending: descending, backwards)
        }
        let direction = descending ? "DESC" : "ASC"
        // Rows without a value come last, and first when reading backwards.
        let nulls = sort.column.nullable ? (backwards ? " NULLS FIRST" : " NULLS LAST") : ""
        let limit = min(max(query.limit, 1), Self.longestPage)
        // The place in the list: the sort column's text, written once when the page shows that column.
        let shownAt = columns.firstIndex { $0.name == sort.column.name }
        let sortText: SQL = shownAt == nil ? "(\(sort.column.sql))::text" : "NULL"
        let statement: SQL = """
            SELECT \(key) AS k, \(address) AS a, \(sortText) AS s, \(selection(columns))
            \(from)
             WHERE \(condition)
             ORDER BY \(sort.column.order) \(trusted: direction + nulls), \(key) \(trusted: direction)
             LIMIT \(trusted: String(limit + 1))
            """
        // Prepared and planned once: with all its joins, planning would cost thrice what reading does.
        var found = try tx.query(statement)
        let more = found.count > limit
        if more { found.removeLast() }
        if backwards { found.reverse() }
        let kinds = columns.map(\.kind)
        let rows = try found.map { try Self.read($0, kinds) }
        let sortPosition = shownAt.map { $0 + 3 } ?? 2
        func place(of row: Row) -> String {
            Cursor(value: row.text(at: sortPosition), key: row.int(at: 0) ?? 0).text
        }
        let hasPrevious = backwards ? more : cursor != nil
        let hasNext = backwards ? true : more
        return ListingPage(
            columns: columns, rows: rows, next: hasNext ? found.last.map(place) : nil,
            previous: hasPrevious ? found.first.map(place) : nil)
    }

    /// Count and sums of everything the query selects.
    public func totals(_ query: ListingQuery, for agent: Agent, in tx: Transaction) throws -> ListingTotals {
        try agent.require(right)
        let summed = columns.filter(\.sums)
        let sums = summed.map { column -> SQL in ", coalesce(sum(\(column.sql)), 0)::bigint" }
        let row = try tx.one(
            """
            SELECT count(*)\(SQL.joined(sums, separator: ""))
            \(from)
             WHERE \(condition(query, for: agent))
            """)
        var result: [String: Cell] = [:]
        for (index, column) in summed.enumerated() {
            result[column.name] = try Self.cell(row, at: index + 1, column.kind)
        }
        return ListingTotals(count: row.int(at: 0) ?? 0, sums: result)
    }

    /// Every row the query selects, in order, streamed: for exports.
    public func each(
        _ query: ListingQuery, for agent: Agent, in tx: Transaction, _ body: (ListingRow) throws -> Void
    ) throws {
        try agent.require(right)
        let columns = shownColumns(query)
        let kinds = columns.map(\.kind)
        let sort = sort(query)
        let direction = sort.descending ? "DESC" : "ASC"
        try tx.forEach(
            """
            SELECT \(key) AS k, \(address) AS a, NULL AS s, \(selection(columns))
            \(from)
             WHERE \(condition(query, for: agent))
             ORDER BY \(sort.column.order) \(trusted: direction) NULLS LAST, \(key) \(trusted: direction)
            """
        ) { row in try body(Self.read(row, kinds)) }
    }

    private func selection(_ columns: [Column]) -> SQL {
        SQL.joined(columns.map(\.sql), separator: ", ")
    }

    /// The condition for rows that follow a cursor in the direction read. Rows without a value are last;
    /// read backwards, they are first.
    private func following(_ cursor: Cursor, _ column: Column, descending: Bool, _ backwards: Bool) -> SQL {
        let sign = descending ? "<" : ">"
        let type = column.kind.sqlType
        let given: SQL = "\(cursor.value)::text::\(trusted: type)"
        let value = column.isFolded ? "fold(\(given))" : given
        let beyond: SQL = "(\(column.order), \(key)) \(trusted: sign) (\(value), \(cursor.key))"
        guard column.nullable else { return beyond }
        let amongNulls: SQL = "(\(column.order) IS NULL AND \(key) \(trusted: sign) \(cursor.key))"
        switch (cursor.value == nil, backwards) {
        case (true, false): return amongNulls
        case (true, true): return "(\(amongNulls) OR \(column.order) IS NOT NULL)"
        case (false, false): return "(\(beyond) OR \(column.order) IS NULL)"
        case (false, true): return beyond
        }
    }

    private static func read(_ row: Row, _ kinds: [Column.Kind]) throws -> ListingRow {
        var cells: [Cell] = []
        cells.reserveCapacity(kinds.count)
        for (index, kind) in kinds.enumerated() { cells.append(try cell(row, at: index + 3, kind)) }
        return ListingRow(key: row.int(at: 0) ?? 0, address: row.text(at: 1) ?? "", cells: cells)
    }

    private static func cell(_ row: Row, at index: Int, _ kind: Column.Kind) throws -> Cell {
        if row.isNull(at: index) { return .none }
        switch kind {
        case .text, .longText: return row.text(at: index).map(Cell.text) ?? .none
        case .integer: return row.int(at: index).map(Cell.integer) ?? .none
        case .year: return row.int(at: index).map(Cell.year) ?? .none
        case .money: return row.int(at: index).map { .money(Money(cents: $0)) } ?? .none
        case .percent: return row.int(at: index).map { .percent(basisPoints: $0) } ?? .none
        case .day: return .day(try row[index])
        case .moment: return .moment(try row[index])
        case .flag: return .flag(row.text(at: index) == "t")
        case .state(let vocabulary): return row.text(at: index).map { .state(vocabulary[$0]) } ?? .none
        }
    }
}

/// The place in a list: the sort value and the key of the row reached.
struct Cursor {
    let value: String?
    let key: Int

    init(value: String?, key: Int) {
        self.value = value
        self.key = key
    }

    /// Reads `key` or `key~value`; anything else, or a value the column cannot have, is no cursor, and the list
    /// starts at its beginning.
    init?(_ text: String?, on column: Column) {
        guard let text else { return nil }
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let key = Int(first) else { return nil }
        self.key = key
        value = parts.count == 2 ? String(parts[1]) : nil
        if let value, !column.kind.reads(value) { return nil }
    }

    var text: String { value.map { "\(key)~\($0)" } ?? String(key) }
}
