import Foundation
import PostgreSQL

extension Registration {
    /// Names of the fields a draft keeps: nothing else that a browser may send.
    private static let kept: Set<String> = Set(RegistrationValues.columns.map(\.name)).union(["theme", "regulation"])

    /// What of an input a draft keeps.
    private static func keep(_ input: FormInput) -> [String: [String]] {
        input.values.filter { kept.contains($0.key) }.mapValues { values in
            values.map { String($0.replacing("\0", with: "").prefix(4_000)) }
        }
    }

    /// Keeps what was typed, to be gone on with by a link.
    ///
    /// - Returns: the secret of the link.
    public static func begin(
        _ association: Association.ID, for edition: Edition, _ input: FormInput, at moment: Date, in tx: Transaction
    ) throws -> String {
        try requireOpen(edition, at: moment)
        let types = try StandType.all(of: edition.id, in: tx)
        guard let type = types.first(where: { $0.id.description == input["type"] }) ?? types.first else {
            throw NotFound("Cette édition n’a pas encore de types de participation.")
        }
        let token = Secrets.token()
        try tx.execute(
            """
            INSERT INTO registration (edition_id, stand_type_id, association_id, code, draft, resume_token_hash)
            VALUES (\(edition.id), \(type.id), \(association), \(Entry.newCode()), \(SQLJSON(keep(input))),
                    \(Secrets.digest(token)))
            """)
        return token
    }

    /// Saves a draft again, whatever it lacks.
    public static func saveDraft(token: String, _ input: FormInput, in tx: Transaction) throws {
        let draft = try lock(.link(token), in: tx)
        guard draft.state == .draft else { throw RegistrationRefusal.alreadySubmitted }
        let types = try StandType.all(of: draft.edition, in: tx)
        let type = types.first { $0.id.description == input["type"] }?.id ?? draft.type
        try tx.execute(
            """
            UPDATE registration SET draft = \(SQLJSON(keep(input))), stand_type_id = \(type), version = version + 1
             WHERE id = \(draft.id)
            """)
    }

    /// Submits a draft: it takes its place, or its rank in the line, now.
    ///
    /// - Throws: ``FormRefusal``, ``RegistrationRefusal``.
    public static func submit(
        token: String, _ input: FormInput, at moment: Date, in tx: Transaction
    ) throws -> Outcome {
        let draft = try lock(.link(token), in: tx)
        guard draft.state == .draft else { throw RegistrationRefusal.alreadySubmitted }
        let edition = try Edition.find(draft.edition, in: tx)
        try requireOpen(edition, at: moment)
        let values = try RegistrationValues(
            input, for: edition, StandType.all(of: edition.id, in: tx), themes: themes(in: tx), isOnline: true,
            at: moment)
        let entry = Entry(edition, draft.association, values, channel: "online", at: moment, token: token)
        do {
            return try tx.savepoint {
                try tx.execute("DELETE FROM registration WHERE id = \(draft.id)")
                guard let outcome = try write([entry], by: .applicant(draft.associationName), in: tx).first else {
                    throw RegistrationRefusal.edited
                }
                return outcome
            }
        } catch let error as PostgreSQLError where error.constraint == "registration_once" {
            throw try already(draft.association, edition.id, in: tx)
        }
    }

    /// A new secret link; the former one leads nowhere any more.
    public static func renewLink(_ id: ID, by agent: Agent, in tx: Transaction) throws -> String {
        try agent.require(.writeRencontres)
        let token = Secrets.token()
        let changed = try tx.execute(
            "UPDATE registration SET resume_token_hash = \(Secrets.digest(token)) WHERE id = \(id)")
        guard changed == 1 else { throw NotFound("Cette inscription n’existe pas.") }
        return token
    }

    /// A new link for an association that lost its own and has its code and its address; nil when no registration holds
    /// both.
    public static func renewLink(
        year: Int, code typed: String, email: String, in tx: Transaction
    ) throws -> String? {
        let token = Secrets.token()
        let changed = try tx.execute(
            """
            UPDATE registration r SET resume_token_hash = \(Secrets.digest(token))
              FROM edition e
             WHERE e.id = r.edition_id AND e.year = \(year) AND r.code = \(ParticipantCode(typed)?.text ?? "")
               AND r.state <> 'draft' AND lower(r.contact_email) = \(email.trimmed.lowercased())
            """)
        return changed == 1 ? token : nil
    }

    /// What last year's registration of an association says, to begin this one from; nil when there is none.
    ///
    /// - Parameter isWhole: also the persons: for an officer.
    public static func lastInput(
        of association: Association.ID, before edition: Edition, isWhole: Bool, in tx: Transaction
    ) throws -> (year: Int, input: FormInput)? {
        let row = try tx.first(
            """
            \(selection) WHERE registration.association_id = \(association) AND edition.year < \(edition.year)
               AND registration.state NOT IN ('draft', 'refused')
             ORDER BY edition.year DESC, registration.id DESC LIMIT 1
            """)
        guard let row else { return nil }
        return try Registration(row).carried(to: edition, isWhole: isWhole, in: tx)
    }

    /// What this registration says, persons included, for who holds its link and registers the same association for a
    /// later edition; nil when the link proves nothing: it is of another association, or of a draft, which anybody
    /// begins in any name.
    public func again(
        for edition: Edition, _ association: Association.ID, in tx: Transaction
    ) throws -> (year: Int, input: FormInput)? {
        guard self.association == association, submittedAt != nil, year < edition.year else { return nil }
        return try carried(to: edition, isWhole: true, in: tx)
    }

    private func carried(
        to edition: Edition, isWhole: Bool, in tx: Transaction
    ) throws -> (year: Int, input: FormInput) {
        var input = input
        if !isWhole { input.values = input.values.filter { RegistrationValues.impersonal.contains($0.key) } }
        // The insurance and the consents are this year's to give.
        for name in ["insured_until", "regulation", "image_rights"] { input[name] = nil }
        let types = try StandType.all(of: edition.id, in: tx)
        input["type"] = (types.first { $0.name == typeName } ?? types.first { $0.kind == kind })?.id.description
        return (year, input)
    }
}
