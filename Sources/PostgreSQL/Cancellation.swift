import CLibPQ
import Dispatch
import Synchronization

/// The link between a task and the server's process that works for it: cancelling the task cancels the statement.
final class Cancellation: Sendable {
    private struct State {
        /// libpq's handle, while a connection works for the task.
        var target: CancelHandle?
        var isCancelled = false
    }
    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// - Throws: `CancellationError` when the task was cancelled already.
    func attach(_ target: CancelHandle) throws {
        try state.withLock {
            if $0.isCancelled { throw CancellationError() }
            $0.target = target
        }
    }

    /// After this no request reaches the server any more: one under way has been delivered.
    func detach() { state.withLock { $0.target = nil } }

    func cancel() {
        state.withLock { $0.isCancelled = true }
        deliver()
    }

    /// A request that comes between two statements is lost, so it is repeated until the transaction has ended.
    private func deliver() {
        DispatchQueue.global().async { [self] in
            let isAttached = state.withLock {
                $0.target?.cancel()
                return $0.target != nil
            }
            if isAttached {
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) { self.deliver() }
            }
        }
    }
}

/// `PGcancel`, which libpq allows any thread to use.
final class CancelHandle: @unchecked Sendable {
    private let handle: OpaquePointer

    init?(connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
    }

    deinit { PQfreeCancel(handle) }

    func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        // A request that fails leaves the statement running; the next round tries again.
        _ = PQcancel(handle, &message, Int32(message.count))
    }
}
