import Foundation

/// Carries batches from the thread that reads to a thread of its own that writes, so that both work at once. The
/// reader waits while the writer is some batches behind.
///
/// What `write` uses is the writer's alone until ``finish()`` has returned.
final class Conveyor<Batch: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity = 4
    private var batches: [Batch] = []
    private var isEnded = false
    private var outcome: Result<Void, any Error>?

    init(_ write: @escaping (Batch) throws -> Void) {
        // The closure goes to one thread and is used there only.
        nonisolated(unsafe) let write = write
        let thread = Thread { [self] in run(write) }
        thread.name = "conveyor"
        thread.start()
    }

    /// Hands a batch over.
    ///
    /// - Throws: what `write` threw of an earlier one.
    func send(_ batch: Batch) throws {
        condition.lock()
        while batches.count >= capacity, outcome == nil { condition.wait() }
        batches.append(batch)
        let outcome = outcome
        condition.unlock()
        condition.broadcast()
        try outcome?.get()
    }

    /// Waits until everything is written.
    ///
    /// - Throws: what `write` threw.
    func finish() throws {
        condition.lock()
        isEnded = true
        condition.broadcast()
        while outcome == nil { condition.wait() }
        let outcome = outcome
        condition.unlock()
        try outcome?.get()
    }

    private func run(_ write: (Batch) throws -> Void) {
        let result = Result { while let batch = next() { try write(batch) } }
        condition.lock()
        outcome = result
        condition.unlock()
        condition.broadcast()
    }

    private func next() -> Batch? {
        condition.lock()
        while batches.isEmpty, !isEnded { condition.wait() }
        let batch = batches.isEmpty ? nil : batches.removeFirst()
        condition.unlock()
        condition.broadcast()
        return batch
    }
}
