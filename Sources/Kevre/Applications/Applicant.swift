import PostgreSQL

/// An association as it can be named to anybody: what the national registers publish, nothing else.
public struct Applicant: Sendable, Identifiable {
    public let id: Association.ID
    public let name: String
    /// Commune of the seat, or the place as it was typed.
    public let commune: String?

    private static let selection: SQL = """
        SELECT association.id, association.name, coalesce(commune.name, association.locality) AS commune
          FROM association LEFT JOIN shared.commune ON commune.code = association.commune_code
         WHERE association.merged_into_id IS NULL AND association.dissolved_on IS NULL
        """

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        commune = try row["commune"]
    }

    /// One association, to be confirmed.
    public static func find(_ id: Association.ID, in tx: Transaction) throws -> Applicant {
        let row = try tx.first("\(selection) AND association.id = \(id)")
        guard let row else { throw NotFound("Cette association n’existe pas.") }
        return try Applicant(row)
    }

    /// The association a request comes from, dissolved since or not: its link goes on telling where it stands.
    public static func of(_ file: Application, in tx: Transaction) throws -> Applicant {
        try Applicant(
            tx.one(
                """
                SELECT association.id, association.name, coalesce(commune.name, association.locality) AS commune
                  FROM association LEFT JOIN shared.commune ON commune.code = association.commune_code
                 WHERE association.id = \(file.association)
                """))
    }

    /// What the public page asks to find an association.
    public static let form = Form([
        Field(
            "number", "Numéro SIRET ou RNA",
            help: "Le numéro SIRET a 14 chiffres\u{a0}; le RNA est un \(RNA.form).",
            maxLength: 40),
        Field("name", "Nom de l’association", maxLength: 250, autocomplete: "organization"),
        Field("commune", "Commune du siège", maxLength: 120, autocomplete: "address-level2"),
    ])

    /// Proposed at most for a name: who is among more says more of it.
    private static let proposed = 12

    /// Finds by SIRET, SIREN or RNA, else by the name in its commune: its words in any order, or a name that is like
    /// it. Without the commune and a word of three letters nothing is proposed, so that the page is no directory.
    ///
    /// - Returns: those it may be; empty when it is not known yet.
    /// - Throws: ``FormRefusal`` when the number is wrong, or when there is neither number nor name.
    public static func identify(_ input: FormInput, in tx: Transaction) throws -> [Applicant] {
        let reading = form.read(input)
        if let number = reading.text("number"), let identifier = try identifier(number) {
            return try tx.query("\(selection) AND (\(identifier.condition)) LIMIT 5").map(Applicant.init)
        }
        guard let name = reading.text("name") else {
            if let local = reading.text("number").flatMap({ LocalRegister($0) }) {
                throw FormRefusal([
                    FieldProblem(
                        field: "name", label: "Nom de l’association",
                        message:
                            "«\u{a0}\(local.number)\u{a0}» est \(local.words)\u{a0}: indiquez aussi le nom et la commune."
                    )
                ])
            }
            throw FormRefusal([
                FieldProblem(
                    field: "number", label: "Numéro SIRET ou RNA",
                    message: "Indiquez le numéro de l’association, ou son nom et sa commune.")
            ])
        }
        guard let commune = reading.text("commune") else {
            throw FormRefusal([
                FieldProblem(field: "commune", label: "Commune du siège", message: "Indiquez aussi la commune.")
            ])
        }
        let whole: SQL = "association.name_key = normalize_name(\(name))"
        let words = name.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { $0.count >= 3 }
        let parts = words.map { "association.name_key LIKE '%' || normalize_name(\($0)) || '%'" as SQL }
        let likely: SQL =
            parts.isEmpty
            ? whole
            : """
            (\(whole) OR (\(SQL.joined(parts, separator: " AND ")))
              OR word_similarity(normalize_name(\(name)), association.name_key) >= 0.6)
            """
        return try tx.query(
            """
            \(selection) AND \(likely)
              AND (coalesce(commune.name, association.locality) IS NULL
                   OR normalize_name(coalesce(commune.name, association.locality)) = normalize_name(\(commune)))
             ORDER BY \(whole) DESC, word_similarity(normalize_name(\(name)), association.name_key) DESC,
                      association.name, association.id LIMIT \(proposed)
            """
        ).map(Applicant.init)
    }

    /// Associations one address may record in an hour: enough for a house of associations, too few for a machine.
    static let recordedPerHour = 10

    /// Records an association that nobody knew, from the public page; the same name in the same commune, without a
    /// number that tells two apart, is recorded once in a day.
    ///
    /// - Parameter address: where the visitor comes from.
    /// - Returns: the association, and whether it was recorded now.
    /// - Throws: ``FormRefusal`` when the name or the commune is missing, or a number is wrong;
    ///   ``ApplicantRefusal/tooMany``.
    public static func record(
        _ input: FormInput, from address: String, in tx: Transaction
    ) throws -> (id: Association.ID, isNew: Bool) {
        let reading = form.read(input)
        guard let name = reading.text("name")?.singleSpaced, let commune = reading.text("commune")?.singleSpaced else {
            throw FormRefusal([
                FieldProblem(
                    field: "name", label: "Nom de l’association",
                    message: "Indiquez le nom de l’association et sa commune.")
            ])
        }
        let identifier = try reading.text("number").flatMap(identifier)
        let code: String? = try tx.first(
            """
            SELECT code FROM shared.commune WHERE normalize_name(name) = normalize_name(\(commune))
             ORDER BY population DESC NULLS LAST LIMIT 1
            """)?["code"]
        let keys = try tx.one("SELECT normalize_name(\(name)) AS name, normalize_name(\(commune)) AS place")
        let key: Key = (name: try keys["name"], place: try keys["place"])
        // A number tells two of one name apart; without it, the name in its commune is one association.
        let isOne = identifier == nil && !key.name.isEmpty
        if isOne, let known = try recorded(key, in: tx) { return (known, false) }
        let isFirst = try count(address, isOne ? key : nil, in: tx)
        if !isFirst, let known = try recorded(key, in: tx) { return (known, false) }
        let row = try tx.first(
            """
            INSERT INTO association (name, rna, siren, siret, locality, commune_code, source)
            VALUES (\(name), \(identifier?.rna), \(identifier?.siren), \(identifier?.siret), \(commune), \(code), 'online')
            ON CONFLICT DO NOTHING RETURNING id
            """)
        if let row { return (try row["id"], true) }
        // Recorded by someone else in the meantime.
        let known = try identifier.flatMap { try tx.first("\(selection) AND (\($0.condition)) LIMIT 1") }
        guard let known else { throw NotFound("Cette association n’a pas pu être enregistrée. Réessayez.") }
        return (try known["id"], false)
    }

    /// A name in its commune, as they are compared.
    private typealias Key = (name: String, place: String)

    /// The association that a visitor recorded by this name within a day; nil when there is none.
    private static func recorded(_ key: Key, in tx: Transaction) throws -> Association.ID? {
        try tx.first(
            """
            \(selection) AND association.source = 'online' AND association.name_key = \(key.name)
              AND normalize_name(association.locality) = \(key.place)
              AND EXISTS (SELECT FROM public_creation p WHERE p.at > now() - interval '1 day'
                             AND p.name_key = \(key.name) AND p.place_key = \(key.place))
             ORDER BY association.id DESC LIMIT 1
            """)?["id"]
    }

    /// Counts an association of an address, and takes its name for it: whoever brings the same at the same time waits
    /// for the first (`public_creation_once`).
    ///
    /// - Returns: false when the name was taken.
    private static func count(_ address: String, _ key: Key?, in tx: Transaction) throws -> Bool {
        // One at a time from an address, or a hundred sent at once would all see none before them.
        try tx.execute(
            "SELECT pg_advisory_xact_lock(hashtext('public_creation ' || current_schema()), hashtext(\(address)))")
        let recent: Int = try tx.one(
            "SELECT count(*) AS n FROM public_creation WHERE address = \(address) AND at > now() - interval '1 hour'")[
                "n"]
        // What was recorded since this one began to wait counts before it, and one more of the same name does not.
        if let key, try recorded(key, in: tx) != nil { return false }
        guard recent < recordedPerHour else { throw ApplicantRefusal.tooMany }
        try tx.execute("DELETE FROM public_creation WHERE at < now() - interval '1 day'")
        let written = try tx.execute(
            """
            INSERT INTO public_creation (address, name_key, place_key) VALUES (\(address), \(key?.name), \(key?.place))
            ON CONFLICT (name_key, place_key) DO NOTHING
            """)
        return written == 1
    }

    private struct Number {
        var rna: String?
        var siren: String?
        var siret: String?

        var condition: SQL {
            rna.map { "association.rna = \($0)" } ?? "association.siren = \(siren)"
        }
    }

    /// - Returns: nil for a number of a local register, by which nobody is found: the name and the commune say who.
    private static func identifier(_ text: String) throws -> Number? {
        if LocalRegister(text) != nil, SIRET(text) == nil, SIREN(text) == nil { return nil }
        do throws(IdentityRefusal) {
            if text.trimmed.uppercased().hasPrefix("W") { return Number(rna: try RNA(parsing: text).description) }
            if text.withoutSpaces.count == 9 { return Number(siren: try SIREN(parsing: text).description) }
            let siret = try SIRET(parsing: text)
            return Number(siren: siret.siren.description, siret: siret.description)
        } catch {
            throw FormRefusal([
                FieldProblem(field: "number", label: "Numéro SIRET ou RNA", message: error.message)
            ])
        }
    }

    /// For an officer: associations whose name holds the words, or with the number.
    public static func search(_ text: String, by agent: Agent, in tx: Transaction) throws -> [Applicant] {
        try agent.require(.readAssociations)
        let text = text.trimmed
        guard !text.isEmpty else { return [] }
        let digits = text.withoutSpaces.uppercased()
        return try tx.query(
            """
            \(selection) AND (association.name_key LIKE '%' || normalize_name(\(text)) || '%'
                OR association.rna = \(digits) OR association.siren = left(\(digits), 9)
                OR association.name_key % normalize_name(\(text)))
             ORDER BY similarity(association.name_key, normalize_name(\(text))) DESC, association.id LIMIT 20
            """
        ).map(Applicant.init)
    }
}

/// Why the public page records no more for now.
public enum ApplicantRefusal: Refusal, Equatable {
    case tooMany

    public var message: String {
        "\(Applicant.recordedPerHour)\u{a0}associations ont déjà été enregistrées depuis votre connexion en une heure. "
            + "Votre saisie est conservée\u{a0}: réessayez dans une heure, ou prenez contact avec le service."
    }

    public var code: String { "too_many_associations" }
    public var field: String? { nil }
}
