import Synchronization

/// What pages show and many records make, remembered until something of the authority changes.
final class Remembered<Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let generation: Int
    }

    private let entries = Mutex<[[String]: Entry]>([:])
    /// Entries kept; beyond, the memory starts afresh.
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// What is known at a state of the office's data.
    func recall(_ key: [String], generation: Int) -> Value? {
        guard let entry = entries.withLock({ $0[key] }), entry.generation == generation else { return nil }
        return entry.value
    }

    /// Keeps what was read at that state.
    func remember(_ value: Value, for key: [String], generation: Int) {
        entries.withLock {
            if $0.count >= capacity { $0.removeAll() }
            $0[key] = Entry(value: value, generation: generation)
        }
    }
}
