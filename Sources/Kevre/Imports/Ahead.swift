import Foundation

/// What a task makes while a thread that may block, that of a transaction, does something else and then waits for it.
final class Ahead<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var outcome: Result<Value, any Error>?
    private var task: Task<Void, Never>?

    init(_ make: @escaping @Sendable () async throws -> Value) {
        task = Task.detached { [self] in
            do { end(.success(try await make())) } catch { end(.failure(error)) }
        }
    }

    /// - Throws: what the task threw.
    func wait() throws -> Value {
        condition.lock()
        defer { condition.unlock() }
        while outcome == nil { condition.wait() }
        guard let outcome else { throw CancellationError() }
        return try outcome.get()
    }

    /// It is not wanted any more.
    func cancel() { task?.cancel() }

    private func end(_ result: Result<Value, any Error>) {
        condition.lock()
        outcome = result
        condition.broadcast()
        condition.unlock()
    }
}
