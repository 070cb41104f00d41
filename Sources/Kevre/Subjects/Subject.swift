import PostgreSQL

/// What a subject brings to the places that gather from all: the journal first. One list names the subjects (see
/// ``all``): a new one is a folder on each floor and one line there.
public struct Subject: Sendable {
    /// A code of the trail with the French of what happened.
    typealias Event = (code: String, label: String, tone: Vocabulary.Tone)

    /// A rule that `kevre check` looks at: a query that returns one text a problem.
    struct Check: Sendable {
        /// What is looked at, in French.
        let subject: String
        let query: SQL

        init(_ subject: String, _ query: SQL) {
            self.subject = subject
            self.query = query
        }
    }

    /// Its folder's name on every floor.
    public let name: String
    /// Its records and their parts: every table whose changes the trail keeps.
    public let records: [Record]
    /// What happens to them beyond a plain change.
    let events: [Event]
    /// What must hold of its data, beyond what the database refuses row by row.
    let checks: [Check]

    init(_ name: String, records: [Record], events: [Event] = [], checks: [Check] = []) {
        self.name = name
        self.records = records
        self.events = events
        self.checks = checks
    }
}
