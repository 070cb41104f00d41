import PostgreSQL

extension FundingSearch {
    /// What is followed of a search, in every state.
    public static func form(in tx: Transaction) throws -> Form {
        Form([
            Record.fundingSearch.field(
                "label", help: "Ce qui est demandé, si aucune aide du catalogue ne le dit.", maxLength: 200),
            Record.fundingSearch.field("asked_cents", help: "Ce que l’on demande, ou pense demander."),
            Record.fundingSearch.field("closes_on", help: "Dernier jour pour déposer."),
            Record.fundingSearch.field("report_due_on"),
            Record.fundingSearch.field("next_action", maxLength: 200, group: "Et maintenant"),
            Record.fundingSearch.field("next_action_on", group: "Et maintenant"),
            Field("agent", "Suivi par", .choice(try Project.companions(in: tx)), group: "Et maintenant"),
            Record.fundingSearch.field(
                "contact", help: "La personne chez le financeur.", maxLength: 200,
                group: "Et maintenant"),
        ])
    }

    /// What the form shows of a search.
    public var input: FormInput {
        let values: [String: String?] = [
            "label": label, "asked": asked?.figures, "closes_on": closesOn?.short,
            "report_due_on": reportDueOn?.short, "next_action": nextAction, "next_action_on": nextActionOn?.short,
            "agent": agent?.description, "contact": contact,
        ]
        return FormInput(values.compactMapValues { $0.map { [$0] } })
    }

    /// What a search is addressed to.
    public enum Target: Sendable {
        /// An aid of the catalogue.
        case aid(Aid.ID)
        /// A funder, outside any known aid.
        case funder(Funder.ID)
        /// A funder's name, found again or noted for the first time.
        case named(String)
    }

    /// Opens a search.
    ///
    /// - Throws: ``FormRefusal``; ``FundingSearchRefusal/alreadyOpen(aid:)``; ``NotFound`` for a target that is gone.
    @discardableResult
    public static func open(
        _ project: Project.ID, _ target: Target, _ input: FormInput, on today: Day, by agent: Agent,
        in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        let read = try validated(form(in: tx).read(input))
        _ = try Project.find(project, in: tx)
        let place = try resolve(target, on: today, in: tx)
        do {
            return try tx.savepoint {
                try tx.one(
                    """
                    INSERT INTO funding_search (project_id, aid_id, funder_id, label, asked_cents, closes_on,
                                                report_due_on, next_action, next_action_on, agent_id, contact,
                                                moved_on)
                    VALUES (\(project), \(place.aid), \(place.funder), \(read.text("label") ?? ""),
                            \(read.money("asked")), \(read.day("closes_on") ?? place.closesOn),
                            \(read.day("report_due_on")), \(read.text("next_action") ?? ""),
                            \(read.day("next_action_on")), \(read.text("agent").flatMap { Int($0) } ?? agent.id?.number),
                            \(read.text("contact") ?? ""), \(today))
                    RETURNING id
                    """)["id"]
            }
        } catch let error as PostgreSQLError where error.constraint == "funding_search_one_live" {
            throw FundingSearchRefusal.alreadyOpen(aid: place.name)
        }
    }

    private static func validated(_ reading: FormReading) throws -> FormReading {
        var reading = reading
        if let asked = reading.money("asked"), asked <= .zero {
            reading.refuse("asked", "Montant demandé", "Indiquez un montant supérieur à zéro.")
        }
        return try reading.validated()
    }

    private static func resolve(
        _ target: Target, on today: Day, in tx: Transaction
    ) throws -> (aid: Aid.ID?, funder: Funder.ID, name: String, closesOn: Day?) {
        switch target {
        case .aid(let key):
            let row = try tx.first(
                "SELECT id, funder_id, name, closes_on FROM aid WHERE id = \(key) AND closed_on IS NULL")
            guard let row else { throw NotFound("Cette aide n’est plus au catalogue.") }
            // The day of a past edition says nothing of the next.
            let closes: Day? = try row["closes_on"]
            return (
                try row["id"], try row["funder_id"], try row["name"], closes.flatMap { $0 < today ? nil : $0 }
            )
        case .funder(let key):
            guard let row = try tx.first("SELECT id, name FROM funder WHERE id = \(key)") else {
                throw NotFound("Ce financeur n’existe plus.")
            }
            return (nil, try row["id"], try row["name"], nil)
        case .named(let name):
            let name = name.singleSpaced
            guard !name.isEmpty else { throw FundingSearchRefusal.funderMissing }
            let known = try tx.first(
                """
                SELECT id, name FROM funder WHERE name_key = normalize_name(\(name))
                UNION ALL
                SELECT u.id, u.name FROM funder_alias s JOIN funder u ON u.id = s.funder_id
                 WHERE s.name_key = normalize_name(\(name)) LIMIT 1
                """)
            if let known { return (nil, try known["id"], try known["name"], nil) }
            let row = try tx.one(
                "INSERT INTO funder (name, kind) VALUES (\(String(name.prefix(200))), 'other') RETURNING id")
            return (nil, try row["id"], name, nil)
        }
    }

    /// Changes what is followed; the state changes by events only.
    ///
    /// - Throws: ``FormRefusal``, ``StaleVersion``.
    public static func save(
        _ id: ID, version: Int?, _ input: FormInput, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeFunding)
        var reading = try form(in: tx).read(input)
        let before = try find(id, in: tx)
        if let asked = reading.money("asked") {
            if let obtained = before.obtained, asked < obtained {
                reading.refuse(
                    "asked", "Montant demandé", "\(obtained.short) ont été accordés\u{a0}: on n’a pas demandé moins.")
            }
        } else if before.asked != nil, !before.state.isBeforeFiling, before.state != .abandoned {
            reading.refuse("asked", "Montant demandé", "La demande est déposée\u{a0}: indiquez ce qu’elle demande.")
        }
        let read = try validated(reading)
        let changed = try tx.execute(
            """
            UPDATE funding_search
               SET label = \(read.text("label") ?? ""), asked_cents = \(read.money("asked")),
                   closes_on = \(read.day("closes_on")), report_due_on = \(read.day("report_due_on")),
                   next_action = \(read.text("next_action") ?? ""), next_action_on = \(read.day("next_action_on")),
                   agent_id = \(read.text("agent").flatMap { Int($0) }), contact = \(read.text("contact") ?? ""),
                   moved_on = \(today), version = version + 1
             WHERE id = \(id) AND version = \(version ?? 0)
            """)
        guard changed == 1 else { throw try stale(id, in: tx) }
    }

    /// The trail of a search stands in its project's.
    static func stale(_ id: ID, in tx: Transaction) throws -> StaleVersion {
        let search = try find(id, in: tx)
        return try StaleVersion.find(
            part: ("funding_search", id.number), of: ("project", search.project.number), in: tx)
    }

    /// What an aid or a funder chosen is called; nil for none.
    public static func name(
        aid: Aid.ID?, funder: Funder.ID?, in tx: Transaction
    ) throws -> (name: String, detail: String)? {
        guard aid != nil || funder != nil else { return nil }
        let row = try tx.first(
            """
            SELECT aid.name, u.name AS detail FROM aid JOIN funder u ON u.id = aid.funder_id WHERE aid.id = \(aid)
            UNION ALL
            SELECT name, 'Financeur, hors catalogue' FROM funder WHERE \(aid)::bigint IS NULL AND id = \(funder)
            """)
        guard let row else { throw NotFound("Cette aide ou ce financeur n’existe plus.") }
        return (try row["name"], try row["detail"])
    }

    /// Aids and funders whose names hold the words, for the page that opens a search.
    public static func targets(
        matching text: String, on today: Day, in tx: Transaction
    ) throws -> [(target: Target, name: String, detail: String)] {
        let words = FrenchText.folded(String(text.prefix(120))).split(separator: " ").prefix(6).map {
            "%\($0)%"
        }
        guard !words.isEmpty else { return [] }
        let aids = try tx.query(
            """
            SELECT aid.id, aid.name, u.name AS funder, aid.closes_on FROM aid JOIN funder u ON u.id = aid.funder_id
             WHERE aid.closed_on IS NULL AND fold(aid.name || ' ' || u.name) LIKE ALL(\(words))
             ORDER BY length(aid.name), aid.id LIMIT 20
            """)
        let funders = try tx.query(
            "SELECT id, name FROM funder WHERE fold(name) LIKE ALL(\(words)) ORDER BY length(name), id LIMIT 10")
        return try aids.map { row in
            let closes: Day? = try row["closes_on"]
            let detail: String = try row["funder"]
            return (
                .aid(try row["id"]), try row["name"],
                closes.map {
                    $0 < today ? "\(detail) · clôture passée le \($0.long)" : "\(detail) · clôture le \($0.long)"
                } ?? detail
            )
        } + funders.map { (.funder(try $0["id"]), try $0["name"], "Financeur, hors catalogue") }
    }
}
