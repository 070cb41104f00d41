extension Subject {
    /// Every subject, the register first: one line each, and every place that gathers knows it.
    public static let all: [Subject] = [
        .associations, .grants, .schemes, .applications, .decisions, .aids, .matching, .projects, .fundingSearches,
        .financingPlans, .deadlines, .rencontres, .programme, .attendance, .settings, .access,
    ]
}

extension Record {
    /// Every record whose changes the trail keeps.
    public static let all: [Record] = Subject.all.flatMap(\.records)

    /// The record of a table.
    public static func of(table: String) -> Record? { byTable[table] }

    private static let byTable = Dictionary(uniqueKeysWithValues: all.map { ($0.table, $0) })
}

extension RecordField {
    /// The field a form sent under a name: of the page's own record before its subject's and any other's, and one that
    /// knows the code sent before one that does not.
    ///
    /// - Parameter path: where the form leads.
    public static func named(_ name: String, sending value: String, at path: String) -> RecordField? {
        func isOfPage(_ record: Record) -> Bool { record.page.map(path.hasPrefix) ?? false }
        let subject = Subject.all.first { $0.records.contains(where: isOfPage) }?.records ?? []
        let candidates = (subject.filter(isOfPage) + subject + Record.all).compactMap { $0.field(named: name) }
        return candidates.first { $0.knows(code: value) } ?? candidates.first
    }

    private func knows(code: String) -> Bool {
        if case .code(let words) = kind { words.contains(code) } else { false }
    }
}
