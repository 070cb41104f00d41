import Kevre
import Synchronization

/// What stands around the rows of a list, rendered once and remembered until something changes, half a minute at
/// most: title, views, filters with their choices, headings and totals. Rows are read each time.
final class ListingMemory: Sendable {
    /// Everything that what stands around the rows is made from.
    struct Key: Hashable {
        let authority: String
        let listing: String
        let agent: Agent.ID?
        let services: Set<Service.ID>?
        /// It is in the forms.
        let csrf: String
        let address: String
        /// Without the place in the list.
        let query: ListingQuery
        let title: String?
        let whole: String?
        let sections: [Link]
        let path: [Link]
        let actions: [HTML]
        let bulk: [ListPage.BulkAction]
        let intro: HTML
    }

    struct Surroundings: Sendable {
        let title: String
        let columns: [TableColumn]
        /// Up to the first row.
        let opening: HTML
        /// After the last.
        let closing: HTML
        /// Whether rows can be chosen.
        let picks: Bool
        /// How rows are laid under the columns.
        let sheet: ListingSheet
        let totals: ListingTotals
        /// How the first page is read.
        let reading: ListingReading
    }

    private struct Entry {
        let surroundings: Surroundings
        let generation: Int
        let readAt: ContinuousClock.Instant
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let life: Duration = .seconds(30)
    /// Entries kept, some 40 kB each; beyond, the memory starts afresh.
    private let capacity = 250

    /// What is known for a key at a state of the office's data.
    func recall(_ key: Key, generation: Int) -> Surroundings? {
        guard let entry = entries.withLock({ $0[key] }), entry.generation == generation,
            ContinuousClock.now - entry.readAt < life
        else { return nil }
        return entry.surroundings
    }

    /// Keeps what was rendered from data read since that state.
    func remember(_ surroundings: Surroundings, for key: Key, generation: Int) {
        let entry = Entry(surroundings: surroundings, generation: generation, readAt: .now)
        entries.withLock {
            if $0.count >= capacity { $0.removeAll(keepingCapacity: true) }
            $0[key] = entry
        }
    }
}
