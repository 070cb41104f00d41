import Foundation
import Kevre
import Synchronization

/// The public page of an edition, rendered once and remembered until something changes: on the day registration
/// opens, everybody looks at it at once.
final class ForumMemory: Sendable {
    struct Key: Hashable {
        let authority: String
        let year: Int
        let today: Day
    }

    private struct Entry {
        let title: String
        let content: HTML
        let generation: Int
        let moment: Date
    }

    private let entries = Mutex<[Key: Entry]>([:])
    /// Registration opens and closes by the clock, which announces nothing.
    private let life: TimeInterval = 5

    /// The page for a state of the office's data, if it is known.
    func recall(_ key: Key, generation: Int, at moment: Date) -> (title: String, content: HTML)? {
        guard let entry = entries.withLock({ $0[key] }), entry.generation == generation,
            abs(moment.timeIntervalSince(entry.moment)) < life
        else { return nil }
        return (entry.title, entry.content)
    }

    /// Keeps what was rendered from data read since that state.
    func remember(_ title: String, _ content: HTML, for key: Key, generation: Int, at moment: Date) {
        let entry = Entry(title: title, content: content, generation: generation, moment: moment)
        entries.withLock {
            // Some authorities, some years: never many.
            if $0.count >= 200 { $0.removeAll(keepingCapacity: true) }
            $0[key] = entry
        }
    }
}
