import Foundation
import PostgreSQL

extension Edition {
    /// The fields of an edition.
    public static let form = Form([
        Record.edition.field("year", help: "Une édition par an.", required: true),
        Record.edition.field("name", required: true, maxLength: 150),
        Record.edition.field("starts_on", required: true, group: "Le jour et le lieu"),
        Record.edition.field("ends_on", help: "Le même pour une édition d’un jour.", group: "Le jour et le lieu"),
        Record.edition.field(
            "hours", help: "Par exemple\u{a0}: de 10 h à 18 h.", maxLength: 120,
            group: "Le jour et le lieu"),
        Record.edition.field("place", maxLength: 150, group: "Le jour et le lieu"),
        Record.edition.field("address", maxLength: 250, group: "Le jour et le lieu"),
        Record.edition.field(
            "capacity",
            help: "Celui de la commission de sécurité\u{a0}; sinon, une personne par mètre carré ouvert au public.",
            group: "Le jour et le lieu"),
        Record.edition.field("public_area", group: "Le jour et le lieu"),
        Record.edition.field(
            "registration_opens_at", required: true,
            group: "Les inscriptions des associations"),
        Record.edition.field(
            "registration_closes_at", help: "Après cette heure, seul un agent inscrit encore, avec un motif.",
            required: true,
            group: "Les inscriptions des associations"),
        Record.edition.field(
            "offered_meals", help: "Les suivants sont à sa charge. Vide\u{a0}: tous sont offerts.",
            group: "Les inscriptions des associations"),
        Record.edition.field("presentation", .longText, maxLength: 4_000, group: "La page publique"),
        Record.edition.field(
            "offered", .longText, help: "Une ligne par proposition.", maxLength: 4_000,
            group: "La page publique"),
        Record.edition.field(
            "regulation", .longText, help: "Accepté à l’inscription.", maxLength: 12_000,
            group: "La page publique"),
        Record.edition.field("contact", help: "À qui écrire ou téléphoner.", maxLength: 250, group: "La page publique"),
    ])

    /// What the form shows of this edition.
    public var input: FormInput {
        FormInput([
            "year": [String(year)], "name": [name], "starts_on": [startsOn.iso], "ends_on": [endsOn.iso],
            "hours": [hours], "place": [place], "address": [address],
            "capacity": capacity.map { [String($0)] } ?? [], "public_area": publicArea.map { [String($0)] } ?? [],
            "registration_opens_at": [registrationOpensAt.inParis.input],
            "registration_closes_at": [registrationClosesAt.inParis.input], "presentation": [presentation],
            "offered_meals": offeredMeals.map { [String($0)] } ?? [],
            "offered": [offered], "regulation": [regulation], "contact": [contact],
        ])
    }

    /// Creates an edition with the starting tasks, or changes one.
    ///
    /// - Parameter id: nil to create.
    /// - Returns: the year, which is its address.
    /// - Throws: ``FormRefusal``, ``AccessRefusal``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> Int {
        try agent.require(.writeRencontres)
        var reading = form.read(input)
        let starts = reading.day("starts_on")
        let ends = reading.day("ends_on") ?? starts
        if let starts, let ends, ends < starts {
            reading.refuse("ends_on", "Dernier jour", "Le dernier jour ne peut pas venir avant le premier.")
        }
        if let year = reading.integer("year"), let starts, starts.year != year {
            reading.refuse("year", "Année", "Le premier jour est en \(starts.year).")
        }
        let opens = reading.moment("registration_opens_at")
        let closes = reading.moment("registration_closes_at")
        if let opens, let closes, closes <= opens {
            reading.refuse(
                "registration_closes_at", "Clôture des inscriptions", "La clôture doit venir après l’ouverture.")
        }
        for name in ["capacity", "public_area"] where reading.integer(name) == 0 {
            reading.refuse(name, form[name]?.label ?? name, "Un nombre supérieur à zéro, ou rien.")
        }
        reading = try reading.validated()
        let year = reading.integer("year") ?? 0
        func text(_ name: String) -> String { reading.text(name) ?? "" }
        do {
            if let id {
                let changed = try tx.execute(
                    """
                    UPDATE edition
                       SET year = \(year), name = \(text("name")), starts_on = \(starts), ends_on = \(ends),
                           hours = \(text("hours")), place = \(text("place")), address = \(text("address")),
                           capacity = \(reading.integer("capacity")), public_area = \(reading.integer("public_area")),
                           registration_opens_at = \(opens), registration_closes_at = \(closes),
                           presentation = \(text("presentation")), offered = \(text("offered")),
                           regulation = \(text("regulation")), contact = \(text("contact")),
                           offered_meals = \(reading.integer("offered_meals")), version = version + 1
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
                guard changed == 1 else { throw try StaleVersion.find("edition", id.number, in: tx) }
            } else {
                let id: ID = try tx.one(
                    """
                    INSERT INTO edition (year, name, starts_on, ends_on, hours, place, address, capacity, public_area,
                                         registration_opens_at, registration_closes_at, presentation, offered,
                                         regulation, contact, offered_meals)
                    VALUES (\(year), \(text("name")), \(starts), \(ends), \(text("hours")), \(text("place")),
                            \(text("address")), \(reading.integer("capacity")), \(reading.integer("public_area")),
                            \(opens), \(closes), \(text("presentation")), \(text("offered")), \(text("regulation")),
                            \(text("contact")), \(reading.integer("offered_meals")))
                    RETURNING id
                    """)["id"]
                try EditionTask.addUsual(to: id, in: tx)
                try EditionBudgetLine.addUsual(to: id, in: tx)
                try StandType.addUsual(to: id, in: tx)
            }
        } catch let error as PostgreSQLError where error.constraint == "edition_year" {
            throw FormRefusal([
                FieldProblem(field: "year", label: "Année", message: EditionRefusal.yearTaken(year).message)
            ])
        }
        return year
    }
}
