import Foundation
import PostgreSQL

extension Campaign {
    /// The fields of a campaign, with the schemes this agent may open as choices.
    public static func form(for agent: Agent, in tx: Transaction) throws -> Form {
        let schemes = try tx.query(
            """
            SELECT scheme.id, scheme.name, service.name AS service
              FROM scheme JOIN service ON service.id = scheme.service_id
             WHERE \(agent.reaches(service: "scheme.service_id", with: .writeSchemes))
             ORDER BY scheme.active DESC, scheme.name
            """
        ).map { row in
            Choice(String(try row["id"] as Int), "\(try row["name"] as String) (\(try row["service"] as String))")
        }
        let fields = [
            Field("scheme", "Dispositif", .choice(schemes), required: true),
            Record.campaign.field("year", help: "Année budgétaire des subventions.", required: true),
            Record.campaign.field("name", help: "Comme le public le lira.", required: true, maxLength: 150),
            Record.campaign.field("opens_at", help: "Jour et heure, par exemple 01/10/2026 08:00.", required: true),
            Record.campaign.field("closes_at", help: "Jour et heure, par exemple 31/01/2027 23:59.", required: true),
            Record.campaign.field(
                "instructions", .longText,
                help: "Ce que les associations doivent savoir avant de commencer.", maxLength: 8_000),
            Record.campaign.field(
                "one_application", help: "Une deuxième est refusée tant que la première n’est ni retirée ni écartée."),
        ]
        return Form(fields + PaymentTerms.fields(group: "Versement des subventions accordées"))
    }

    /// What the form shows of an existing campaign.
    public func input(_ envelopes: [Envelope]) -> FormInput {
        let input = FormInput([
            "scheme": [scheme.description], "year": [String(year)], "name": [name],
            "opens_at": [opensAt.inParis.input], "closes_at": [closesAt.inParis.input], "instructions": [instructions],
            "one_application": isForOne ? ["1"] : [],
            "envelope_id": envelopes.map(\.id.description), "envelope_name": envelopes.map(\.name),
            "envelope_amount": envelopes.map(\.amount.figures),
        ])
        return FormInput(input.values.merging(paymentTerms.input.values) { first, _ in first })
    }

    /// Creates a campaign with its envelopes, or changes them. Envelopes come as rows of `envelope_id`
    /// (empty for a new one), `envelope_name` and `envelope_amount`.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal`` (closing before opening, an envelope below what is decided…),
    ///   ``AccessRefusal``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeSchemes)
        var reading = try form(for: agent, in: tx).read(input)
        let envelopes = EnvelopeEntry.read(input, into: &reading)
        if let opens = reading.moment("opens_at"), let closes = reading.moment("closes_at"), closes <= opens {
            reading.refuse("closes_at", "Clôture", "La clôture doit venir après l’ouverture.")
        }
        if envelopes.isEmpty, !reading.problems.contains(where: { $0.field == "envelope_amount" }) {
            reading.refuse("envelope_amount", "Enveloppe", "Indiquez au moins une enveloppe et son montant.")
        }
        let terms = PaymentTerms.read(&reading)
        reading = try reading.validated()
        let scheme = Scheme.ID(Int(reading.text("scheme") ?? "") ?? 0)
        try agent.require(.writeSchemes, of: Scheme.find(scheme, in: tx).service)
        let saved: ID
        if let id {
            try agent.require(.writeSchemes, of: find(id, in: tx).service)
            saved = id
            if try find(id, in: tx).scheme != scheme { try refuseMoved(id, in: tx) }
            let changed = try Self.allowingOne(id, in: tx) {
                try tx.execute(
                    """
                    UPDATE campaign
                       SET scheme_id = \(scheme), year = \(reading.integer("year")), name = \(reading.text("name")),
                           opens_at = \(reading.moment("opens_at")), closes_at = \(reading.moment("closes_at")),
                           instructions = \(reading.text("instructions") ?? ""),
                           one_application = \(reading.flag("one_application")), payment_conditions = \(terms.conditions),
                           payment_period = \(terms.period), version = version + 1
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
            }
            guard changed == 1 else { throw try StaleVersion.find("campaign", id.number, in: tx) }
        } else {
            let slug = try freeSlug(reading.text("name") ?? "", year: reading.integer("year") ?? 0, in: tx)
            saved = try tx.one(
                """
                INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at, instructions, one_application,
                                      payment_conditions, payment_period)
                VALUES (\(scheme), \(reading.integer("year")), \(reading.text("name")), \(slug),
                        \(reading.moment("opens_at")), \(reading.moment("closes_at")),
                        \(reading.text("instructions") ?? ""), \(reading.flag("one_application")),
                        \(terms.conditions), \(terms.period))
                RETURNING id
                """)["id"]
        }
        try EnvelopeEntry.write(envelopes, of: saved, in: tx)
        return saved
    }

    /// One request an association can't become the rule while an association has two.
    private static func allowingOne(_ id: ID, in tx: Transaction, _ write: () throws -> Int) throws -> Int {
        do {
            return try tx.savepoint(write)
        } catch let error as PostgreSQLError where error.constraint == "application_once" {
            let name: String = try tx.one(
                """
                SELECT a.name FROM application p JOIN association a ON a.id = p.association_id
                 WHERE p.campaign_id = \(id) AND p.state NOT IN ('draft', 'withdrawn', 'inadmissible', 'abandoned')
                 GROUP BY a.id HAVING count(*) > 1 ORDER BY a.name LIMIT 1
                """)["name"]
            throw FormRefusal.one(
                "one_application", "Une seule demande par association",
                "\(name) en a déjà déposé plusieurs\u{a0}: retirez ou écartez d’abord celles qui sont en trop.")
        }
    }

    /// A campaign that has files keeps its scheme: their form and documents come from it.
    private static func refuseMoved(_ id: ID, in tx: Transaction) throws {
        guard try tx.first("SELECT 1 AS one FROM application WHERE campaign_id = \(id) LIMIT 1") == nil else {
            throw FormRefusal([
                FieldProblem(
                    field: "scheme", label: "Dispositif",
                    message: "Des dossiers existent déjà\u{a0}: la campagne ne peut plus changer de dispositif.")
            ])
        }
    }

    /// `culture-2026` from « Culture 2026 »; a number is added when the address is taken.
    static func freeSlug(_ name: String, year: Int, in tx: Transaction) throws -> String {
        var words = FrenchText.folded(name).replacing(" ", with: "-")
        if words.isEmpty { words = "campagne" }
        if !words.contains(String(year)) { words += "-\(year)" }
        let base = String(words.prefix(80))
        // Two campaigns created at once may want the same address.
        try tx.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' campaign_slug'))")
        let taken = try tx.query("SELECT slug FROM campaign WHERE slug = \(base) OR slug LIKE \(base + "-%")")
            .map { try $0["slug"] as String }
        if !taken.contains(base) { return base }
        var rank = 2
        while taken.contains("\(base)-\(rank)") { rank += 1 }
        return "\(base)-\(rank)"
    }
}
