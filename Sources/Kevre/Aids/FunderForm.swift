import PostgreSQL

extension Funder {
    public static let form = Form([
        Field("name", "Nom", required: true, maxLength: 250),
        Field("kind", "Nature", .choice(FunderKind.allCases.map { Choice($0.rawValue, $0.label) }), required: true),
        Field("website", "Site", .website),
        Field(
            "other_names", "Autres noms", .longText,
            help: "Un par ligne\u{a0}: comme l’écrivent les catalogues d’aides et les subventions publiées.",
            maxLength: 4_000),
        Field(
            "notes", "Ce que nous en savons", .longText,
            help: "Délais réels, habitudes, ce qui convainc\u{a0}: pour le service seul.", maxLength: 10_000),
        Field("active", "Financeur suivi", .checkbox),
    ])

    /// What the form shows of a funder.
    public var input: FormInput {
        FormInput([
            "name": [name], "kind": [kind.rawValue], "website": [website ?? ""],
            "other_names": [otherNames.joined(separator: "\n")], "notes": [notes], "active": active ? ["1"] : [],
            "contact_name": contacts.map(\.name), "contact_role": contacts.map(\.role),
            "contact_email": contacts.map { $0.email ?? "" }, "contact_phone": contacts.map { $0.phone ?? "" },
        ])
    }

    /// Creates a funder, or changes one. Contacts come as rows of `contact_name`, `contact_role`, `contact_email`,
    /// `contact_phone`; a row without a name is left out.
    ///
    /// - Parameter id: nil to create.
    /// - Throws: ``FormRefusal``, ``AccessRefusal``, ``StaleVersion``.
    @discardableResult
    public static func save(
        _ id: ID?, version: Int?, _ input: FormInput, by agent: Agent, in tx: Transaction
    ) throws -> ID {
        try agent.require(.writeFunding)
        var reading = form.read(input)
        let contacts = readContacts(input, &reading)
        let names = (reading.text("other_names") ?? "").split(whereSeparator: \.isNewline).map(\.singleSpaced)
            .filter { !$0.isEmpty }
        try refuseTaken(names, of: id, &reading, in: tx)
        reading = try reading.validated()
        let saved: ID
        do {
            saved = try tx.savepoint { try write(id, version, reading, in: tx) }
        } catch let error as PostgreSQLError where error.constraint == "funder_name" {
            throw FormRefusal([
                FieldProblem(field: "name", label: "Nom", message: "Un autre financeur porte déjà ce nom.")
            ])
        }
        try write(contacts, of: saved, in: tx)
        // Those that stay are left alone: the trail tells what changed.
        try tx.execute("DELETE FROM funder_alias WHERE funder_id = \(saved) AND name <> ALL (\(names)::text[])")
        try tx.execute(
            """
            INSERT INTO funder_alias (funder_id, name) SELECT \(saved), n FROM unnest(\(names)::text[]) n
            ON CONFLICT (name_key) DO NOTHING
            """)
        return saved
    }

    /// A name leads to one funder: one that another has is said, not dropped.
    private static func refuseTaken(
        _ names: [String], of id: ID?, _ reading: inout FormReading, in tx: Transaction
    ) throws {
        let taken = try tx.query(
            """
            SELECT DISTINCT n.name, f.name AS other FROM unnest(\(names)::text[]) n (name), funder f
             WHERE f.id IS DISTINCT FROM \(id)
               AND (f.name_key = normalize_name(n.name)
                    OR EXISTS (SELECT FROM funder_alias l WHERE l.funder_id = f.id AND l.name_key = normalize_name(n.name)))
             ORDER BY 1
            """)
        guard !taken.isEmpty else { return }
        let said = try taken.map {
            "«\u{a0}\((try $0["name"] as String).shown)\u{a0}» désigne déjà «\u{a0}\(try $0["other"] as String)\u{a0}»"
        }
        reading.refuse("other_names", "Autres noms", "\(FrenchText.list(said)).")
    }

    /// Who was there stays, with the notes about them: found again by name, else by address.
    private static func write(_ contacts: [Contact], of id: ID, in tx: Transaction) throws {
        var known = try tx.query(
            "SELECT id, name, email FROM funder_contact WHERE funder_id = \(id) ORDER BY position, id"
        ).map { (id: try $0["id"] as Int, name: try $0["name"] as String, email: try $0["email"] as String?) }
        var found: [Int?] = contacts.map { contact in
            known.firstIndex { $0.name == contact.name }.map { known.remove(at: $0).id }
        }
        for (index, contact) in contacts.enumerated() where found[index] == nil && contact.email != nil {
            found[index] = known.firstIndex { $0.email == contact.email }.map { known.remove(at: $0).id }
        }
        try tx.execute("DELETE FROM funder_contact WHERE id = ANY (\(known.map(\.id)))")
        for (position, contact) in contacts.enumerated() {
            if let same = found[position] {
                try tx.execute(
                    """
                    UPDATE funder_contact SET name = \(contact.name), role = \(contact.role), email = \(contact.email),
                           phone = \(contact.phone), position = \(position) WHERE id = \(same)
                    """)
            } else {
                try tx.execute(
                    """
                    INSERT INTO funder_contact (funder_id, name, role, email, phone, position)
                    VALUES (\(id), \(contact.name), \(contact.role), \(contact.email), \(contact.phone), \(position))
                    """)
            }
        }
    }

    private static func write(
        _ id: ID?, _ version: Int?, _ read: FormReading, in tx: Transaction
    ) throws -> ID {
        guard let id else {
            return try tx.one(
                """
                INSERT INTO funder (name, kind, website, notes, active)
                VALUES (\(read.text("name")), \(read.text("kind")), \(read.text("website")), \(read.text("notes") ?? ""),
                        \(read.flag("active")))
                RETURNING id
                """)["id"]
        }
        let changed = try tx.execute(
            """
            UPDATE funder SET name = \(read.text("name")), kind = \(read.text("kind")),
                   website = \(read.text("website")), notes = \(read.text("notes") ?? ""),
                   active = \(read.flag("active")), version = version + 1, updated_at = now()
             WHERE id = \(id) AND version = \(version ?? 0)
            """)
        guard changed == 1 else { throw try StaleVersion.find("funder", id.number, in: tx) }
        return id
    }

    private static func readContacts(_ input: FormInput, _ reading: inout FormReading) -> [Contact] {
        let (roles, emails, phones) = (
            input.all("contact_role"), input.all("contact_email"), input.all("contact_phone")
        )
        func part(_ list: [String], _ index: Int) -> String {
            list.indices.contains(index) ? list[index].singleSpaced : ""
        }
        var contacts: [Contact] = []
        for (index, name) in input.all("contact_name").map(\.singleSpaced).enumerated() where !name.isEmpty {
            let label = "Contact \(index + 1)"
            let email = part(emails, index)
            if !email.isEmpty, EmailAddress(email) == nil {
                reading.refuse(
                    "contact_name", label, "«\u{a0}\(email.shown)\u{a0}» n’est pas une adresse électronique.")
            }
            let phone = part(phones, index)
            if !phone.isEmpty, PhoneNumber(phone) == nil {
                reading.refuse("contact_name", label, "«\u{a0}\(phone.shown)\u{a0}» n’est pas un numéro de téléphone.")
            }
            if name.count > 150 || part(roles, index).count > 150 || phone.count > 40 {
                reading.refuse("contact_name", label, "Texte trop long.")
            }
            contacts.append(
                Contact(
                    name, role: part(roles, index), email: email.isEmpty ? nil : email,
                    phone: phone.isEmpty ? nil : phone))
        }
        return contacts
    }
}
