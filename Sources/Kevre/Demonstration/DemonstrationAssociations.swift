import PostgreSQL

/// The invented associations of a demonstration.
enum DemonstrationAssociations {
    static func create(_ count: Int, on today: Day, in tx: Transaction, _ random: inout Chance) throws {
        let communes = try tx.query(
            """
            SELECT code, name, population FROM shared.commune WHERE epci_siren = \(Demonstration.epci) ORDER BY code
            """
        ).map {
            (code: try $0["code"] as String, name: try $0["name"] as String, population: try $0["population"] as Int?)
        }
        let themes = try tx.query("SELECT code, id FROM theme").map { (try $0["code"] as String, try $0["id"] as Int) }
        let themeIDs = Dictionary(uniqueKeysWithValues: themes)
        let weights = communes.map { max(1, ($0.population ?? 0) / 400) }
        var rows: [(name: String, model: Int, commune: Int)] = []
        var seen: Set<String> = []
        while rows.count < count {
            let commune = pick(weights, &random)
            let model = random.below(DemonstrationNames.models.count)
            let place = DemonstrationNames.of(communes[commune].name)
            var name = DemonstrationNames.models[model].name.replacing("@", with: place)
            // Beyond one of each kind and commune, further ones bear a quarter's or a saint's name; load, which wants
            // thousands, numbers what is left.
            let plain = name
            let places = DemonstrationNames.places.shuffled(using: &random)
            var attempt = 0
            while !seen.insert(name).inserted {
                name = attempt < places.count ? "\(plain) – \(places[attempt])" : "\(plain) – n°\u{a0}\(rows.count)"
                attempt += 1
            }
            rows.append((name, model, commune))
        }
        let drawn = rows
        var chance = random
        try tx.copyIn(
            """
            COPY association (name, rna, siren, siret, purpose, theme_id, address, postcode, commune_code, email, phone,
                              created_on, year_end_month, year_end_day, member_count, volunteer_count, employee_count,
                              source) FROM STDIN
            """
        ) { writer in
            for (index, row) in drawn.enumerated() {
                let model = DemonstrationNames.models[row.model]
                let commune = communes[row.commune]
                let siren = invented(siren: index)
                let known = chance.percent(88)
                try writer.field(row.name)
                if chance.percent(90) { try writer.field("W2229\(padded(index, 5))") } else { writer.null() }
                if known { try writer.field(siren) } else { writer.null() }
                if known { try writer.field(invented(siretOf: siren)) } else { writer.null() }
                try writer.field(model.purpose + ".")
                if let theme = themeIDs[model.theme] { writer.field(theme) } else { writer.null() }
                try writer.field(
                    "\(1 + chance.below(60)), rue de \(chance.one(of: ["la Mairie", "l’Église", "Tréguier", "la Gare", "Kerfeunteun", "Pontrieux"]))"
                )
                try writer.field(DemonstrationNames.postcodes[commune.name])
                try writer.field(commune.code)
                try writer.field("contact.\(index)@asso.example")
                try writer.field(
                    "02 96 \(padded(chance.below(100), 2)) \(padded(chance.below(100), 2)) \(padded(chance.below(100), 2))"
                )
                try writer.field(Day(1960 + chance.below(64), 1 + chance.below(12), 1 + chance.below(28)).iso)
                let summer = model.theme == "sport" && chance.percent(60)
                writer.field(summer ? 8 : 12)
                writer.field(31)
                writer.field(8 + chance.below(220))
                writer.field(3 + chance.below(40))
                writer.field(chance.percent(25) ? 1 + chance.below(6) : 0)
                try writer.field("demonstration")
                try writer.endRow()
            }
        }
        random = chance
        try createOfficers(in: tx, &random)
    }

    private static func createOfficers(in tx: Transaction, _ random: inout Chance) throws {
        let ids = try tx.query("SELECT id FROM association ORDER BY id LIMIT 3000").map { try $0["id"] as Int }
        var chance = random
        try tx.copyIn(
            "COPY association_officer (association_id, role, name, email, phone, legal_representative) FROM STDIN"
        ) { writer in
            for id in ids {
                for (index, role) in ["Présidence", "Trésorerie", "Secrétariat"].enumerated()
                where index == 0 || chance.percent(70) {
                    writer.field(id)
                    try writer.field(role)
                    try writer.field(
                        "\(chance.one(of: DemonstrationNames.firstNames)) \(chance.one(of: DemonstrationNames.familyNames))"
                    )
                    try writer.field("personne.\(id).\(index)@asso.example")
                    try writer.field("06 00 \(padded(id % 100, 2)) \(padded(index, 2)) \(padded(chance.below(100), 2))")
                    try writer.field(index == 0 ? "t" : "f")
                    try writer.endRow()
                }
            }
        }
        random = chance
    }

    /// What daily work meets: a likely duplicate, an identity to clarify, money from other public bodies.
    static func addOddities(on today: Day, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO association (name, commune_code, source)
            SELECT upper(fold(name)) || ' (ASSO)', commune_code, 'demonstration' FROM association
             WHERE source = 'demonstration' AND siren IS NOT NULL ORDER BY id LIMIT 6
            """)
        try tx.execute(
            """
            INSERT INTO identity_conflict (association_id, kind, value, source)
            SELECT id, 'siren', '000' || lpad((id % 1000)::text, 6, '0'), 'fichier de la préfecture, ' || \(today.year)::text
              FROM association WHERE siren IS NOT NULL ORDER BY id OFFSET 12 LIMIT 3
            """)
        try tx.execute(
            """
            INSERT INTO grant_record (own, association_id, funder_name, funder_siret, year, beneficiary_name, purpose,
                                      amount_cents, nature)
            SELECT false, a.id, f.name, f.siret, y.year, a.name, 'Fonctionnement',
                   (500 + (a.id * 37 + y.year * 11) % 9000 / 100 * 100) * 100, 'cash'
              FROM association a,
                   (VALUES ('Département des Côtes-d’Armor', '22220001600012', 3), ('Région Bretagne', '23350001600040', 7)) f(name, siret, rarity),
                   generate_series(\(today.year - 3), \(today.year)) y(year)
             WHERE a.source = 'demonstration' AND a.id % f.rarity = 0 AND a.siren IS NOT NULL
            """)
    }

    /// A SIREN of a range the register never gives (000 …), with its check digit.
    static func invented(siren index: Int) -> String { withCheckDigit("000" + padded(10_000 + index, 5)) }

    static func invented(siretOf siren: String) -> String { withCheckDigit(siren + "0001") }

    /// Adds the digit that makes Luhn's sum a multiple of ten.
    private static func withCheckDigit(_ digits: String) -> String {
        var sum = 0
        for (index, character) in digits.reversed().enumerated() {
            let value = character.wholeNumberValue ?? 0
            let doubled = index.isMultiple(of: 2) ? value * 2 : value
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return digits + String((10 - sum % 10) % 10)
    }

    private static func pick(_ weights: [Int], _ random: inout Chance) -> Int {
        var place = random.below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if place < weight { return index }
            place -= weight
        }
        return 0
    }
}

/// A number with zeros before it.
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}
