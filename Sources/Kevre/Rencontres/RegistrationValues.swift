import Foundation
import PostgreSQL

/// What a registration says, read and checked, ready to be written.
public struct RegistrationValues: Sendable {
    public let type: StandType
    let members: [(String, JSONValue)]

    private static let texts = [
        "contact_name", "contact_phone", "contact_email", "devices", "own_equipment", "neighbour_wanted",
        "neighbour_avoided", "accessibility", "vehicle", "animation_title", "animation_description",
        "animation_needs", "workshop_title", "workshop_speaker", "workshop_needs", "allergies", "volunteers", "note",
    ]
    private static let counts = [
        "people_morning", "people_afternoon", "tables", "chairs", "panels", "sockets", "watts", "meals",
        "vegetarian_meals",
    ]
    private static let optionalCounts = ["animation_minutes", "workshop_capacity", "offered_meals"]
    private static let flags = ["wifi", "cooking", "image_rights"]

    /// Every column that a form fills in, with its SQL type.
    static let columns: [(name: String, type: String)] = {
        var columns: [(name: String, type: String)] = texts.map { ($0, "text") }
        columns += (counts + optionalCounts).map { ($0, "integer") }
        columns += flags.map { ($0, "boolean") }
        columns += [
            ("theme_id", "bigint"), ("insured_until", "date"), ("regulation_accepted_at", "timestamptz"),
            ("regulation_version", "integer"),
        ]
        return columns
    }()

    /// Reads and checks what was typed.
    ///
    /// - Throws: ``FormRefusal`` with every problem.
    public init(
        _ input: FormInput, for edition: Edition, _ types: [StandType], themes: [Choice], isOnline: Bool,
        at moment: Date
    ) throws {
        let form = Registration.form(types, themes: themes, isOnline: isOnline)
        let type = types.first { $0.id.description == input["type"]?.trimmed }
        var reading = form.read(type.map { Self.fitting(input, $0) } ?? input)
        if let type { Self.check(&reading, form, type) }
        if reading.text("contact_phone") == nil, reading.text("contact_email") == nil,
            input["contact_email"] ?? "" == ""
        {
            reading.refuse("contact_phone", "Téléphone portable", "Un téléphone ou une adresse, pour vous joindre.")
        }
        if let day = reading.day("insured_until"), day < edition.endsOn {
            reading.refuse(
                "insured_until", "Assurance valable jusqu’au",
                "L’attestation doit couvrir les Rencontres (\(edition.endsOn.long)).")
        }
        if let vegetarian = reading.integer("vegetarian_meals"), vegetarian > reading.integer("meals") ?? 0 {
            reading.refuse("vegetarian_meals", "dont végétariens", "Pas plus que de repas.")
        }
        if let offered = reading.integer("offered_meals"), offered > reading.integer("meals") ?? 0 {
            reading.refuse("offered_meals", "dont offerts", "Pas plus que de repas.")
        }
        if isOnline, let shown = input["regulation_version"].flatMap({ Int($0) }), shown != edition.regulationVersion {
            reading.refuse(
                "regulation", "Règlement",
                "Le règlement a changé pendant votre saisie\u{a0}: relisez-le, puis envoyez de nouveau.")
        }
        for name in ["people_morning", "people_afternoon", "meals"] where reading.integer(name) ?? 0 > 999 {
            reading.refuse(name, form[name]?.label ?? name, "999 au plus.")
        }
        for (name, limit) in [("animation_minutes", 600), ("workshop_capacity", 5_000)] {
            if let number = reading.integer(name), !(1...limit).contains(number) {
                reading.refuse(name, form[name]?.label ?? name, "Un nombre entre 1 et \(FrenchText.grouped(limit)).")
            }
        }
        reading = try reading.validated()
        guard let type else { throw NotFound("Ce type de participation n’existe plus.") }
        self.type = type
        var members: [(String, JSONValue)] = Self.texts.map { ($0, .string(reading.text($0) ?? "")) }
        let watts = reading.integer("watts") ?? 0
        for name in Self.counts {
            let number = reading.integer(name) ?? 0
            // Power comes from a socket, even where nobody counted them.
            members.append((name, .integer(name == "sockets" ? (watts > 0 ? max(1, number) : 0) : number)))
        }
        members += Self.optionalCounts.map { ($0, reading.integer($0).map { .integer($0) } ?? .null) }
        members += Self.flags.map { ($0, .boolean(reading.flag($0))) }
        members.append(("theme_id", reading.text("theme").flatMap { Int($0) }.map { .integer($0) } ?? .null))
        members.append(("insured_until", reading.day("insured_until").map { .string($0.iso) } ?? .null))
        members.append(
            ("regulation_accepted_at", reading.flag("regulation") ? .string(moment.inParis.iso) : .null))
        members.append(
            ("regulation_version", reading.flag("regulation") ? .integer(edition.regulationVersion) : .null))
        self.members = members
    }

    /// What the form proposes before anybody types.
    static let usual = ["tables": 1, "chairs": 2, "panels": 1]

    /// What was typed, where the usual equipment stands untouched brought to what the type offers: the form showed it
    /// before the type was chosen.
    private static func fitting(_ input: FormInput, _ type: StandType) -> FormInput {
        var fitting = input
        for (name, limit) in [("tables", type.maxTables), ("chairs", type.maxChairs), ("panels", type.maxPanels)] {
            guard let usual = usual[name], usual > limit, input[name]?.trimmed == String(usual) else { continue }
            fitting[name] = String(limit)
        }
        return fitting
    }

    /// What the type allows.
    private static func check(_ reading: inout FormReading, _ form: Form, _ type: StandType) {
        let limits = [
            ("tables", type.maxTables), ("chairs", type.maxChairs), ("panels", type.maxPanels),
            ("watts", type.maxWatts),
        ]
        for (name, limit) in limits {
            guard let number = reading.integer(name), number > limit else { continue }
            let label = form[name]?.label ?? name
            reading.refuse(
                name, label,
                limit == 0
                    ? "«\u{a0}\(type.name)\u{a0}» n’en comporte pas\u{a0}: mettez 0."
                    : "\(FrenchText.grouped(limit)) au plus pour «\u{a0}\(type.name)\u{a0}».")
        }
        if let sockets = reading.integer("sockets"), sockets > 0, reading.integer("watts") ?? 0 == 0 {
            reading.refuse("watts", "Puissance électrique (watts)", "Combien de watts sur cette prise\u{a0}?")
        }
        if let sockets = reading.integer("sockets"), sockets > 20 {
            reading.refuse("sockets", "Prises", "20 au plus.")
        }
    }

    /// What the form shows of a row that was submitted.
    static func input(_ row: Row) throws -> FormInput {
        var input = FormInput()
        input["type"] = String(try row["stand_type_id"] as Int)
        for name in texts { input[name] = try row[name] as String }
        for name in counts { input[name] = String(try row[name] as Int) }
        for name in optionalCounts { input[name] = (try row[name] as Int?).map(String.init) }
        for name in flags where try row[name] as Bool { input[name] = "1" }
        input["theme"] = (try row["theme_id"] as Int?).map(String.init)
        input["insured_until"] = (try row["insured_until"] as Day?)?.iso
        if try row["regulation_accepted_at"] as Date? != nil { input["regulation"] = "1" }
        return input
    }

    /// What may be shown to a stranger of last year's registration: needs, never a person.
    ///
    /// Contact, vehicle, allergies, accessibility and free notes stay with who has the link.
    static let impersonal: Set<String> = [
        "theme", "tables", "chairs", "panels", "sockets", "watts", "devices", "wifi", "own_equipment", "cooking",
        "people_morning", "people_afternoon", "animation_title", "animation_description", "animation_minutes",
        "animation_needs", "workshop_title", "workshop_capacity", "workshop_needs",
    ]
}
