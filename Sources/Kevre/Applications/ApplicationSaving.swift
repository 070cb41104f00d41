import PostgreSQL

extension Application {
    /// What a draft became by being saved.
    public struct Saved: Sendable {
        public let id: ID
        /// To be sent with the next save.
        public let version: Int
        public let reading: ApplicationReading
    }

    /// Keeps what was typed into a draft, whatever it is: a value that does not hold stays as typed, is shown
    /// again and explained, and never lost. Values that hold are written to the file at once.
    ///
    /// - Parameters:
    ///   - step: the step saved: a name of it that is absent (a box unticked) is emptied. nil: only what is sent.
    ///   - version: the version typed on; nil to take whatever is there.
    /// - Throws: ``ApplicationRefusal/alreadySubmitted(_:)``, ``ApplicationRefusal/draftChanged(version:)`` when
    ///   another tab or person saved meanwhile.
    public static func save(
        _ door: ApplicationDoor, step: Int?, version: Int?, _ input: FormInput, in tx: Transaction
    ) throws -> Saved {
        let file = try lock(door, in: tx)
        guard file.state == .draft else { throw ApplicationRefusal.alreadySubmitted(file.name) }
        if let version, version != file.version {
            throw ApplicationRefusal.draftChanged(version: file.version)
        }
        let form = ApplicationForm(file.kind)
        var draft = file.draft
        let names = step.map { form.step($0).names } ?? form.steps.flatMap(\.names).filter { input.values[$0] != nil }
        for name in names {
            // NUL is no text for PostgreSQL, and no keyboard types it.
            let values = input.all(name).map { $0.replacing("\0", with: "") }.filter { !$0.isEmpty }
            draft.values[name] = values.isEmpty ? nil : values.map { String($0.prefix(20_000)) }
        }
        let reading = ApplicationReading(draft, file.kind)
        let reached = max(file.step, step.map { min($0 + 1, form.steps.count) } ?? file.step)
        let newVersion = file.version + 1
        try write(reading, to: file.id, draft: draft, step: reached, version: newVersion, in: tx)
        return Saved(id: file.id, version: newVersion, reading: reading)
    }

    /// Writes the values that hold to their columns, and the lines of the budget.
    static func write(
        _ reading: ApplicationReading, to id: ID, draft: FormInput, step: Int, version: Int, in tx: Transaction
    ) throws {
        let values = reading.values
        try tx.execute(
            """
            UPDATE application
               SET title = \(values.text("title") ?? ""), object = \(values.text("object") ?? ""),
                   audience = \(values.text("audience") ?? ""), territory = \(values.text("territory") ?? ""),
                   starts_on = \(values.day("starts_on")), ends_on = \(values.day("ends_on")),
                   requested_cents = \(reading.budget.requested),
                   account_holder = \(values.text("account_holder")), iban = \(values.text("iban")),
                   bic = \(values.text("bic")), representative_name = \(values.text("representative_name")),
                   representative_role = \(values.text("representative_role")),
                   representative_email = \(values.text("representative_email")),
                   representative_phone = \(values.text("representative_phone")),
                   identity = \(SQLJSON(reading.identity)), declarations = \(reading.declarationCodes),
                   draft = \(SQLJSON(draft.values)), step = \(step), version = \(version)
             WHERE id = \(id)
            """)
        try tx.execute("DELETE FROM application_budget_line WHERE application_id = \(id)")
        let lines = reading.form.chart.lines.compactMap { line in
            reading.budget[line].map { (line, $0) }
        }.filter { !$0.1.isZero }
        guard !lines.isEmpty else { return }
        try tx.execute(
            """
            INSERT INTO application_budget_line (application_id, side, account, amount_cents)
            SELECT \(id), * FROM unnest(\(lines.map { $0.0.side.rawValue })::text[],
                                       \(lines.map { $0.0.account })::text[],
                                       \(lines.map { $0.1.cents })::bigint[])
            """)
    }

    /// The budget kept with a file.
    public func budget(in tx: Transaction) throws -> BudgetReading {
        let rows = try tx.query(
            "SELECT side, account, amount_cents FROM application_budget_line WHERE application_id = \(id)")
        var amounts: [String: Money] = [:]
        for row in rows {
            let side: String = try row["side"]
            let account: String = try row["account"]
            amounts["budget.\(side).\(account)"] = try row["amount_cents"]
        }
        return BudgetReading(amounts, BudgetChart.chart(for: kind))
    }
}
