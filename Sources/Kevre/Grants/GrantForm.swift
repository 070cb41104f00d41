import PostgreSQL

extension Grant {
    /// The fields by which a past grant is corrected.
    public static let form = Form(factFields + publicationFields)

    private static let factFields = [
        Record.grantRecord.field("year", required: true, group: "Décision"),
        Record.grantRecord.field("decided_on", group: "Décision"),
        Record.grantRecord.field("decision_reference", maxLength: 200, group: "Décision"),
        Record.grantRecord.field(
            "amount_cents", help: "0 pour une demande refusée.", required: true, group: "Décision"),
        Record.grantRecord.field("requested_cents", group: "Décision"),
        Record.grantRecord.field("purpose", .longText, maxLength: 2_000, group: "Décision"),
        Record.grantRecord.field(
            "nature", .choice(Nature.allCases.map { Choice($0.rawValue, $0.label) }), required: true,
            group: "Décision"),
        Record.grantRecord.field(
            "earmarked", help: "Un compte rendu financier est alors dû (loi n°\u{a0}2000-321, art. 10).",
            group: "Décision"),
    ]

    private static let publicationFields = [
        Record.grantRecord.field("theme", maxLength: 200, group: "Classement"),
        Record.grantRecord.field(
            "other_themes", help: "Séparés par des points-virgules.", maxLength: 500,
            group: "Classement"),
        Record.grantRecord.field("service", maxLength: 200, group: "Classement"),
        Record.grantRecord.field("scheme", maxLength: 200, group: "Classement"),
        Record.grantRecord.field("commune", maxLength: 200, group: "Classement"),
        Record.grantRecord.field(
            "conditions", help: "«\u{a0}unique\u{a0}», «\u{a0}échelonné\u{a0}», ou en quelques mots (256 caractères).",
            maxLength: 256, group: "Publication"),
        Field(
            "payment_start", "Versement\u{a0}: date, ou début de la période", .day, group: "Publication"),
        Field("payment_end", "Versement\u{a0}: fin de la période", .day, group: "Publication"),
        Field("rae_id", "Numéro au répertoire des aides aux entreprises", maxLength: 5, group: "Publication"),
        Record.grantRecord.field("eu_notified", group: "Publication"),
        Record.grantRecord.field("report_received_on", group: "Suivi"),
    ]

    /// The fields this grant can have corrected: what was decided in Kevre changes by a decision only.
    public var form: Form { application == nil ? Self.form : Form(Self.publicationFields) }

    /// What the form shows before anything is typed.
    public var input: FormInput {
        var input = FormInput()
        input["year"] = String(year)
        input["decided_on"] = decidedOn?.short
        input["decision_reference"] = decisionReference
        input["amount"] = amount.figures
        input["requested"] = requested?.figures
        input["purpose"] = purpose
        input["nature"] = nature.rawValue
        input["earmarked"] = earmarked ? "1" : nil
        input["theme"] = theme
        input["other_themes"] = otherThemes
        input["service"] = service
        input["scheme"] = scheme
        input["commune"] = commune
        input["conditions"] = conditions
        let days = (paymentPeriod ?? "").split(whereSeparator: { $0 == "/" || $0 == "_" }).map { Day(iso: $0) }
        input["payment_start"] = days.first.flatMap { $0?.short }
        input["payment_end"] = days.dropFirst().first.flatMap { $0?.short }
        input["rae_id"] = raeID
        input["eu_notified"] = notifiedToUnion == true ? "1" : nil
        input["report_received_on"] = reportReceivedOn?.short
        return input
    }

    /// Corrects a grant.
    ///
    /// - Throws: ``FormRefusal``; ``StaleVersion`` when someone changed it meanwhile; ``NotFound``.
    public static func save(
        _ id: ID, version: Int, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws {
        try agent.require(.writeGrants)
        let grant = try find(id, for: agent, in: tx)
        var reading = grant.form.read(input)
        let start = reading.day("payment_start")
        let end = reading.day("payment_end")
        if let end, start == nil || start.map({ end < $0 }) == true {
            reading.refuse("payment_end", "Fin de la période", "La fin vient après le début\u{a0}: \(end.short).")
        }
        if let amount = reading.money("amount"), amount.isNegative {
            reading.refuse("amount", "Montant accordé", "Le montant est positif ou nul.")
        }
        if let requested = reading.money("requested"), requested.isNegative {
            reading.refuse("requested", "Montant demandé", "Le montant est positif ou nul.")
        }
        reading = try reading.validated()
        // A period that a file gave in other words cannot be shown in the two fields: left empty, it stays.
        let unshown = grant.input["payment_start"] == nil && start == nil ? grant.paymentPeriod : nil
        let period = unshown ?? start.map { start in end.map { "\(start.iso)/\($0.iso)" } ?? start.iso }
        // A box left unticked says nothing where nothing was known.
        let notified = reading.flag("eu_notified") ? true : grant.notifiedToUnion.map { _ in false }
        let others = GrantLine.themes(reading.text("other_themes")).filter { $0 != reading.text("theme") }
        let facts: SQL =
            grant.application != nil
            ? ""
            : """
            year = \(reading.integer("year")), decided_on = \(reading.day("decided_on")),
            decision_reference = \(reading.text("decision_reference")), amount_cents = \(reading.money("amount")),
            requested_cents = \(reading.money("requested")), purpose = \(reading.text("purpose")),
            nature = \(reading.text("nature")), earmarked = \(reading.flag("earmarked")),
            refused = \(reading.money("amount") == .zero && (grant.refused || !grant.amount.isZero)),
            """
        let changed = try tx.execute(
            """
            UPDATE grant_record
               SET \(facts) theme = \(reading.text("theme")),
                   other_themes = \(others.isEmpty ? nil : others.joined(separator: " ; ")), service = \(reading.text("service")),
                   scheme = \(reading.text("scheme")), commune = \(reading.text("commune")),
                   conditions = \(reading.text("conditions")), payment_period = \(period),
                   rae_id = \(reading.text("rae_id")), eu_notified = \(notified),
                   report_received_on = \(reading.day("report_received_on")), version = version + 1
             WHERE id = \(id) AND version = \(version)
            """)
        guard changed == 1 else {
            throw try StaleVersion.find(
                part: ("grant_record", id.number), of: ("association", grant.association.number), in: tx)
        }
    }
}
