import Foundation
import PostgreSQL

/// A column of a listing, said once: from it come the table's cell, its alignment, its total, the workbook's
/// number format, the JSON key and the terminal's width.
public struct Column: Sendable {
    /// What the values are, hence how each face shows them.
    public enum Kind: Sendable {
        case text
        /// Text that may run over several lines; wide in workbooks, cut in the terminal.
        case longText
        case integer
        case year
        /// Euro cents (`bigint`).
        case money
        /// Basis points (`integer`): 10 000 are the whole.
        case percent
        case day
        /// A `timestamptz`, shown in Europe/Paris.
        case moment
        /// A moment at which something closes; midnight shows the day before, which is the last.
        case closing
        case flag
        /// A code of a closed vocabulary, shown as a word with a coloured dot.
        case state(Vocabulary)

        /// The PostgreSQL type to which a paging cursor's text is cast.
        var sqlType: String {
            switch self {
            case .text, .longText, .state: "text"
            case .integer, .year, .money, .percent: "bigint"
            case .day: "date"
            case .moment, .closing: "timestamptz"
            case .flag: "boolean"
            }
        }

        /// Whether a person reads the values as words.
        var isWords: Bool {
            switch self {
            case .text, .longText: true
            default: false
            }
        }

        /// Whether a cursor's text can be a value: an address may hold anything.
        func reads(_ text: String) -> Bool {
            switch self {
            case .text, .longText, .state: true
            case .integer, .year, .money, .percent: Int(text) != nil
            case .day: Day(iso: text) != nil
            // The day apart: the reading of a moment lets the 31st of February pass.
            case .moment, .closing: Day(iso: String(text.prefix(10))) != nil && (try? Date(sqlText: text)) != nil
            case .flag: ["t", "f", "true", "false"].contains(text)
            }
        }

        /// Whether values line up on the right.
        public var isNumeric: Bool {
            switch self {
            case .integer, .money, .percent: true
            default: false
            }
        }
    }

    /// Stable English name: in addresses, JSON keys and `--columns`.
    public let name: String
    /// French title.
    public let title: String
    /// Decides how every face shows the values.
    public let kind: Kind
    /// The expression that gives the value.
    public let sql: SQL
    /// Whether the total of the filtered rows is shown.
    public let sums: Bool
    /// Whether `sort=name` is taken; an expression that costs a sub-query a row is not.
    public let sortable: Bool
    /// What the rows are ordered by. Words go without case or accents, École before Zoo.
    let order: SQL
    private let ordering: Ordering
    /// Whether the expression can be null: decides how pages follow each other.
    public let nullable: Bool
    /// Whether it is shown when nobody chose columns.
    public let shown: Bool
    /// What the column means, for the workbook's explanatory sheet and the header's title.
    public let note: String
    /// On the page, shown in small under this other column instead of in a column of its own.
    public let under: String?

    private enum Ordering {
        case plain, folded, numbered

        func key(_ sql: SQL) -> SQL {
            switch self {
            case .plain: sql
            case .folded: "fold(\(sql))"
            // Each number in eight digits: C2 before C10.
            case .numbered:
                """
                regexp_replace(regexp_replace(fold(\(sql)), '(\\d+)', '0000000\\1', 'g'), '0*(\\d{8})', '\\1', 'g')
                """
            }
        }
    }

    /// What rows are ordered by, for one value.
    func key(of value: SQL) -> SQL { ordering.key(value) }

    /// - Parameters:
    ///   - byNumber: words that hold numbers, ordered by them.
    ///   - asWritten: for numbers and references: ordered by their characters, which an index gives.
    public init(
        _ name: String, _ title: String, _ kind: Kind = .text, _ sql: SQL, sums: Bool = false,
        sortable: Bool = true, nullable: Bool = true, shown: Bool = true, note: String = "",
        under: String? = nil, asWritten: Bool = false, byNumber: Bool = false
    ) {
        self.name = name
        self.title = title
        self.kind = kind
        self.sql = sql
        self.sums = sums
        self.sortable = sortable
        ordering = !kind.isWords || asWritten ? .plain : byNumber ? .numbered : .folded
        order = ordering.key(sql)
        self.nullable = nullable
        self.shown = shown
        self.note = note
        self.under = under
    }
}
