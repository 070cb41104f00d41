import Foundation

/// One cell to be written.
public enum CellValue: Hashable, Sendable {
    /// Nothing; the cell keeps its column's format.
    case empty
    /// Text, always as text: `=1+1` is not computed.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// An amount in euros, given in cents.
    case money(cents: Int)
    /// A rate; 10 000 basis points are 100 %.
    case percent(basisPoints: Int)
    /// A day.
    case date(year: Int, month: Int, day: Int)
    /// A moment, shown in the writer's time zone.
    case moment(Date)
    /// TRUE or FALSE.
    case boolean(Bool)
    /// Text which leads to an address (http, https, mailto, or `internal:'Sheet'!A1`).
    case link(text: String, url: String)

    /// Whether there is nothing to write.
    var isEmpty: Bool {
        switch self {
        case .empty: true
        case .text(let text): text.isEmpty
        default: false
        }
    }
}

/// A column of a sheet that is written.
public struct SheetColumn: Sendable {
    /// What a column holds; it gives the number format, the alignment and the usual width.
    public enum Kind: Sendable {
        /// Text on one line.
        case text
        /// Text that is wrapped over several lines.
        case longText
        /// Whole numbers with thousands separators.
        case integer
        /// Euros with two decimals.
        case money
        /// Percentages with two decimals.
        case percent
        /// Days: 01/03/2026.
        case date
        /// Days and times: 01/03/2026 14:05.
        case moment
        /// Years and other numbers without separators.
        case year
        /// Links, shown as such.
        case link
    }

    /// The text of the header.
    public var title: String
    /// What it holds.
    public var kind: Kind
    /// Width in characters; `nil` for the usual one of the kind.
    public var width: Double?
    /// Whether the totals row sums it (integers and amounts).
    public var totals: Bool
    /// A note shown on the header cell.
    public var note: String?

    /// A column as given.
    public init(
        _ title: String, _ kind: Kind = .text, width: Double? = nil, totals: Bool = false, note: String? = nil
    ) {
        self.title = title
        self.kind = kind
        self.width = width
        self.totals = totals
        self.note = note
    }

    var usualWidth: Double {
        let content: Double =
            switch kind {
            case .text, .link: 24
            case .longText: 48
            case .integer, .percent: 11
            case .money: 16
            case .date: 12
            case .moment: 17
            case .year: 8
            }
        // The header wraps; its longest word and the filter button must fit.
        let longest = title.split(separator: " ").map(\.count).max() ?? 0
        return max(content, Double(longest) + 4)
    }
}

/// How a sheet looks and prints.
public struct SheetOptions: Sendable {
    /// Lines above the header: the first as a title, the others plain.
    public var titleLines: [String] = []
    /// Keeps the header (and what is above) on screen.
    public var frozenHeader = true
    /// Columns kept on screen at the left.
    public var frozenColumns = 0
    /// Filter buttons on the header.
    public var autofilter = true
    /// Prints in landscape.
    public var landscape = false
    /// Prints on the width of one A4 page.
    public var fitToWidth = true
    /// Prints the header again on each page.
    public var repeatsHeader = true
    /// Text printed at the head of each page; page numbers are at its foot.
    public var printTitle: String?
    /// Not shown to who opens the workbook; another sheet comes before it.
    public var isHidden = false

    /// The usual look.
    public init() {}
}

/// What the file says of itself.
public struct DocumentProperties: Sendable {
    /// The properties that every office program shows.
    public var title: String, author: String, company: String, subject: String, comments: String
    /// The moment of creation; `nil` for now.
    public var created: Date?

    /// Properties as given.
    public init(
        title: String = "", author: String = "", company: String = "", subject: String = "",
        comments: String = "", created: Date? = nil
    ) {
        self.title = title
        self.author = author
        self.company = company
        self.subject = subject
        self.comments = comments
        self.created = created
    }
}
