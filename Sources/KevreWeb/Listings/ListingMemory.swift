import Kevre
import Synchronization

/// What stands around the rows of a list, remembered until something changes, half a minute at most: choices of
/// filters and saved views. Rows are read each time.
final class ListingMemory: Sendable {
    /// Choices, active filters in words, and saved views.
    struct Surroundings: Sendable {
        let filters: FilterState
        let views: [SavedView]
    }

    private struct Entry {
        let surroundings: Surroundings
        let generation: Int
        let readAt: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let life: Duration = .seconds(30)
    private let capacity = 1_000

    /// What is known for a key at a state of the office's data.
    func recall(_ key: String, generation: Int) -> Surroundings? {
        guard let entry = entries.withLock({ $0[key] }), entry.generation == generation,
            ContinuousClock.now - entry.readAt < life
        else { return nil }
        return entry.surroundings
    }

    /// Keeps what was read.
    func remember(_ surroundings: Surroundings, for key: String, generation: Int) {
        let entry = Entry(surroundings: surroundings, generation: generation, readAt: .now)
        entries.withLock {
            if $0.count >= capacity { $0.removeAll(keepingCapacity: true) }
            $0[key] = entry
        }
    }
}
