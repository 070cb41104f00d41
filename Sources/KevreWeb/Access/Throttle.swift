import Kevre
import Synchronization

/// How often something may be done from one network address, for pages that ask nobody who they are.
final class Throttle: Sendable {
    private struct Count {
        var number: Int
        let since: ContinuousClock.Instant
    }

    private let counts = Mutex<[String: Count]>([:])
    private let limit: Int
    private let minutes: Int
    /// Addresses kept; beyond, the memory starts afresh.
    private let capacity = 10_000

    /// - Parameters:
    ///   - limit: times at most; several associations may share one connection.
    ///   - minutes: the time over which they are counted.
    init(_ limit: Int, everyMinutes minutes: Int) {
        self.limit = limit
        self.minutes = minutes
    }

    /// What counts as one address: of IPv6, the network that one connection is given.
    static func network(of address: String) -> String {
        guard let bytes = Proxies.bytes(of: address), bytes.count == 16 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// Counts one more.
    ///
    /// - Throws: ``AccessRefusal/tooManyAttempts(minutes:)``.
    func admit(_ address: String, at now: ContinuousClock.Instant = .now) throws {
        let isAdmitted = counts.withLock { counts in
            if counts.count >= capacity { counts.removeAll(keepingCapacity: true) }
            var count = counts[address] ?? Count(number: 0, since: now)
            if now - count.since > .seconds(minutes * 60) { count = Count(number: 0, since: now) }
            count.number += 1
            counts[address] = count
            return count.number <= limit
        }
        guard isAdmitted else { throw AccessRefusal.tooManyAttempts(minutes: minutes) }
    }
}
