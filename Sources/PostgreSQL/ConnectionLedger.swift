/// Who has which connection, under the lock of a ``ConnectionBudget``. What has to happen outside the lock, waking
/// tasks and closing connections, is gathered in an ``Outcome``.
struct ConnectionLedger {
    /// What the lock's owner does once it is free again.
    struct Outcome {
        var served: [(waiter: ConnectionShare.Waiter, connection: Connection)] = []
        /// Letting go of a connection closes it.
        var dropped: [Connection] = []
        var closers: [CheckedContinuation<Void, Never>] = []

        func carryOut() {
            for (waiter, connection) in served {
                waiter.deadline?.cancel()
                waiter.continuation.resume(returning: connection)
            }
            for closer in closers { closer.resume() }
        }
    }

    /// How often in a row a database serves its own waiters while others, who hold as few, wait for a connection to
    /// be closed and another opened.
    private static let turns = 16

    private var shares: [Int: ConnectionShare] = [:]
    /// Databases with tasks that wait.
    private var waiting: Set<Int> = []
    /// Databases with connections at rest.
    private var resting: Set<Int> = []
    private var pending = Outcome()
    private var nextShare = 0
    private var nextTicket = 0
    private var services = 0
    private(set) var open = 0
    private(set) var idle = 0
    var isSwept = false
    /// Nothing is lent for now.
    var isPaused = false
    var lent: Int { open - idle }
    var waitingTasks: Int { waiting.reduce(0) { $0 + (shares[$1]?.waiterCount ?? 0) } }

    mutating func outcome() -> Outcome {
        defer { pending = Outcome() }
        return pending
    }

    mutating func join(_ configuration: Configuration) -> Int {
        nextShare += 1
        shares[nextShare] = ConnectionShare(configuration)
        return nextShare
    }

    mutating func leave(_ number: Int, _ limit: Int) -> Outcome {
        pending.dropped += takeIdle(of: number, limit)
        waiting.remove(number)
        shares[number] = nil
        return outcome()
    }

    mutating func newTicket() -> Int {
        nextTicket += 1
        return nextTicket
    }

    func patience(of number: Int) -> Duration? { shares[number]?.configuration.acquireTimeout }

    // MARK: - Lending

    /// A connection at once, unless others wait for it or there is none.
    mutating func take(_ number: Int, _ limit: Int) throws -> Connection? {
        guard let share = shares[number], !share.isClosed else { throw ConnectionBudget.closed }
        guard share.mayBorrow, !share.hasWaiters, !isPaused else { return nil }
        return lend(number, limit)
    }

    /// One of the database's own at rest, a new one, or a new one in the place of another's.
    private mutating func lend(_ number: Int, _ limit: Int) -> Connection? {
        guard let share = shares[number] else { return nil }
        if let rested = shares[number]?.idle.popLast() {
            idle -= 1
            if share.idle.count == 1 { resting.remove(number) }
            note(number)
            return rested.connection
        }
        if open >= limit {
            guard dropLongestIdle() else { return nil }
        }
        open += 1
        note(number)
        return Connection(share.configuration, number: open)
    }

    private mutating func note(_ number: Int) {
        services += 1
        shares[number]?.lent += 1
        shares[number]?.servedAt = services
    }

    mutating func wait(_ number: Int, _ ticket: Int, _ waiter: ConnectionShare.Waiter) {
        shares[number]?.wait(ticket, waiter)
        waiting.insert(number)
    }

    mutating func abandon(_ number: Int, _ ticket: Int) -> ConnectionShare.Waiter? {
        let waiter = shares[number]?.leave(ticket)
        if shares[number]?.hasWaiters != true { waiting.remove(number) }
        return waiter
    }

    mutating func giveBack(_ connection: Connection, _ number: Int, _ limit: Int) {
        shares[number]?.lent -= 1
        shares[number]?.idle.append(.init(connection: connection, since: .now))
        resting.insert(number)
        idle += 1
        if let share = shares[number], share.isClosed, share.lent == 0 {
            pending.closers += share.closers
            shares[number]?.closers = []
        }
        serve(limit, after: number)
    }

    /// Gives what is free to those who wait.
    private mutating func serve(_ limit: Int, after own: Int?) {
        while !isPaused, let number = nextShare(after: own) {
            guard let connection = lend(number, limit) else { return }
            guard let waiter = shares[number]?.nextWaiter() else {
                // Cannot be: a share that waits has a waiter. The connection rests.
                shares[number]?.lent -= 1
                shares[number]?.idle.append(.init(connection: connection, since: .now))
                resting.insert(number)
                idle += 1
                waiting.remove(number)
                continue
            }
            if shares[number]?.hasWaiters != true { waiting.remove(number) }
            pending.served.append((waiter, connection))
        }
    }

    /// The database whose turn it is.
    private mutating func nextShare(after own: Int?) -> Int? {
        var best: (number: Int, lent: Int, servedAt: Int)?
        for number in waiting {
            guard let share = shares[number], share.mayBorrow else { continue }
            if let best, (best.lent, best.servedAt) <= (share.lent, share.servedAt) { continue }
            best = (number, share.lent, share.servedAt)
        }
        guard let best else { return nil }
        guard let own, best.number != own, waiting.contains(own), let share = shares[own], share.mayBorrow,
            share.lent <= best.lent, share.turns < Self.turns
        else {
            if let own { shares[own]?.turns = 0 }
            return best.number
        }
        shares[own]?.turns += 1
        return own
    }

    mutating func resume(_ limit: Int) {
        isPaused = false
        serve(limit, after: nil)
    }

    // MARK: - Closing

    private mutating func dropLongestIdle() -> Bool {
        let oldest = resting.min { (shares[$0]?.idle.first?.since ?? .now) < (shares[$1]?.idle.first?.since ?? .now) }
        guard let oldest, let rested = shares[oldest]?.idle.first else { return false }
        shares[oldest]?.idle.removeFirst()
        if shares[oldest]?.idle.isEmpty == true { resting.remove(oldest) }
        idle -= 1
        open -= 1
        pending.dropped.append(rested.connection)
        return true
    }

    mutating func trim(to limit: Int) {
        while idle > limit, dropLongestIdle() {}
    }

    mutating func closeIdle(restingSince moment: ContinuousClock.Instant) -> Outcome {
        for number in resting {
            let kept = shares[number]?.idle.filter { $0.since > moment } ?? []
            let gone = shares[number]?.idle.filter { $0.since <= moment } ?? []
            shares[number]?.idle = kept
            if kept.isEmpty { resting.remove(number) }
            idle -= gone.count
            open -= gone.count
            pending.dropped += gone.map(\.connection)
        }
        return outcome()
    }

    mutating func close(_ number: Int) -> [ConnectionShare.Waiter] {
        shares[number]?.isClosed = true
        waiting.remove(number)
        return shares[number]?.leaveAll() ?? []
    }

    /// Whether nothing is lent; if not, the closer is told later.
    mutating func isAtRest(_ number: Int, or closer: CheckedContinuation<Void, Never>) -> Bool {
        guard let share = shares[number], share.lent > 0 else { return true }
        shares[number]?.closers.append(closer)
        return false
    }

    /// Takes what rests out of the books, and lets others have its places.
    mutating func takeIdle(of number: Int, _ limit: Int) -> [Connection] {
        let gone = shares[number]?.idle ?? []
        shares[number]?.idle = []
        resting.remove(number)
        idle -= gone.count
        open -= gone.count
        serve(limit, after: nil)
        return gone.map(\.connection)
    }
}
