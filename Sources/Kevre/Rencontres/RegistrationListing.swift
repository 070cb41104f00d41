import PostgreSQL

extension Registration {
    /// The registrations, with what each needs.
    public static let listing = Listing(
        name: "registrations", title: "Inscriptions", singular: "inscription", plural: "inscriptions",
        right: .readRencontres, columns: columns, filters: filters,
        from: """
            FROM registration JOIN edition ON edition.id = registration.edition_id
                 JOIN association ON association.id = registration.association_id
                 JOIN stand_type ON stand_type.id = registration.stand_type_id
                 LEFT JOIN theme ON theme.id = registration.theme_id
                 LEFT JOIN pitch ON pitch.registration_id = registration.id
                 LEFT JOIN zone ON zone.id = pitch.zone_id
                 LEFT JOIN shared.commune ON commune.code = association.commune_code
            """,
        visible: { _ in "true" },
        key: "registration.id",
        address: "'/rencontres/' || edition.year || '/inscriptions/' || registration.id",
        search: { words in
            """
            association.name_key LIKE '%' || normalize_name(\(words)) || '%'
            OR translate(registration.code, 'OIL', '011') LIKE translate(upper(\(words)), 'OIL-', '011') || '%'
            OR fold(registration.contact_name) LIKE '%' || fold(\(words)) || '%'
            """
        },
        order: ("arrived", true))

    /// What an association needs, as long as it holds a place: the totals are those of the logistics.
    private static func counted(_ name: String, _ title: String, _ need: SQL, shown: Bool = true) -> Column {
        Column(
            name, title, .integer, "CASE WHEN registration_holds(registration.state) THEN \(need) END", sums: true,
            shown: shown, note: "Vide pour qui ne tient pas de place\u{a0}: brouillon, attente, refus, annulation.")
    }

    private static let columns = [
        Column("association", "Association", .text, "association.name", nullable: false),
        Column("commune", "Commune", .text, "coalesce(commune.name, association.locality)", under: "association"),
        Column("edition", "Édition", .year, "edition.year", nullable: false, shown: false),
        Column("type", "Participation", .text, "stand_type.name", nullable: false),
        Column("theme", "Domaine", .text, "theme.name", under: "type"),
        Column("state", "État", .state(RegistrationState.vocabulary), "registration.state", nullable: false),
        Column(
            "arrived", "Reçue le", .moment, "coalesce(registration.submitted_at, registration.created_at)",
            nullable: false),
        Column(
            "arrival", "Ordre d’arrivée", .integer, "registration.arrival", shown: false,
            note: "Rang de l’inscription parmi celles de sa participation."),
        Column("pitch", "Emplacement", .integer, "pitch.number"),
        Column("zone", "Zone", .text, "zone.name", under: "pitch"),
        Column("contact", "Contact", .text, "registration.contact_name", nullable: false, shown: false),
        Column("phone", "Téléphone", .text, "registration.contact_phone", nullable: false, shown: false),
        Column("email", "Adresse électronique", .text, "registration.contact_email", nullable: false, shown: false),
        counted(
            "people", "Personnes", "greatest(registration.people_morning, registration.people_afternoon)", shown: false),
        counted("tables", "Tables", "registration.tables"),
        counted("chairs", "Chaises", "registration.chairs"),
        counted("panels", "Grilles", "registration.panels"),
        counted("sockets", "Prises", "registration.sockets", shown: false),
        counted("watts", "Watts", "registration.watts"),
        Column("devices", "Appareils", .text, "registration.devices", nullable: false, shown: false),
        Column("wifi", "Wi-Fi", .flag, "registration.wifi", nullable: false, shown: false),
        Column("own_equipment", "Matériel apporté", .text, "registration.own_equipment", nullable: false, shown: false),
        Column("cooking", "Cuisson", .flag, "registration.cooking", nullable: false, shown: false),
        Column("wanted", "À côté de", .text, "registration.neighbour_wanted", nullable: false, shown: false),
        Column("avoided", "Loin de", .text, "registration.neighbour_avoided", nullable: false, shown: false),
        Column("accessibility", "Accessibilité", .text, "registration.accessibility", nullable: false, shown: false),
        Column("vehicle", "Véhicule", .text, "registration.vehicle", nullable: false, shown: false),
        Column("insured", "Assurée jusqu’au", .day, "registration.insured_until", shown: false),
        Column("animation", "Animation", .text, "registration.animation_title", nullable: false, shown: false),
        Column("workshop", "Atelier", .text, "registration.workshop_title", nullable: false, shown: false),
        counted("meals", "Repas", "registration.meals", shown: false),
        counted("vegetarian", "dont végétariens", "registration.vegetarian_meals", shown: false),
        counted("offered", "dont offerts", Registration.offeredMeals, shown: false),
        counted("to_pay", "Repas à régler", "registration.meals - \(Registration.offeredMeals)", shown: false),
        Column("volunteers", "Coup de main", .text, "registration.volunteers", nullable: false, shown: false),
        Column(
            "code", "Code", .text, "overlay(translate(registration.code, 'OIL', '011') placing '-' from 5 for 0)",
            nullable: false, shown: false),
        Column("rna", "RNA", .text, "association.rna", shown: false),
        Column("siret", "SIRET", .text, "association.siret", shown: false),
    ]

    private static let filters: [Filter] = [
        .key(
            "edition", "Édition", .query("SELECT id AS value, year::text AS label FROM edition ORDER BY year DESC"),
            of: "registration.edition_id"),
        .choice("state", "État", .fixed(RegistrationState.vocabulary.choices), of: "registration.state"),
        .choice(
            "type", "Participation",
            .query("SELECT DISTINCT name AS value, name AS label FROM stand_type ORDER BY name"), of: "stand_type.name"),
        .key(
            "theme", "Domaine", .query("SELECT id AS value, name AS label FROM theme ORDER BY position, name"),
            of: "registration.theme_id"),
        .choice(
            "zone", "Zone", .query("SELECT DISTINCT name AS value, name AS label FROM zone ORDER BY name"),
            of: "zone.name"),
        .flag("power", "Avec électricité", "registration.watts > 0"),
        .flag(
            "unplaced", "À placer",
            """
            stand_type.kind = 'stand' AND pitch.id IS NULL
            AND registration.state IN ('validated', 'confirmed')
            """),
        .flag(
            "uninsured", "Assurance à vérifier",
            "registration.insured_until IS NULL OR registration.insured_until < edition.ends_on"),
    ]
}
