/// What a subject brings to the places that gather from all: the journal first. One list names the subjects (see
/// ``all``): a new one is a folder on each floor and one line there.
public struct Subject: Sendable {
    /// A code of the trail with the French of what happened.
    typealias Event = (code: String, label: String, tone: Vocabulary.Tone)

    /// Its folder's name on every floor.
    public let name: String
    /// Its records and their parts: every table whose changes the trail keeps.
    public let records: [Record]
    /// What happens to them beyond a plain change.
    let events: [Event]

    init(_ name: String, records: [Record], events: [Event] = []) {
        self.name = name
        self.records = records
        self.events = events
    }
}
