import PostgreSQL

/// What `kevre check` looks at: that the data still obey the rules the database enforces row by row.
public struct Inspection: Sendable {
    /// What one rule found.
    public struct Finding: Sendable {
        /// What was looked at, in French.
        public let subject: String
        /// What is wrong; empty when all is well.
        public let problems: [String]
        /// Nothing was found.
        public var isWell: Bool { problems.isEmpty }
    }

    /// Runs every check on an authority.
    public static func run(in tx: Transaction) throws -> [Finding] {
        try Subject.all.flatMap(\.checks).map { check in
            Finding(subject: check.subject, problems: try tx.query(check.query).map { $0.text(at: 0) ?? "" })
        }
    }
}
