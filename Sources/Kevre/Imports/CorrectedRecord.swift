import PostgreSQL

/// A record that comes back in its list's own export, perhaps corrected.
protocol CorrectedRecord: Sendable {
    static func list(on today: Day) -> Listing
    /// The record's table.
    static var table: String { get }
    /// The columns that tell one record from another: a line that agrees with none speaks of something else.
    static var telling: Set<String> { get }
    /// The form's field that a column of the list corrects; nil: what Kevre counts by itself, left out.
    static func field(ofListed column: String) -> String?
    /// Why a column may not change by a file; nil when it may, or says nothing of its own.
    static func reasonToStay(_ column: String) -> String?
    /// The record that took the place of each that was merged.
    static func successors(of keys: [Int], in tx: Transaction) throws -> [Int: Int]
    /// Reads a record that nobody else changes until the end of the transaction.
    static func locked(_ key: Int, for agent: Agent, in tx: Transaction) throws -> Self

    var name: String { get }
    /// The association in whose trail its changes stand.
    var trail: Int { get }
    /// What its form shows.
    var input: FormInput { get }
    /// Why a field of this very record may not change; nil when it may.
    func reasonToStay(field: String) -> String?
    /// Types a cell's text into the fields it belongs to.
    func type(_ text: String?, into field: String, of input: inout FormInput, in tx: Transaction) throws
    /// Whether a value of the trail is what was typed for a field.
    func isTyped(_ input: FormInput, _ change: AuditEntry.Change, in tx: Transaction) throws -> Bool
    /// The columns of the database in which a field is kept.
    static func stored(_ field: String) -> Set<String>
    func correct(_ input: FormInput, by agent: Agent, in tx: Transaction) throws
}

extension Association: CorrectedRecord {
    static func list(on today: Day) -> Listing { listing(today: today) }
    static var table: String { "association" }
    static var telling: Set<String> {
        ["name", "short_name", "purpose", "rna", "siret", "address", "email", "phone", "website"]
    }

    static func field(ofListed column: String) -> String? {
        column == "members" ? "member_count" : form[column]?.name
    }

    static func reasonToStay(_ column: String) -> String? { nil }

    static func successors(of keys: [Int], in tx: Transaction) throws -> [Int: Int] {
        let rows = try tx.query(
            """
            WITH RECURSIVE way AS (
                SELECT id AS first, merged_into_id AS last FROM association
                 WHERE id = ANY(\(keys)) AND merged_into_id IS NOT NULL
                UNION
                SELECT way.first, a.merged_into_id FROM way JOIN association a ON a.id = way.last
                 WHERE a.merged_into_id IS NOT NULL
            )
            SELECT way.first, way.last FROM way JOIN association a ON a.id = way.last WHERE a.merged_into_id IS NULL
            """)
        return Dictionary(try rows.map { (try $0["first"], try $0["last"]) }, uniquingKeysWith: { one, _ in one })
    }

    static func locked(_ key: Int, for agent: Agent, in tx: Transaction) throws -> Association {
        try tx.execute("SELECT FROM association WHERE id = \(key) FOR NO KEY UPDATE")
        return try find(ID(key), in: tx)
    }

    var trail: Int { id.number }

    func reasonToStay(field: String) -> String? { nil }

    func type(_ text: String?, into field: String, of input: inout FormInput, in tx: Transaction) throws {
        switch field {
        case "siret":
            // The list shows the SIREN where no SIRET is known.
            let isUnit = text.map { $0.withoutSpaces.utf8.count <= 9 } ?? false
            input["siret"] = isUnit ? nil : text
            input["siren"] = isUnit ? text : nil
        case "theme":
            let key = text.map { FrenchText.folded($0) }
            let theme = try Theme.all(in: tx).first { FrenchText.folded($0.name) == key || $0.code == text }
            if let text, theme == nil {
                throw FormRefusal([
                    FieldProblem(
                        field: field, label: "Thème",
                        message: "«\u{a0}\(text)\u{a0}» n’est pas un thème de la collectivité.")
                ])
            }
            input["theme"] = theme?.id.description
        case "postcode":
            input["postcode"] = text.map { $0.utf8.count == 4 && Int($0) != nil ? "0\($0)" : $0 }
        default: input[field] = text
        }
    }

    static func stored(_ field: String) -> Set<String> {
        switch field {
        case "siret": ["siret", "siren"]
        case "theme": ["theme_id"]
        case "commune": ["commune_code", "locality"]
        default: [field]
        }
    }

    func isTyped(_ input: FormInput, _ change: AuditEntry.Change, in tx: Transaction) throws -> Bool {
        guard let before = change.before else { return false }
        switch change.field {
        case "theme_id": return before == input["theme"]
        case "commune_code", "locality":
            let place = try Commune.place(named: input["commune"], postcode: input["postcode"], in: tx)
            return before == place.code || before == place.locality
        case "created_on": return before == input["created_on"].flatMap { Day($0) }?.iso
        default:
            let own = SourceText.clean(before).text
            return input[change.field].map { CorrectionLine.Cell.isSame($0, own) } ?? false
        }
    }

    func correct(_ input: FormInput, by agent: Agent, in tx: Transaction) throws {
        try Association.save(id, version: version, input, by: agent, in: tx)
    }
}

extension Grant: CorrectedRecord {
    static func list(on today: Day) -> Listing { listing }
    static var table: String { "grant_record" }
    static var telling: Set<String> { [] }

    static func field(ofListed column: String) -> String? {
        switch column {
        case "decision_date": "decided_on"
        case "report_received": "report_received_on"
        case "payment_period": "payment_period"
        default: form[column]?.name
        }
    }

    static func reasonToStay(_ column: String) -> String? {
        switch column {
        case "association", "beneficiary_name", "siret", "rna":
            "Une subvention ne change pas de bénéficiaire par un fichier\u{a0}: réunissez ou corrigez les fiches des "
                + "associations."
        case "funder_name", "funder_siret", "origin":
            "Le financeur ne se corrige pas par un fichier."
        case "share": "La part du bénéficiaire ne se corrige pas par un fichier."
        case "outcome": "La suite se déduit du montant\u{a0}: 0 pour une demande refusée. Corrigez le montant."
        default: nil
        }
    }

    static func successors(of keys: [Int], in tx: Transaction) throws -> [Int: Int] { [:] }

    static func locked(_ key: Int, for agent: Agent, in tx: Transaction) throws -> Grant {
        try tx.execute("SELECT FROM grant_record WHERE id = \(key) FOR NO KEY UPDATE")
        return try find(ID(key), for: agent, in: tx)
    }

    var name: String { associationName }
    var trail: Int { association.number }

    func reasonToStay(field: String) -> String? {
        let names = field == "payment_period" ? "payment_start" : field
        guard form[names] == nil else { return nil }
        return "Cette subvention a été décidée dans Kevre\u{a0}: elle change par une décision, non par un fichier."
    }

    func type(_ text: String?, into field: String, of input: inout FormInput, in tx: Transaction) throws {
        switch field {
        case "nature":
            let nature = text.flatMap { text in
                Nature(rawValue: text) ?? GrantNature(reading: text).flatMap { Nature(rawValue: $0.rawValue) }
            }
            if let text, nature == nil { throw problem(field, "Nature", "«\u{a0}\(text)\u{a0}» n’est pas une nature.") }
            input["nature"] = nature?.rawValue
        case "payment_period":
            let official = text.flatMap { PaymentPeriod.reading($0)?.official }
            let days = (official ?? "").split(separator: "/").compactMap { Day(iso: String($0)) }
            if let text, !(1...2).contains(days.count) {
                throw problem(
                    field, "Dates de versement",
                    "«\u{a0}\(text)\u{a0}» n’est ni une date ni une période (AAAA-MM-JJ/AAAA-MM-JJ).")
            }
            input["payment_start"] = days.first?.short
            input["payment_end"] = days.dropFirst().first?.short
        default: input[field] = text
        }
    }

    private func problem(_ field: String, _ label: String, _ message: String) -> FormRefusal {
        FormRefusal([FieldProblem(field: field, label: label, message: message)])
    }

    static func stored(_ field: String) -> Set<String> {
        switch field {
        case "amount": ["amount_cents"]
        case "requested": ["requested_cents"]
        default: [field]
        }
    }

    func isTyped(_ input: FormInput, _ change: AuditEntry.Change, in tx: Transaction) throws -> Bool {
        guard let before = change.before else { return false }
        switch change.field {
        case "amount_cents": return input["amount"].flatMap { Money($0) }.map { String($0.cents) } == before
        case "requested_cents": return input["requested"].flatMap { Money($0) }.map { String($0.cents) } == before
        case "decided_on", "report_received_on": return input[change.field].flatMap { Day($0) }?.iso == before
        case "payment_period":
            let days = ["payment_start", "payment_end"].compactMap { input[$0].flatMap { Day($0) }?.iso }
            return days.joined(separator: "/") == before
        default: return input[change.field] == SourceText.clean(before).text
        }
    }

    func correct(_ input: FormInput, by agent: Agent, in tx: Transaction) throws {
        try Grant.save(id, version: version, input, by: agent, in: tx)
    }
}
