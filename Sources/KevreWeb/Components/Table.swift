import Kevre

/// A column of a table: how its cells are set and, in a list, how one sorts by it.
public struct TableColumn: Sendable {
    /// How cells are set.
    public enum Kind: String, Sendable {
        /// The row's name, with its link; the whole width on a phone.
        case lead
        /// Ordinary text.
        case text
        /// Secondary text, smaller.
        case soft
        /// Secondary text that is never broken (a reference).
        case code = "soft code"
        /// Amounts and numbers, aligned at the right.
        case number = "num"
        /// Secondary amounts (last year's).
        case softNumber = "num soft"
        /// A short date.
        case date
    }

    /// Which way the list is sorted.
    public enum Order: String, Sendable {
        /// Smallest, or A, first.
        case ascending
        /// Largest, or Z, first.
        case descending
    }

    /// Heading.
    public var title: String
    /// How cells are set.
    public var kind: Kind
    /// Where a click on the heading leads; nil when one can't sort by it.
    public var sortAddress: String?
    /// How the list is sorted by this column now; nil when it isn't.
    public var order: Order?

    /// A column.
    public init(_ title: String, _ kind: Kind = .text, sortAddress: String? = nil, order: Order? = nil) {
        self.title = title
        self.kind = kind
        self.sortAddress = sortAddress
        self.order = order
    }

    var heading: HTML {
        let side = kind == .number || kind == .softNumber ? "num" : nil
        let word: HTML = sortAddress.map { "<a href=\"\($0)\">\(title)</a>" } ?? "\(title)"
        return """
            <th scope="col" role="columnheader"\(attribute: "class", side)\
            \(attribute: "aria-sort", order?.rawValue)>\(word)</th>
            """
    }
}

/// Writes the rows of a table straight into one buffer, cell after cell in the columns' order.
///
/// Roles are written out since the narrow layout, which turns rows into cards, would otherwise make browsers
/// forget that this is a table; the column's title goes with each cell for the same reason.
public struct TableRows: Sendable {
    private let openings: [HTML]
    private let pickForm: String?
    private var column = 0
    /// The rows so far.
    public private(set) var html = HTML()
    /// How many rows were begun.
    public private(set) var count = 0

    /// - Parameter pickForm: id of the form of bulk actions; its check boxes stand before each row.
    public init(_ columns: [TableColumn], pickForm: String? = nil) {
        self.pickForm = pickForm
        // Each ends the cell before it: an empty cell is written at one stroke.
        openings = columns.enumerated().map { index, column in
            let end: HTML = index > 0 ? "</td>" : ""
            return column.kind == .lead
                ? "\(end)<td role=\"cell\" class=\"lead\">"
                : "\(end)<td role=\"cell\" class=\"\(trusted: column.kind.rawValue)\" data-label=\"\(column.title)\">"
        }
        html.reserve(64_000)
    }

    /// Begins a row.
    ///
    /// - Parameters:
    ///   - key: what a check box sends.
    ///   - name: what the check box is called aloud.
    ///   - isNew: whether it appeared since the agent's last visit.
    public mutating func begin(key: String, name: String, isNew: Bool = false) {
        count += 1
        column = 0
        html.append(markup: isNew ? "<tr role=\"row\" data-row class=\"is-new\">" : "<tr role=\"row\" data-row>")
        guard let pickForm else { return }
        html += """
            <td role="cell" class="pick"><label><input type="checkbox" form="\(pickForm)" name="choix" value="\(key)" \
            data-pick><span class="hidden-text">Choisir \(name)</span></label></td>
            """
    }

    /// The row's name and link, with a second line.
    public mutating func lead(_ title: String, _ address: String, sub: String? = nil) {
        open()
        html.append(markup: "<a href=\"")
        html.append(escaping: address)
        html.append(markup: "\">")
        html.append(escaping: title)
        html.append(markup: "</a>")
        if let sub { below(sub) }
    }

    /// A cell of plain text; empty leaves it blank.
    public mutating func cell(_ text: String, sub: String? = nil) {
        open()
        html.append(escaping: text)
        if let sub { below(sub) }
    }

    /// A cell of components.
    public mutating func cell(_ content: HTML) {
        open()
        html += content
    }

    /// A cell of a list, with others of its row in small under it; empty ones leave nothing.
    ///
    /// - Parameter states: the marks of the column's words, when it holds a vocabulary.
    mutating func cell(
        _ index: Int, under: [Int], of row: ListingRow, states: StateMarks? = nil, isLinked: Bool = false
    ) {
        open()
        if isLinked {
            html.append(markup: "<a href=\"")
            row.withAddress { html.append(escaping: $0) }
            html.append(markup: "\">")
        }
        if row.isBlank(at: index) {
            if isLinked { html.append(markup: "(sans nom)") }
        } else if let states {
            row.withRaw(at: index) { html.append(states.mark(of: $0)) }
        } else {
            row.withText(at: index) { html.append(escaping: $0) }
        }
        if isLinked { html.append(markup: "</a>") }
        guard !under.isEmpty else { return }
        var isFirst = true
        for position in under where !row.isBlank(at: position) {
            html.append(markup: isFirst ? "<span class=\"sub\">" : " · ")
            isFirst = false
            row.withText(at: position) { html.append(escaping: $0) }
        }
        if !isFirst { html.append(markup: "</span>") }
    }

    /// Ends the row.
    public mutating func end() { html.append(markup: column > 0 ? "</td></tr>" : "</tr>") }

    private mutating func open() {
        html += openings[column]
        column += 1
    }

    private mutating func below(_ text: String) {
        html.append(markup: "<span class=\"sub\">")
        html.append(escaping: text)
        html.append(markup: "</span>")
    }
}

/// A table of a list or of a card.
///
/// - Parameters:
///   - caption: what the table holds, read aloud, not shown.
///   - totals: one cell per column, the first being their title; they follow the filter, not the page.
///   - pickForm: the same as the rows' own.
///   - isPlain: without the grey heading, inside a card.
public func table(
    _ columns: [TableColumn], _ rows: HTML, caption: String, totals: [HTML]? = nil, pickForm: String? = nil,
    isPlain: Bool = false
) -> HTML {
    var table = tableOpening(columns, caption: caption, pickForm: pickForm, isPlain: isPlain)
    table += rows
    table += tableClosing(columns, totals: totals, pickForm: pickForm)
    return table
}

/// A table up to its rows.
func tableOpening(_ columns: [TableColumn], caption: String, pickForm: String?, isPlain: Bool = false) -> HTML {
    var head = HTML()
    if let pickForm {
        head += """
            <th scope="col" role="columnheader" class="pick"><label><input type="checkbox" form="\(pickForm)" \
            data-pick-all class="script-only"><span class="hidden-text">Choisir toutes les lignes</span></label></th>
            """
    }
    for column in columns { head += column.heading }
    return """
        <div class="table-wrap stacks" role="region" aria-label="\(caption)">\
        <table class="table\(trusted: isPlain ? " table--plain" : "")" role="table">\
        <caption class="hidden-text">\(caption)</caption>\
        <thead role="rowgroup"><tr role="row">\(head)</tr></thead><tbody role="rowgroup">
        """
}

/// A table after its rows.
func tableClosing(_ columns: [TableColumn], totals: [HTML]?, pickForm: String?) -> HTML {
    var foot = HTML()
    if let totals {
        foot += "<tfoot role=\"rowgroup\"><tr role=\"row\">"
        if pickForm != nil { foot += "<td role=\"cell\" class=\"pick\"></td>" }
        for (column, total) in zip(columns, totals) {
            foot +=
                column.kind == .lead
                ? "<th scope=\"row\" role=\"rowheader\" class=\"lead\">\(total)</th>"
                : total.isEmpty
                    ? "<td role=\"cell\"></td>"
                    : """
                    <td role="cell" class="\(trusted: column.kind.rawValue)" data-label="\(column.title)">\(total)</td>
                    """
        }
        foot += "</tr></tfoot>"
    }
    return "</tbody>\(foot)</table></div>"
}
