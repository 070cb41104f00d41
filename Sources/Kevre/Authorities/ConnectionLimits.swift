import PostgreSQL

/// How many connections to the database a process keeps, and how long it waits for one.
public struct ConnectionLimits: Sendable {
    /// For all authorities together.
    public var total: Int
    /// For one authority.
    public var each: Int
    /// A connection that rested for so long is closed.
    public var idleTime: Duration
    /// A visit waits for so long for a connection.
    public var patience: Duration

    /// As the list of settings says, where nothing else is given.
    public init(
        total: Int = Setting.totalConnections.usualNumber, each: Int = Setting.connections.usualNumber,
        idleTime: Duration = .seconds(Setting.idleConnections.usualNumber),
        patience: Duration = .seconds(Setting.connectionWait.usualNumber)
    ) {
        self.total = total
        self.each = each
        self.idleTime = idleTime
        self.patience = patience
    }

    /// Half of the connections at most stay open without work: hundreds of authorities visited once leave few.
    var budget: ConnectionBudget {
        ConnectionBudget(limit: total, idleLimit: max(1, total / 2), idleTime: idleTime)
    }
}
