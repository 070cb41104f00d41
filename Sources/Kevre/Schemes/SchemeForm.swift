import PostgreSQL

extension Scheme {
    /// The fields of a scheme, with this authority's services and themes as choices.
    public static func form(in tx: Transaction) throws -> Form {
        let services = try Service.all(in: tx).map { Choice($0.id.description, $0.name) }
        let themes = try tx.query("SELECT id, name FROM theme ORDER BY position, name").map { row in
            Choice(String(try row["id"] as Int), try row["name"])
        }
        return Form([
            Record.scheme.field("name", help: "Comme le public le lira.", required: true, maxLength: 150),
            Record.scheme.field(
                "code", help: "Court, en minuscules\u{a0}: sert aux commandes et aux fichiers.",
                required: true, maxLength: 40),
            Field("service", "Service instructeur", .choice(services), required: true),
            Record.scheme.field("theme_id", .choice(themes)),
            Record.scheme.field(
                "kind", .choice(SubsidyKind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
            Record.scheme.field(
                "purpose", .longText, help: "À quoi sert cette aide, en quelques phrases simples.",
                maxLength: 4_000),
            Record.scheme.field(
                "eligibility", .longText,
                help: "Une condition par ligne\u{a0}: la page publique les présente une à une.", maxLength: 4_000),
            Record.scheme.field(
                "competent_body", .choice(DecidingBody.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
            Record.scheme.field("active"),
        ])
    }

    /// What the form shows of an existing scheme.
    public var input: FormInput {
        FormInput([
            "name": [name], "code": [code], "service": [service.description],
            "theme": theme.map { [String($0)] } ?? [], "kind": [kind.rawValue], "purpose": [purpose],
            "eligibility": [eligibility], "competent_body": [competentBody.rawValue], "active": active ? ["1"] : [],
            "document_label": documents.map(\.label), "document_help": documents.map(\.help),
            "document_mandatory": documents.map { $0.mandatory ? "1" : "0" },
        ])
    }

    /// Creates a scheme, or changes one. The documents asked come as rows of `document_label`,
    /// `document_help` and `document_mandatory` (`1` or `0`); a row without a label is left out.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal``, ``AccessRefusal``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeSchemes)
        var reading = try form(in: tx).read(input)
        let documents = readDocuments(input, into: &reading)
        let code = (reading.text("code") ?? "").lowercased()
        if !code.isEmpty, code.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) == nil {
            reading.refuse("code", "Code", "Des minuscules, chiffres et tirets seulement.")
        }
        reading = try reading.validated()
        let service = Service.ID(Int(reading.text("service") ?? "") ?? 0)
        try agent.require(.writeSchemes, of: service)
        let saved: ID
        do {
            if let id {
                try agent.require(.writeSchemes, of: find(id, in: tx).service)
                saved = id
                let changed = try tx.execute(
                    """
                    UPDATE scheme
                       SET code = \(code), name = \(reading.text("name")), service_id = \(service),
                           theme_id = \(reading.text("theme").flatMap { Int($0) }),
                           purpose = \(reading.text("purpose") ?? ""), kind = \(reading.text("kind")),
                           eligibility = \(reading.text("eligibility") ?? ""),
                           competent_body = \(reading.text("competent_body")), active = \(reading.flag("active")),
                           version = version + 1
                     WHERE id = \(id) AND version = \(version ?? 0)
                    """)
                guard changed == 1 else { throw try StaleVersion.find("scheme", id.number, in: tx) }
            } else {
                saved = try tx.one(
                    """
                    INSERT INTO scheme (code, name, service_id, theme_id, purpose, kind, eligibility,
                                        competent_body, active)
                    VALUES (\(code), \(reading.text("name")), \(service),
                            \(reading.text("theme").flatMap { Int($0) }), \(reading.text("purpose") ?? ""),
                            \(reading.text("kind")), \(reading.text("eligibility") ?? ""),
                            \(reading.text("competent_body")), true)
                    RETURNING id
                    """)["id"]
            }
        } catch let error as PostgreSQLError where error.constraint == "scheme_code" {
            throw FormRefusal([
                FieldProblem(field: "code", label: "Code", message: "Un autre dispositif porte déjà ce code.")
            ])
        }
        if try SchemeDocument.all(of: saved, in: tx) != documents {
            try tx.execute("DELETE FROM scheme_document WHERE scheme_id = \(saved)")
            for (position, document) in documents.enumerated() {
                try tx.execute(
                    """
                    INSERT INTO scheme_document (scheme_id, label, help, mandatory, position)
                    VALUES (\(saved), \(document.label), \(document.help), \(document.mandatory), \(position))
                    """)
            }
        }
        return saved
    }

    private static func readDocuments(_ input: FormInput, into reading: inout FormReading) -> [SchemeDocument] {
        let labels = input.all("document_label").map(\.singleSpaced)
        let helps = input.all("document_help")
        let flags = input.all("document_mandatory")
        var documents: [SchemeDocument] = []
        for (index, label) in labels.enumerated() where !label.isEmpty {
            let title = "Pièce \(index + 1)"
            if SchemeDocument.asksForMembers(label) {
                reading.refuse(
                    "document_label", title,
                    "La liste nominative des membres ne peut jamais être demandée (CE, 28 mars 1997, n°\u{a0}182912).")
            }
            if label.count > 200 { reading.refuse("document_label", title, "200 caractères au plus.") }
            if documents.contains(where: { $0.label == label }) {
                reading.refuse("document_label", title, "«\u{a0}\(label.shown)\u{a0}» est demandé deux fois.")
            }
            documents.append(
                SchemeDocument(
                    label, help: helps.indices.contains(index) ? helps[index].trimmed : "",
                    mandatory: !flags.indices.contains(index) || flags[index] != "0"))
        }
        return documents
    }
}
