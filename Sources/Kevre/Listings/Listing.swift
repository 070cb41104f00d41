import Foundation
import PostgreSQL

/// A list of the product, said once: its columns, filters and sorts, and the SQL behind it. The page with its
/// filter bar and totals, the workbook, csv, JSON, the terminal's table and saved views are derived from it.
///
/// The rights of the agent are part of the query, so that list, count, total and export never disagree.
public struct Listing: Sendable {
    /// Stable name: `associations`, `applications`…
    public let name: String
    /// Title of the page: « Associations ».
    public let title: String
    /// « association », « associations ».
    public let singular: String
    /// « associations », for the words beside a count.
    public let plural: String
    /// Needed for the page, its totals and its exports alike.
    public let right: Right
    /// Those that can be chosen, in the order in which they are offered.
    public let columns: [Column]
    /// In the order of the filter bar.
    public let filters: [Filter]
    /// `FROM …` with its joins.
    let from: SQL
    /// What this agent may see; bound to the agent, never absent: `true` must be said.
    let visible: @Sendable (Agent) -> SQL
    /// The unique `bigint` that ends every order.
    let key: SQL
    /// Path of a row's page, as a text expression.
    let address: SQL
    /// The condition for the words searched, given folded (lower case, no accents).
    let search: @Sendable (String) -> SQL
    /// Column sorted by when nobody chose, and its direction.
    let order: (column: String, descending: Bool)

    /// A list, from which every face is derived.
    ///
    /// - Parameters:
    ///   - visible: what this agent may see; `true` when the right is enough.
    ///   - key: a unique `bigint`: it ends every order, and pages begin after one.
    ///   - address: the path of a row's page, as a text expression.
    ///   - search: the condition for the words typed, which it folds itself.
    ///   - order: a column of the listing, and whether the greatest comes first.
    public init(
        name: String, title: String, singular: String, plural: String, right: Right, columns: [Column],
        filters: [Filter], from: SQL, visible: @escaping @Sendable (Agent) -> SQL, key: SQL, address: SQL,
        search: @escaping @Sendable (String) -> SQL, order: (column: String, descending: Bool)
    ) {
        self.name = name
        self.title = title
        self.singular = singular
        self.plural = plural
        self.right = right
        self.columns = columns
        self.filters = filters
        self.from = from
        self.visible = visible
        self.key = key
        self.address = address
        self.search = search
        self.order = order
    }

    /// The columns a query shows: those chosen and known, else those shown by default.
    public func shownColumns(_ query: ListingQuery) -> [Column] {
        let chosen = (query.columns ?? []).compactMap { name in columns.first { $0.name == name } }
        return chosen.isEmpty ? columns.filter(\.shown) : chosen
    }

    /// The column that orders the rows, and its direction.
    public func sort(_ query: ListingQuery) -> (column: Column, descending: Bool) {
        if let name = query.sort, let column = columns.first(where: { $0.name == name && $0.sortable }) {
            return (column, query.descending)
        }
        guard let column = columns.first(where: { $0.name == order.column }) else {
            preconditionFailure("\(name) has no column \(order.column)")
        }
        return (column, order.descending)
    }

    /// Everything that restricts the rows: rights, words, filters. Filter values that cannot be read are
    /// ignored here and reported by ``problems(in:)``.
    func condition(_ query: ListingQuery, for agent: Agent) -> SQL {
        var parts: [SQL] = [visible(agent)]
        let words = query.text.trimmingCharacters(in: .whitespacesAndNewlines)
        if !words.isEmpty { parts.append("(\(search(words)))") }
        for filter in filters {
            if let value = filter.value(in: query) { parts.append("(\(filter.condition(value)))") }
        }
        return SQL.joined(parts, separator: " AND ")
    }
}

extension Filter {
    /// What a query asks of this filter; nil when nothing, or nothing readable.
    public func value(in query: ListingQuery) -> Value? {
        func bound(_ end: String) -> String? { query.filters["\(name).\(end)"]?.first }
        switch kind {
        case .choice(let choices):
            var chosen = (query.filters[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
            // What is no choice narrows nothing, as is said; it does not leave an empty list behind.
            if case .fixed(let all) = choices { chosen.removeAll { text in !all.contains { $0.value == text } } }
            return chosen.isEmpty ? nil : .choices(chosen)
        case .flag: return query.filters[name] == nil ? nil : .flag
        case .text: return (query.filters[name]?.first).map(Value.text)
        case .days:
            let from = bound("min").flatMap { Day($0) }
            let to = bound("max").flatMap { Day($0) }
            return from == nil && to == nil ? nil : .days(from: from, to: to)
        case .amounts:
            let from = bound("min").flatMap { Money($0) }
            let to = bound("max").flatMap { Money($0) }
            return from == nil && to == nil ? nil : .amounts(from: from, to: to)
        }
    }

    /// What a query asks of this filter that it cannot understand, in French; nil when it is understood. Such a
    /// value narrows nothing, which must be said.
    public func problem(in query: ListingQuery) -> String? {
        let bounds = ["min", "max"].compactMap { query.filters["\(name).\($0)"]?.first }.filter { !$0.isEmpty }
        switch kind {
        case .choice(.fixed(let all)):
            let chosen = (query.filters[name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
            guard let stranger = chosen.first(where: { text in !all.contains { $0.value == text } }) else { return nil }
            let labels = all.map { $0.label == $0.value ? $0.label : "\($0.label) (\($0.value))" }
            return "\(title)\u{a0}: «\u{a0}\(stranger)\u{a0}» n’est pas un choix. Choix possibles\u{a0}: "
                + "\(labels.joined(separator: ", "))."
        case .days:
            return bounds.first { Day($0) == nil }.map {
                "\(title)\u{a0}: «\u{a0}\($0)\u{a0}» n’est pas une date (2026-09-30)."
            }
        case .amounts:
            return bounds.first { Money($0) == nil }.map {
                "\(title)\u{a0}: «\u{a0}\($0)\u{a0}» n’est pas un montant."
            }
        case .choice, .flag, .text: return nil
        }
    }
}

/// A filter that cannot be understood, where narrowing nothing would deceive: a file.
public struct UnreadableFilter: Refusal, Equatable {
    public let message: String
    public var code: String { "unreadable_filter" }
    public var field: String? { nil }

    /// - Parameter message: a French sentence with the choices.
    public init(message: String) { self.message = message }
}
