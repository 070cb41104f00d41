/// What one database has of the connections that several share: those at rest, those lent, and who waits.
struct ConnectionShare {
    /// A connection at rest.
    struct Idle {
        let connection: Connection
        let since: ContinuousClock.Instant
    }

    /// A task that waits for a connection.
    struct Waiter {
        let continuation: CheckedContinuation<Connection, any Error>
        /// Ends the waiting when it has lasted too long.
        let deadline: Task<Void, Never>?
    }

    let configuration: Configuration
    /// The one used last is last: it is lent first.
    var idle: [Idle] = []
    var lent = 0
    /// Waiters served one after the other while those of other databases waited too.
    var turns = 0
    /// When it was last given a connection, in the order of all.
    var servedAt = 0
    var isClosed = false
    var closers: [CheckedContinuation<Void, Never>] = []
    private var waiters: [Int: Waiter] = [:]
    private var queue: [Int] = []
    private var head = 0

    init(_ configuration: Configuration) { self.configuration = configuration }

    var waiterCount: Int { waiters.count }
    var hasWaiters: Bool { !waiters.isEmpty }
    var mayBorrow: Bool { lent < max(1, configuration.maxConnections) }

    mutating func wait(_ ticket: Int, _ waiter: Waiter) {
        waiters[ticket] = waiter
        queue.append(ticket)
    }

    mutating func leave(_ ticket: Int) -> Waiter? { waiters.removeValue(forKey: ticket) }

    mutating func leaveAll() -> [Waiter] {
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    /// Who came first of those that have not left.
    mutating func nextWaiter() -> Waiter? {
        while head < queue.count {
            let ticket = queue[head]
            head += 1
            if head > 1024, head * 2 > queue.count {
                queue.removeFirst(head)
                head = 0
            }
            if let waiter = waiters.removeValue(forKey: ticket) { return waiter }
        }
        queue.removeAll(keepingCapacity: true)
        head = 0
        return nil
    }
}
