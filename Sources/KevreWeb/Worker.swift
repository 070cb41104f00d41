import Logging
import ServiceLifecycle
import Synchronization

/// Owns the work that outlives the request that asked for it, one for the process: imports, and whatever else is made
/// apart. When the process is to stop, nothing more is taken and what is under way is waited for, up to a bound.
public final class Worker: ServiceLifecycle.Service, Sendable {
    private struct State {
        /// What is under way, by a number of its own, with what it is for.
        var work: [Int: String] = [:]
        var last = 0
        var isStopping = false
        /// Told each time that nothing is under way.
        var idle: [AsyncStream<Void>.Continuation] = []
    }

    private let patience: Duration
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter patience: how long a process that stops waits for what is under way.
    public init(patience: Duration = .seconds(45), logger: Logger) {
        self.patience = patience
        self.logger = logger
    }

    /// Begins work at once, apart from whoever asks for it.
    ///
    /// - Parameter name: what it is, for the log.
    /// - Returns: false when the process is stopping, and the work was not begun.
    func begin(_ name: String, _ work: @escaping @Sendable () async -> Void) -> Bool {
        let number = state.withLock { state -> Int? in
            if state.isStopping { return nil }
            state.last += 1
            state.work[state.last] = name
            return state.last
        }
        guard let number else { return false }
        Task {
            await work()
            end(number)
        }
        return true
    }

    /// What went wrong and is nobody's refusal.
    func note(_ error: any Error, in name: String) {
        logger.error("work failed", metadata: ["work": "\(name)", "error": "\(error)"])
    }

    private func end(_ number: Int) {
        let told = state.withLock { state -> [AsyncStream<Void>.Continuation] in
            state.work[number] = nil
            guard state.work.isEmpty else { return [] }
            defer { state.idle = [] }
            return state.idle
        }
        for waiting in told { waiting.finish() }
    }

    /// Lasts until the process is to stop, and until what is under way has ended.
    public func run() async {
        // Stopped without grace, nothing is waited for.
        guard (try? await gracefulShutdown()) != nil else { return }
        await drain()
    }

    /// Takes nothing more, and waits for what is under way.
    ///
    /// - Returns: what has not ended within the bound: the database undoes it when its connection breaks.
    @discardableResult
    func drain() async -> [String] {
        let (idle, tell) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            state.isStopping = true
            if state.work.isEmpty { tell.finish() } else { state.idle.append(tell) }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in idle {} }
            // Cancelled when the work ended first.
            group.addTask { [patience] in try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
        let left = state.withLock { $0.work.sorted { $0.key < $1.key }.map(\.value) }
        for name in left { logger.error("stopped before its end", metadata: ["work": "\(name)"]) }
        return left
    }
}
