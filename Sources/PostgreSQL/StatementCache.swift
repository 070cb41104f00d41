/// The statements prepared on one connection, by their text and the types of their parameters.
struct StatementCache {
    struct Key: Hashable {
        var text: String
        var types: [UInt32]
    }

    final class Statement {
        let name: String
        /// Known after the first execution.
        var columns: Columns?
        fileprivate var lastUse = 0

        init(name: String) { self.name = name }
    }

    let limit: Int
    private var statements: [Key: Statement] = [:]
    private var clock = 0
    private var serial = 0
    /// Statements that the server still holds and that must be deallocated.
    private(set) var evicted: [String] = []

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func find(_ key: Key) -> Statement? {
        guard let statement = statements[key] else { return nil }
        clock += 1
        statement.lastUse = clock
        return statement
    }

    /// A name that no statement of this connection has had.
    mutating func newStatement() -> Statement {
        serial += 1
        return Statement(name: "s\(serial)")
    }

    mutating func insert(_ statement: Statement, for key: Key) {
        clock += 1
        statement.lastUse = clock
        if statements.count >= limit, let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            statements[oldest.key] = nil
            evicted.append(oldest.value.name)
        }
        statements[key] = statement
    }

    mutating func takeEvicted() -> [String] {
        guard !evicted.isEmpty else { return [] }
        defer { evicted = [] }
        return evicted
    }

    mutating func removeAll() {
        evicted = []
        statements = [:]
    }
}
