import Foundation
import PostgreSQL

/// A row of a listing, still as the database sent it: values are read when they are asked for.
public struct ListingRow: Sendable {
    /// What the columns of a page are, shared by its rows.
    final class Shape: Sendable {
        /// How a value is written, without the words of a vocabulary: read for every cell of a page.
        enum Form: Sendable { case text, money, moment, state, other }

        let kinds: [Column.Kind]
        let forms: [Form]

        init(_ columns: [Column]) {
            kinds = columns.map(\.kind)
            forms = kinds.map { kind in
                switch kind {
                case .text, .longText: .text
                case .money: .money
                case .moment: .moment
                case .state: .state
                case .integer, .year, .percent, .day, .closing, .flag: .other
                }
            }
        }
    }

    private let row: Row
    private let shape: Shape
    /// The key, the address and the place in the list come first.
    static let offset = 3

    init(_ row: Row, _ shape: Shape) {
        self.row = row
        self.shape = shape
    }

    /// The row's `bigint` key.
    public var key: Int { row.int(at: 0) ?? 0 }
    /// How many columns are shown.
    var shownCount: Int { shape.kinds.count }
    /// The path of its page.
    public var address: String { row.text(at: 1) ?? "" }
    /// Its values in the order of the shown columns.
    public var cells: [Cell] { shape.kinds.indices.map { self[$0] } }

    /// The value of a shown column, from 0.
    public subscript(index: Int) -> Cell { Cell(row, at: index + Self.offset, shape.kinds[index]) }

    /// The UTF-8 of a value as people read it, valid within `body` only; it is not called where there is nothing.
    public func withText(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let position = index + Self.offset
        switch shape.forms[index] {
        case .text: row.withText(at: position, body)
        case .money: if let cents = row.int(at: position) { Cell.money(Money(cents: cents)).withText(body) }
        case .moment: if let moment = row.moment(at: position) { Cell.moment(moment).withText(body) }
        case .state, .other: self[index].withText(body)
        }
    }

    /// The UTF-8 of a value as the database sent it, of a word of a vocabulary its code; valid within `body` only. It is
    /// not called where there is nothing.
    public func withRaw(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        row.withText(at: index + Self.offset, body)
    }

    /// The UTF-8 of ``address``, valid within `body` only.
    public func withAddress(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { row.withText(at: 1, body) }

    /// Whether there is nothing to read in a column.
    public func isBlank(at index: Int) -> Bool { row.isEmpty(at: index + Self.offset) }
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
    case closing(Date)
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

/// How a page of a listing is read, made once for every time it is.
public struct ListingReading: Sendable {
    let columns: [Column]
    private let shape: ListingRow.Shape
    private let statement: SQL
    /// Whether a value or a filter goes by the clock, which is told to whole transactions only.
    public let readsClock: Bool
    private let limit: Int
    private let isBackwards: Bool
    private let hasPrevious: Bool
    private let sortPosition: Int

    /// - Throws: ``AccessRefusal``.
    init(_ listing: Listing, _ query: ListingQuery, for agent: Agent) throws {
        try agent.require(listing.right)
        columns = listing.shownColumns(query)
        shape = ListingRow.Shape(columns)
        limit = min(max(query.limit, 1), Listing.longestPage)
        isBackwards = query.before != nil
        let sort = listing.sort(query)
        let descending = sort.descending != isBackwards
        var condition = listing.condition(query, for: agent)
        let cursor = Cursor(query.after ?? query.before, on: sort.column)
        hasPrevious = cursor != nil
        if let cursor {
            condition =
                condition + " AND " + listing.following(cursor, sort.column, descending: descending, isBackwards)
        }
        let direction = descending ? "DESC" : "ASC"
        // Rows without a value come last, and first when reading backwards.
        let nulls = sort.column.nullable ? (isBackwards ? " NULLS FIRST" : " NULLS LAST") : ""
        // The place in the list: the sort column's text, written once when the page shows that column.
        let shownAt = columns.firstIndex { $0.name == sort.column.name }
        sortPosition = shownAt.map { $0 + ListingRow.offset } ?? 2
        let sortText: SQL = shownAt == nil ? "(\(sort.column.sql))::text" : "NULL"
        // Prepared and planned once: with all its joins, planning would cost thrice what reading does.
        statement = """
            SELECT \(listing.key) AS k, \(listing.address) AS a, \(sortText) AS s, \(listing.selection(columns))
            \(listing.from)
             WHERE \(condition)
             ORDER BY \(sort.column.order) \(trusted: direction + nulls), \(listing.key) \(trusted: direction)
             LIMIT \(trusted: String(limit + 1))
            """
        let text = statement.text
        readsClock = Listing.clockFunctions.contains { text.contains("\($0)(") }
    }

    /// Reads the page, found by key: its cost does not grow with the distance from the start.
    public func page(in tx: Transaction) throws -> ListingPage {
        var found = try tx.query(statement)
        let more = found.count > limit
        if more { found.removeLast() }
        if isBackwards { found.reverse() }
        func cursor(_ row: Row) -> String {
            Cursor(value: row.text(at: sortPosition), key: row.int(at: 0) ?? 0).text
        }
        let goesBack = isBackwards ? more : hasPrevious
        let goesOn = isBackwards ? true : more
        return ListingPage(
            columns: columns, rows: found.map { ListingRow($0, shape) }, next: goesOn ? found.last.map(cursor) : nil,
            previous: goesBack ? found.first.map(cursor) : nil)
    }
}

extension Listing {
    /// The rows a page has at most, whatever is asked.
    static let longestPage = 100_000

    /// The day it is where the authority is, in SQL.
    static let today: SQL = "today()"

    /// The functions of the schema that lists may use and that go by the transaction's moment.
    public static let clockFunctions = ["moment", "today", "is_of_today", "is_to_come", "hall_count"]

    /// How a page is read, for this agent.
    ///
    /// - Throws: ``AccessRefusal``.
    public func reading(_ query: ListingQuery, for agent: Agent) throws -> ListingReading {
        try ListingReading(self, query, for: agent)
    }

    /// One page.
    public func page(_ query: ListingQuery, for agent: Agent, in tx: Transaction) throws -> ListingPage {
        try reading(query, for: agent).page(in: tx)
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
            result[column.name] = Cell(row, at: index + 1, column.kind)
        }
        return ListingTotals(count: row.int(at: 0) ?? 0, sums: result)
    }

    /// Every row the query selects, in order, streamed: for exports.
    public func each(
        _ query: ListingQuery, for agent: Agent, in tx: Transaction, _ body: (ListingRow) throws -> Void
    ) throws {
        try agent.require(right)
        let columns = shownColumns(query)
        let shape = ListingRow.Shape(columns)
        let sort = sort(query)
        let direction = sort.descending ? "DESC" : "ASC"
        try tx.forEach(
            """
            SELECT \(key) AS k, \(address) AS a, NULL AS s, \(selection(columns))
            \(from)
             WHERE \(condition(query, for: agent))
             ORDER BY \(sort.column.order) \(trusted: direction) NULLS LAST, \(key) \(trusted: direction)
            """
        ) { row in try body(ListingRow(row, shape)) }
    }

    /// What some rows show under columns by their names, by the rows' keys: merged and hidden rows too.
    func cells(
        of keys: [Int], _ columns: [Column], for agent: Agent, in tx: Transaction
    ) throws -> [Int: [String: Cell]] {
        try agent.require(right)
        guard !keys.isEmpty, !columns.isEmpty else { return [:] }
        let shape = ListingRow.Shape(columns)
        var found: [Int: [String: Cell]] = [:]
        try tx.forEach(
            "SELECT \(key) AS k, '' AS a, NULL AS s, \(selection(columns)) \(from) WHERE \(key) = ANY(\(keys))"
        ) { row in
            let row = ListingRow(row, shape)
            found[row.key] = Dictionary(
                zip(columns.map(\.name), row.cells), uniquingKeysWith: { first, _ in first })
        }
        return found
    }

    fileprivate func selection(_ columns: [Column]) -> SQL {
        SQL.joined(columns.map(\.sql), separator: ", ")
    }

    /// The condition for rows that follow a cursor in the direction read. Rows without a value are last;
    /// read backwards, they are first.
    fileprivate func following(_ cursor: Cursor, _ column: Column, descending: Bool, _ backwards: Bool) -> SQL {
        let sign = descending ? "<" : ">"
        let type = column.kind.sqlType
        let given: SQL = "\(cursor.value)::text::\(trusted: type)"
        let value = column.key(of: given)
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
}

extension Cell {
    /// A column of a row as the database sent it.
    init(_ row: Row, at index: Int, _ kind: Column.Kind) {
        self = Self.read(row, at: index, kind) ?? .none
    }

    private static func read(_ row: Row, at index: Int, _ kind: Column.Kind) -> Cell? {
        if row.isNull(at: index) { return nil }
        switch kind {
        case .text, .longText: return row.text(at: index).map(Cell.text)
        case .integer: return row.int(at: index).map(Cell.integer)
        case .year: return row.int(at: index).map(Cell.year)
        case .money: return row.int(at: index).map { .money(Money(cents: $0)) }
        case .percent: return row.int(at: index).map { .percent(basisPoints: $0) }
        // A column is of the type it is declared with: what cannot be read ("infinity") has no face either.
        case .day: return (try? row[index]).map(Cell.day)
        case .moment: return (try? row[index]).map(Cell.moment)
        case .closing: return (try? row[index]).map(Cell.closing)
        case .flag: return .flag(row.text(at: index) == "t")
        case .state(let vocabulary): return row.text(at: index).map { .state(vocabulary[$0]) }
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
