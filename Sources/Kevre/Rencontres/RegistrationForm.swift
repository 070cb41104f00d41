import Foundation
import PostgreSQL

extension Registration {
    /// Groups of the form that an association fills in only where they concern it.
    public enum Part: String, CaseIterable, Sendable {
        case participation = "Votre participation"
        case contact = "Le contact sur place"
        case stand = "Le stand"
        case wishes = "Souhaits et besoins"
        case animation = "Une démonstration ou une animation"
        case workshop = "Un atelier"
        case meals = "Repas"
        case commitment = "Engagements"

        public var isOptional: Bool {
            switch self {
            case .participation, .contact, .stand, .commitment: false
            case .wishes, .animation, .workshop, .meals: true
            }
        }
    }

    /// The fields of a registration, with this edition's types and the authority's themes as choices.
    ///
    /// - Parameter isOnline: for the association itself, who must accept the regulation and leave an address.
    public static func form(_ types: [StandType], themes: [Choice], isOnline: Bool) -> Form {
        let choices = types.map { type in Choice(type.id.description, Self.label(of: type)) }
        let extra =
            themes.isEmpty
            ? []
            : [
                Field(
                    "theme", "Domaine", .choice(themes), help: "Où vous ranger sur le plan.",
                    group: Part.participation.rawValue)
            ]
        var fields = [
            Field(
                "type", "Comment participez-vous\u{a0}?", .choice(choices), required: true,
                group: Part.participation.rawValue)
        ]
        fields += extra + contactFields(isOnline: isOnline) + standFields + wishFields + showFields
        fields += mealFields(isOnline: isOnline)
        fields += commitmentFields(isOnline: isOnline)
        return Form(fields)
    }

    /// « Stand — 12 places libres ».
    static func label(of type: StandType) -> String {
        switch type.left {
        case nil: type.name
        case 0: "\(type.name) (complet\u{a0}: liste d’attente)"
        case let left?: "\(type.name) (\(FrenchText.count(left, "place libre", "places libres")))"
        }
    }

    private static func contactFields(isOnline: Bool) -> [Field] {
        let group = Part.contact.rawValue
        return [
            Record.registration.field(
                "contact_name", required: true, maxLength: 120, autocomplete: "name",
                group: group),
            Record.registration.field("contact_phone", .phone, maxLength: 40, autocomplete: "tel", group: group),
            Record.registration.field(
                "contact_email", .email, required: isOnline, maxLength: 200,
                autocomplete: "email", group: group),
            Record.registration.field("people_morning", group: group),
            Record.registration.field("people_afternoon", group: group),
        ]
    }

    private static let standFields: [Field] = {
        let group = Part.stand.rawValue
        return [
            Record.registration.field("tables", group: group), Record.registration.field("chairs", group: group),
            Record.registration.field("panels", group: group),
            Record.registration.field(
                "watts", help: "0 sans électricité. Un ordinateur\u{a0}: 100\u{a0}; une cafetière\u{a0}: 1\u{202f}000.",
                group: group),
            Record.registration.field("devices", maxLength: 300, group: group),
            Field("sockets", "Prises", .integer, help: "Une seule en général.", group: group),
            Record.registration.field("wifi", group: group),
            Record.registration.field("own_equipment", help: "Barnum, kakémono, sono…", maxLength: 300, group: group),
            Record.registration.field(
                "cooking", help: "Interdite en salle\u{a0}; à voir avec les organisateurs dehors.",
                group: group),
        ]
    }()

    private static let wishFields: [Field] = {
        let group = Part.wishes.rawValue
        return [
            Field("neighbour_wanted", "À côté de", help: "Sans promesse.", maxLength: 200, group: group),
            Field("neighbour_avoided", "Loin de", maxLength: 200, group: group),
            Record.registration.field("accessibility", help: "Sans détail médical.", maxLength: 300, group: group),
            Record.registration.field("vehicle", help: "Type et immatriculation.", maxLength: 120, group: group),
            Record.registration.field(
                "volunteers", help: "Montage, accueil, buvette, démontage\u{a0}: quand et combien.",
                maxLength: 300, group: group),
            Field("note", "Autre chose à nous dire", .longText, maxLength: 1_000, group: group),
        ]
    }()

    private static let showFields: [Field] = {
        let (show, workshop) = (Part.animation.rawValue, Part.workshop.rawValue)
        return [
            Field("animation_title", "Titre", maxLength: 150, group: show),
            Field("animation_description", "Description", .longText, maxLength: 1_000, group: show),
            Field("animation_minutes", "Durée (minutes)", .integer, group: show),
            Field("animation_needs", "Sol, son, moment souhaité", maxLength: 300, group: show),
            Field("workshop_title", "Titre de l’atelier", maxLength: 150, group: workshop),
            Field("workshop_speaker", "Intervenant", maxLength: 150, group: workshop),
            Field("workshop_capacity", "Participants au plus", .integer, group: workshop),
            Field("workshop_needs", "Disposition, vidéo", maxLength: 300, group: workshop),
        ]
    }()

    private static func mealFields(isOnline: Bool) -> [Field] {
        let group = Part.meals.rawValue
        let offered = Field(
            "offered_meals", "dont offerts", .integer, help: "Vide\u{a0}: la règle de l’édition.", group: group)
        return [
            Record.registration.field("meals", group: group),
            Field("vegetarian_meals", "dont végétariens", .integer, group: group),
        ] + (isOnline ? [] : [offered]) + [
            Record.registration.field(
                "allergies", help: "Le strict nécessaire, sans nom.", maxLength: 200, group: group)
        ]
    }

    private static func commitmentFields(isOnline: Bool) -> [Field] {
        let group = Part.commitment.rawValue
        return [
            Record.registration.field(
                "insured_until", help: "L’attestation de responsabilité civile couvre le jour des Rencontres.",
                group: group),
            Field(
                "image_rights", "Nous acceptons que le stand soit photographié", .checkbox, group: group),
            Field(
                "regulation", "Nous acceptons le règlement et tenons le stand toute la journée", .checkbox,
                required: isOnline, group: group),
        ]
    }

    /// What the form shows before anything is typed: what one asks for as a rule, and the theme of the association.
    ///
    /// - Parameter isWhole: also whom to call, as its record says: for an officer.
    public static func start(
        _ association: Association.ID, for edition: Edition, isWhole: Bool, in tx: Transaction
    ) throws -> FormInput {
        let type = try StandType.all(of: edition.id, in: tx).first
        var input = FormInput(["people_morning": ["2"], "people_afternoon": ["2"], "watts": ["0"], "meals": ["0"]])
        input["type"] = type?.id.description
        let limits = [("tables", type?.maxTables), ("chairs", type?.maxChairs), ("panels", type?.maxPanels)]
        for (name, limit) in limits {
            let usual = RegistrationValues.usual[name] ?? 0
            input[name] = String(min(usual, limit ?? usual))
        }
        let row = try tx.first(
            """
            SELECT a.theme_id, o.name, coalesce(o.email, a.email) AS email, coalesce(o.phone, a.phone) AS phone
              FROM association a LEFT JOIN LATERAL (SELECT * FROM association_officer WHERE association_id = a.id
                   ORDER BY legal_representative DESC, id LIMIT 1) o ON true
             WHERE a.id = \(association)
            """)
        guard let row else { return input }
        input["theme"] = (try row["theme_id"] as Int?).map(String.init)
        guard isWhole else { return input }
        input["contact_name"] = try row["name"]
        input["contact_email"] = try row["email"]
        input["contact_phone"] = try row["phone"]
        return input
    }

    /// The themes as choices.
    public static func themes(in tx: Transaction) throws -> [Choice] {
        try tx.query("SELECT id, name FROM theme ORDER BY position, name").map { row in
            Choice(String(try row["id"] as Int), try row["name"])
        }
    }
}
