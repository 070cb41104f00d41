import PostgreSQL

/// What a filter bar needs to know: which filters are active, in words, and what each may be set to.
public struct FilterState: Sendable {
    /// A filter that narrows the list now.
    public struct Active: Sendable {
        /// Name of the filter, to take it away.
        public let name: String
        /// What it narrows, in French.
        public let title: String
        /// Its value as people read it.
        public let words: String
    }

    /// In the order of the listing.
    public let active: [Active]
    /// Choices by filter name, in the order of the listing or of its query.
    public let choices: [String: [Choice]]

    /// A state as given; by default nothing narrows.
    public init(active: [Active] = [], choices: [String: [Choice]] = [:]) {
        self.active = active
        self.choices = choices
    }
}

extension Listing {
    /// The state of the filters for a query.
    public func filterState(_ query: ListingQuery, in tx: Transaction) throws -> FilterState {
        var active: [FilterState.Active] = []
        var choices: [String: [Choice]] = [:]
        for filter in filters {
            if let value = filter.value(in: query) {
                let words = try filter.words(for: value, in: tx)
                active.append(FilterState.Active(name: filter.name, title: filter.title, words: words))
            }
            guard case .choice(let source) = filter.kind else { continue }
            switch source {
            case .fixed(let all): choices[filter.name] = all
            case .query(let sql):
                choices[filter.name] = try tx.query("SELECT value::text, label::text FROM (\(sql)) choice")
                    .map { Choice($0.text(at: 0) ?? "", $0.text(at: 1) ?? "") }
            }
        }
        return FilterState(active: active, choices: choices)
    }
}

extension ListingQuery {
    /// The same query without one filter, from its beginning.
    public func without(_ filter: String) -> ListingQuery {
        var query = self
        for name in [filter, "\(filter).min", "\(filter).max"] { query.filters[name] = nil }
        query.after = nil
        query.before = nil
        return query
    }

    /// The same query in another order, from its beginning.
    public func sorted(by column: String, descending: Bool) -> ListingQuery {
        var query = self
        query.sort = column
        query.descending = descending
        query.after = nil
        query.before = nil
        return query
    }
}
