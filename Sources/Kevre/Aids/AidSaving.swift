import PostgreSQL

extension Aid {
    /// Creates an aid by hand, or changes one. What is changed here of an aid that a source brought stays so, whatever
    /// the next file says.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal``, ``AccessRefusal``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        var reading = try form(in: tx).read(input)
        let payer = try payer(&reading, in: tx)
        let perimeter = try place(&reading, in: tx)
        check(&reading)
        let read = try reading.validated()
        let columns = values(read, payer, perimeter, by: agent)
        guard let id else {
            let names = SQL.joined(columns.map { "\(identifier: $0.name)" })
            let values = SQL.joined(columns.map(\.value))
            return try tx.one("INSERT INTO aid (\(names)) VALUES (\(values)) RETURNING id")["id"]
        }
        let before = try find(id, by: agent, in: tx)
        let changes = SQL.joined(columns.map { "\(identifier: $0.name) = \($0.value)" })
        let changed = try tx.execute(
            """
            UPDATE aid SET \(changes), version = version + 1, updated_at = moment()
             WHERE id = \(id) AND version = \(version ?? 0)
            """)
        guard changed == 1 else { throw try StaleVersion.find("aid", id.number, in: tx) }
        if before.source != "manual" { try keepLocal(before, by: agent, in: tx) }
        return id
    }

    /// Notes which columns a person changed.
    private static func keepLocal(_ before: Aid, by agent: Agent, in tx: Transaction) throws {
        let after = try find(before.id, by: agent, in: tx)
        let (old, new) = (before.sourceValues, after.sourceValues)
        let touched = AidStage.columns.map(\.name).filter { old[$0] != new[$0] }
        guard !touched.isEmpty else { return }
        try tx.execute(
            """
            UPDATE aid SET local_fields = ARRAY(SELECT DISTINCT n FROM unnest(local_fields || \(touched)::text[]) n ORDER BY n)
             WHERE id = \(before.id)
            """)
    }

    /// Gives a column back to its source, and with it the bound that only stands in order with it: the values held are
    /// taken, and the next file may change them again.
    ///
    /// - Parameter version: the version the agent saw; nil when nothing was shown.
    /// - Throws: ``NotFound``, ``AccessRefusal``, ``StaleVersion``.
    public static func takeFromSource(
        _ column: String, of id: ID, version: Int?, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        let names = AidStage.together(with: column)
        let columns = AidStage.columns.filter { names.contains($0.name) }
        guard !columns.isEmpty else { throw NotFound("Ce champ n’existe pas.") }
        try check(version, of: id, in: tx)
        let values = columns.map { name, type -> SQL in
            let value: SQL =
                switch type {
                case "text[]": "ARRAY(SELECT jsonb_array_elements_text(held -> \(name)))"
                case "text": "held ->> \(name)"
                default: "nullif(held ->> \(name), '')::\(trusted: type)"
                }
            return "\(identifier: name) = CASE WHEN held ? \(name) THEN \(value) ELSE \(identifier: name) END"
        }
        let changed = try tx.execute(
            """
            UPDATE aid SET \(SQL.joined(values)), held = held - \(names)::text[],
                   local_fields = ARRAY(SELECT n FROM unnest(local_fields) n WHERE n <> ALL (\(names)::text[])),
                   version = version + 1, updated_at = moment()
             WHERE id = \(id) AND held ?| \(names)::text[]
            """)
        guard changed == 1 else { throw NotFound("La source ne dit plus autre chose de ce champ.") }
    }

    /// What the source now says of fields corrected here, by what is taken at once.
    public var heldTogether: [[(column: String, value: String)]] {
        var groups: [[(column: String, value: String)]] = []
        var shown: Set<String> = []
        for column in AidStage.columns.map(\.name) where held[column] != nil && !shown.contains(column) {
            let names = AidStage.together(with: column)
            shown.formUnion(names)
            groups.append(names.compactMap { name in held[name].map { (name, $0) } })
        }
        return groups
    }

    private static func check(_ version: Int?, of id: ID, in tx: Transaction) throws {
        guard let row = try tx.first("SELECT version FROM aid WHERE id = \(id) FOR UPDATE") else {
            throw NotFound("Cette aide n’existe pas.")
        }
        if let version, version != (try row["version"] as Int) { throw try StaleVersion.find("aid", id.number, in: tx) }
    }

    /// Closes an aid, or opens it again.
    ///
    /// - Parameter version: the version the agent saw; nil when nothing was shown.
    /// - Throws: ``NotFound``, ``AccessRefusal``, ``StaleVersion``.
    public static func setClosed(
        _ closed: Bool, _ id: ID, version: Int?, by agent: Agent, today: Day, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        try check(version, of: id, in: tx)
        let changed = try tx.execute(
            """
            UPDATE aid SET closed_on = \(closed ? today : nil), closed_reason = \(closed ? "officer" : nil),
                   merged_into_id = NULL, version = version + 1, updated_at = moment()
             WHERE id = \(id) AND (closed_on IS NULL) = \(closed)
            """)
        guard changed == 1 else { throw NotFound("Cette aide a changé d’état entre-temps.") }
    }

    private static func payer(_ reading: inout FormReading, in tx: Transaction) throws -> Funder.ID? {
        guard let text = reading.text("funder") else { return nil }
        let (id, near) = try Funder.named(text, in: tx)
        if id == nil {
            let names = near.map { "«\u{a0}\($0)\u{a0}»" }.joined(separator: ", ")
            reading.refuse(
                "funder", "Financeur",
                "Aucun financeur ne s’appelle exactement «\u{a0}\(text.shown)\u{a0}». "
                    + (near.isEmpty
                        ? "Ajoutez-le d’abord aux financeurs."
                        : "Y répondent\u{a0}: \(names)\(near.count == 8 ? "…" : ".")"))
        }
        return id
    }

    private static func place(_ reading: inout FormReading, in tx: Transaction) throws -> (id: Int?, text: String) {
        guard let text = reading.text("perimeter") else { return (nil, "") }
        let known = try tx.first("SELECT id FROM perimeter WHERE name = \(text) ORDER BY id LIMIT 1")
        if let known { return (try known["id"], text) }
        var book = try PerimeterBook(in: tx)
        let id = try book.id(AidFields.list(text), in: tx)
        if id == nil {
            reading.refuse(
                "perimeter", "Territoire",
                "«\u{a0}\(text.shown)\u{a0}» n’est pas un territoire connu, ou il y en a plusieurs de ce nom.")
        }
        return (id, text)
    }

    private static func check(_ reading: inout FormReading) {
        func refuse(_ field: String, _ label: String, _ message: String) { reading.refuse(field, label, message) }
        if let low = reading.integer("rate_min"), let high = reading.integer("rate_max"), low > high {
            refuse("rate_max", "Taux maximum", "Il est inférieur au taux minimum.")
        }
        for (low, high, label) in [
            ("floor", "ceiling", "Montant maximum"), ("min_project", "max_project", "Projet d’au plus"),
        ] {
            if let a = reading.money(low), let b = reading.money(high), a > b {
                refuse(high, label, "Il est inférieur au minimum.")
            }
        }
        for name in ["floor", "ceiling", "min_project", "max_project", "max_budget"] {
            if let amount = reading.money(name), amount.isNegative {
                refuse(name, "Montant", "Il ne peut pas être négatif.")
            }
        }
        if let opens = reading.day("opens_on"), let closes = reading.day("closes_on"), opens > closes {
            refuse("closes_on", "Clôture", "Elle précède l’ouverture.")
        }
        if let days = reading.integer("preparation_days"), days > 365 {
            refuse("preparation_days", "Jours de préparation", "Un an au plus.")
        }
        if reading.integer("max_of_public") == 0 {
            refuse("max_of_public", "Part dans l’argent public", "Laissez vide, ou donnez plus de 0.")
        }
    }

    private static func values(
        _ read: FormReading, _ payer: Funder.ID?, _ perimeter: (id: Int?, text: String), by agent: Agent
    ) -> [(name: String, value: SQL)] {
        var columns: [(name: String, value: SQL)] = [
            ("funder_id", "\(payer)"), ("is_call", "\(read.flag("is_call"))"),
            ("seat_required", "\(read.flag("seat_required"))"), ("accepts_in_kind", "\(read.flag("accepts_in_kind"))"),
            ("perimeter_id", "\(perimeter.id)"), ("perimeter_text", "\(perimeter.text)"),
            ("start_rule", "\(read.text("start_rule") ?? "any")"),
            ("verified_by", "\(read.day("verified_on") == nil ? nil : agent.name)"),
        ]
        for name in [
            "name", "short_name", "other_funders", "instructor", "programs", "audience_note", "rate_note",
            "accreditation", "conditions", "cumulation_note", "description", "eligibility", "examples", "documents",
            "contact", "notes", "to_verify",
        ] { columns.append((name, "\(read.text(name) ?? "")")) }
        for name in ["website", "application_url", "cumulation", "recurrence", "effort"] {
            columns.append((name, "\(read.text(name))"))
        }
        for name in ["themes", "audiences", "kinds", "expenses", "stages", "priorities"] {
            columns.append((name, "\(read.list(name))::text[]"))
        }
        for (name, field) in [
            ("rate_min_bp", "rate_min"), ("rate_max_bp", "rate_max"), ("max_public_bp", "max_public"),
            ("max_of_public_bp", "max_of_public"), ("min_own_bp", "min_own"), ("min_age_months", "min_age"),
            ("max_fte_hundredths", "max_fte"), ("preparation_days", "preparation_days"),
        ] { columns.append((name, "\(read.integer(field))")) }
        for name in ["floor", "ceiling", "min_project", "max_project", "max_budget"] {
            columns.append(("\(name)_cents", "\(read.money(name))"))
        }
        for name in ["opens_on", "predeposit_on", "closes_on", "verified_on"] {
            columns.append((name, "\(read.day(name))"))
        }
        return columns
    }

    /// What a source fills, by column, to see what a person changed.
    private var sourceValues: [String: String] {
        var values: [String: String?] = [
            "funder_id": funder.description, "other_funders": otherFunders, "instructor": instructor,
            "programs": programs, "name": name, "short_name": shortName, "description": description,
            "eligibility": eligibility, "examples": examples, "contact": contact, "documents": documents,
            "website": website, "application_url": applicationURL, "is_call": String(isCall),
            "themes": themes.sorted().joined(separator: ","), "audiences": audiences.sorted().joined(separator: ","),
        ]
        values["kinds"] = kinds.sorted().joined(separator: ",")
        values["expenses"] = expenses.sorted().joined(separator: ",")
        values["stages"] = stages.sorted().joined(separator: ",")
        values["perimeter_id"] = perimeter.map(String.init)
        values["rate_min_bp"] = rateMin.map(String.init)
        values["rate_max_bp"] = rateMax.map(String.init)
        values["rate_note"] = rateNote
        values["floor_cents"] = floor?.decimal
        values["ceiling_cents"] = ceiling?.decimal
        values["recurrence"] = recurrence
        values["opens_on"] = opensOn?.iso
        values["predeposit_on"] = predepositOn?.iso
        values["closes_on"] = closesOn?.iso
        return values.compactMapValues { $0 }
    }
}
