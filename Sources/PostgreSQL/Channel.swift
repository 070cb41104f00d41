import Foundation

/// Chunks of bytes between a connection's thread, which blocks, and a task, which awaits. The sender waits while the
/// receiver is `capacity` chunks behind.
final class Channel: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity = 4
    private var chunks: [[UInt8]] = []
    private var end: Result<Void, any Error>?
    /// The task that waits, for data or for room.
    private var sleeper: CheckedContinuation<Void, Never>?

    /// No more chunks come, or none is wanted any more; the first end stays.
    func finish(_ error: (any Error)? = nil) {
        change {
            if end == nil { end = error.map { .failure($0) } ?? .success(()) }
        }
    }

    // MARK: - The thread's side

    /// - Returns: false when the receiver wants no more.
    func sendBlocking(_ chunk: [UInt8]) -> Bool {
        condition.lock()
        while chunks.count >= capacity, end == nil { condition.wait() }
        let isOpen = end == nil
        condition.unlock()
        if isOpen { change { chunks.append(chunk) } }
        return isOpen
    }

    /// The next chunk; nil at the end.
    func receiveBlocking() throws -> [UInt8]? {
        condition.lock()
        while chunks.isEmpty, end == nil { condition.wait() }
        let isEmpty = chunks.isEmpty
        let end = end
        condition.unlock()
        guard isEmpty else { return change { chunks.removeFirst() } }
        try end?.get()
        return nil
    }

    // MARK: - The task's side

    /// - Returns: false when the receiver wants no more.
    func send(_ chunk: [UInt8]) async -> Bool {
        while true {
            let answer: Bool? = change {
                guard end == nil else { return false }
                guard chunks.count < capacity else { return nil }
                chunks.append(chunk)
                return true
            }
            if let answer { return answer }
            await sleep { $0.chunks.count >= $0.capacity && $0.end == nil }
        }
    }

    /// The next chunk; nil at the end.
    func receive() async throws -> [UInt8]? {
        while true {
            let chunk: [UInt8]? = change { chunks.isEmpty ? nil : chunks.removeFirst() }
            if let chunk { return chunk }
            if let end = condition.withLock({ end }) {
                // What was sent just before the end comes first.
                if let last: [UInt8] = change({ chunks.isEmpty ? nil : chunks.removeFirst() }) { return last }
                try end.get()
                return nil
            }
            await sleep { $0.chunks.isEmpty && $0.end == nil }
        }
    }

    private func sleep(while mustWait: (Channel) -> Bool) async {
        await withCheckedContinuation { continuation in
            let waits = condition.withLock {
                guard mustWait(self) else { return false }
                sleeper = continuation
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    private func change<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        let value = body()
        let woken = sleeper
        sleeper = nil
        condition.broadcast()
        condition.unlock()
        woken?.resume()
        return value
    }
}
