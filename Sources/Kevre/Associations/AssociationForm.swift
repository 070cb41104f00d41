import PostgreSQL

extension Association {
    /// The fields of an association's record.
    public static let form = Form([
        Field("name", "Nom", required: true, maxLength: 250, autocomplete: "organization", group: "Identité"),
        Field("short_name", "Sigle", maxLength: 60, group: "Identité"),
        Field(
            "rna", "Numéro RNA", .rna, help: "\(RNA.form), sur le récépissé de la préfecture.",
            group: "Identité"),
        Field("siret", "SIRET", .siret, help: "14 chiffres, du siège.", group: "Identité"),
        Field("siren", "SIREN", .siren, help: "Seulement si le SIRET n’est pas connu.", group: "Identité"),
        Field("purpose", "Objet", .longText, maxLength: 2_000, group: "Identité"),
        Field("theme", "Thème", .choice([]), group: "Identité"),
        Field("created_on", "Date de création", .day, group: "Identité"),
        Field("dissolved_on", "Date de dissolution", .day, group: "Identité"),
        Field("address", "Adresse", maxLength: 250, autocomplete: "street-address", group: "Siège et contact"),
        Field(
            "postcode", "Code postal", .postcode, maxLength: 10, autocomplete: "postal-code", group: "Siège et contact"),
        Field("commune", "Commune", maxLength: 100, autocomplete: "address-level2", group: "Siège et contact"),
        Field("email", "Adresse électronique", .email, autocomplete: "email", group: "Siège et contact"),
        Field("phone", "Téléphone", .phone, maxLength: 30, autocomplete: "tel", group: "Siège et contact"),
        Field("website", "Site", .website, autocomplete: "url", group: "Siège et contact"),
        Field("member_count", "Adhérents", .integer, group: "Vie de l’association"),
        Field("volunteer_count", "Bénévoles", .integer, group: "Vie de l’association"),
        Field("employee_count", "Salariés", .integer, group: "Vie de l’association"),
        Field(
            "fte", "Équivalents temps plein", .hundredths,
            help: "Par exemple 2,5\u{a0}: certains financeurs le demandent.",
            group: "Vie de l’association"),
        Field(
            "budget", "Budget annuel", .money, help: "Charges du dernier exercice clos.",
            group: "Vie de l’association"),
        Field(
            "year_end", "Fin de l’exercice comptable", help: "Jour et mois, par exemple 31/12 ou 31/08.",
            maxLength: 5, group: "Vie de l’association"),
    ])

    /// The form with the authority's themes as choices.
    public static func form(in tx: Transaction) throws -> Form {
        let themes = try Theme.all(in: tx).map { Choice($0.id.description, $0.name) }
        return Form(
            form.fields.map { field in
                field.name == "theme" ? Field(field.name, field.label, .choice(themes), group: field.group) : field
            })
    }

    /// What the form shows of a record.
    public var input: FormInput {
        var values: [String: String?] = [
            "name": name, "short_name": shortName, "rna": rna, "siret": siret, "siren": siren, "purpose": purpose,
            "theme": themeID.map(String.init), "created_on": createdOn?.short, "dissolved_on": dissolvedOn?.short,
            "address": address, "postcode": postcode, "commune": commune, "email": email, "phone": phone,
            "website": website,
        ]
        values["member_count"] = memberCount.map(String.init)
        values["volunteer_count"] = volunteerCount.map(String.init)
        values["employee_count"] = employeeCount.map(String.init)
        values["fte"] = fteHundredths.map(FrenchText.hundredths)
        values["budget"] = budget?.figures
        values["year_end"] =
            Obligation.accountsClosing(year: 2024, month: yearEndMonth, day: yearEndDay).short.prefix(5).description
        return FormInput(values.compactMapValues { $0.map { [$0] } })
    }

    /// Creates a record, or changes one.
    ///
    /// - Parameters:
    ///   - id: nil to create.
    ///   - version: the version that was read.
    /// - Throws: ``FormRefusal``, ``AssociationRefusal/identifierTaken(kind:by:name:)``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeAssociations)
        var reading = try form(in: tx).read(input)
        let yearEnd = try readYearEnd(&reading)
        let place = try Commune.place(named: reading.text("commune"), postcode: reading.text("postcode"), in: tx)
        if let created = reading.day("created_on"), let dissolved = reading.day("dissolved_on"), dissolved < created {
            reading.refuse("dissolved_on", "Date de dissolution", "Elle précède la date de création.")
        }
        let siret = reading.text("siret").flatMap { SIRET($0) }
        let siren = siret?.siren ?? reading.text("siren").flatMap { SIREN($0) }
        if let siret, let typed = reading.text("siren").flatMap({ SIREN($0) }), typed != siret.siren {
            reading.refuse("siren", "SIREN", "Il ne correspond pas au SIRET, qui commence par \(siret.siren.grouped).")
        }
        let read = try reading.validated()
        try refuseTaken(rna: read.text("rna"), siren: siren?.description, except: id, in: tx)
        let columns: [(String, SQL)] = [
            ("name", "\(read.text("name"))"), ("short_name", "\(read.text("short_name"))"),
            ("rna", "\(read.text("rna"))"), ("siren", "\(siren)"), ("siret", "\(siret)"),
            ("purpose", "\(read.text("purpose"))"), ("theme_id", "\(read.text("theme").flatMap { Int($0) })"),
            ("created_on", "\(read.day("created_on"))"), ("dissolved_on", "\(read.day("dissolved_on"))"),
            ("address", "\(read.text("address"))"), ("postcode", "\(read.text("postcode"))"),
            ("locality", "\(place.locality)"), ("commune_code", "\(place.code)"),
            ("email", "\(read.text("email"))"), ("phone", "\(read.text("phone"))"),
            ("website", "\(read.text("website"))"), ("member_count", "\(read.integer("member_count"))"),
            ("volunteer_count", "\(read.integer("volunteer_count"))"),
            ("employee_count", "\(read.integer("employee_count"))"),
            ("fte_hundredths", "\(read.integer("fte"))"), ("budget_cents", "\(read.money("budget"))"),
            ("year_end_month", "\(yearEnd.month)"), ("year_end_day", "\(yearEnd.day)"),
        ]
        guard let id else {
            let names = SQL.joined(columns.map { "\(identifier: $0.0)" })
            let values = SQL.joined(columns.map(\.1))
            return try unlessTaken(rna: read.text("rna"), siren: siren?.description, except: nil, in: tx) {
                try tx.one("INSERT INTO association (\(names)) VALUES (\(values)) RETURNING id")["id"]
            }
        }
        let changes = SQL.joined(columns.map { "\(identifier: $0.0) = \($0.1)" })
        let changed = try unlessTaken(rna: read.text("rna"), siren: siren?.description, except: id, in: tx) {
            try tx.execute(
                """
                UPDATE association SET \(changes), version = version + 1, updated_at = now()
                 WHERE id = \(id) AND version = \(version ?? 0) AND merged_into_id IS NULL
                """)
        }
        guard changed == 1 else {
            if try find(id, in: tx).mergedInto != nil { throw AssociationRefusal.merged }
            throw try StaleVersion.find("association", id.number, in: tx)
        }
        return id
    }

    private static func readYearEnd(_ reading: inout FormReading) throws -> (month: Int, day: Int) {
        guard let text = reading.text("year_end") else { return (12, 31) }
        let parts = text.split(separator: "/").compactMap { Int($0) }
        // 2024 is a leap year: 29 February may end an accounting year.
        guard parts.count == 2, Day(year: 2024, month: parts[1], day: parts[0]) != nil else {
            reading.refuse(
                "year_end", "Fin de l’exercice comptable",
                "«\u{a0}\(text)\u{a0}» n’est pas un jour (exemple\u{a0}: 31/12).")
            return (12, 31)
        }
        return (parts[1], parts[0])
    }

    /// Writes a number that was free a moment ago; whoever took it since is named.
    @discardableResult
    static func unlessTaken<T>(
        rna: String?, siren: String?, except id: ID?, in tx: Transaction, _ write: () throws -> T
    ) throws -> T {
        do {
            return try tx.savepoint(write)
        } catch let error as PostgreSQLError where error.isUniqueViolation {
            try refuseTaken(rna: rna, siren: siren, except: id, in: tx)
            throw error
        }
    }

    /// - Throws: ``AssociationRefusal/identifierTaken(kind:by:name:)``.
    static func refuseTaken(rna: String?, siren: String?, except id: ID?, in tx: Transaction) throws {
        let other = try tx.first(
            """
            SELECT id, name, rna FROM association
             WHERE (rna = \(rna) OR siren = \(siren)) AND merged_into_id IS NULL AND id IS DISTINCT FROM \(id)
             LIMIT 1
            """)
        guard let other else { return }
        let otherRNA: String? = try other["rna"]
        let kind = rna != nil && otherRNA == rna ? "RNA" : "SIREN"
        throw AssociationRefusal.identifierTaken(kind: kind, by: try other["id"], name: try other["name"])
    }
}

/// A theme by which the authority sorts associations and money.
public struct Theme: Sendable, Identifiable {
    public typealias ID = Identifier<Theme>
    public let id: ID
    /// Stable short name, for files and commands.
    public let code: String
    public let name: String

    /// The themes, in the order the authority gave them.
    public static func all(in tx: Transaction) throws -> [Theme] {
        try tx.query("SELECT id, code, name FROM theme ORDER BY position, name").map {
            Theme(id: try $0["id"], code: try $0["code"], name: try $0["name"])
        }
    }
}

/// A commune of the official geographic code.
public enum Commune {
    /// The code of a commune known by its name (without accents or case); of homonyms, the one of the postcode's
    /// département. The name as typed is kept where no commune answers to it.
    static func place(
        named name: String?, postcode: String?, in tx: Transaction
    ) throws -> (code: String?, locality: String?) {
        guard let name else { return (nil, nil) }
        let found = try tx.query(
            """
            SELECT code FROM shared.commune
             WHERE regexp_replace(search_name, '[^a-z0-9]+', '', 'g')
                   = regexp_replace(regexp_replace(fold(\(name)), '^st(e?)[- ]', 'saint\\1 '), '[^a-z0-9]+', '', 'g')
             ORDER BY left(code, 2) IS DISTINCT FROM left(\(postcode), 2), population DESC
            """)
        if found.isEmpty { return (nil, name) }
        return (try found[0]["code"], nil)
    }
}
