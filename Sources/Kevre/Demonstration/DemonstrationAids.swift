import PostgreSQL

/// The catalogue of the demonstration: the real starting catalogue, and a few invented calls that are open now, said
/// to be examples, so that days left and preparation can be seen.
enum DemonstrationAids {
    static func create(on today: Day, in tx: Transaction) throws {
        try StartingCatalogue.load(in: tx)
        // The size in full-time posts follows from the number of employees, where the association said it.
        try tx.execute(
            """
            UPDATE association SET fte_hundredths = employee_count * (60 + id % 5 * 10)
             WHERE employee_count IS NOT NULL AND id % 3 <> 0
            """)
        try tx.execute(
            """
            INSERT INTO funder (name, kind, notes) VALUES
                ('Fondation Mobilités rurales (exemple)', 'foundation',
                 'Répond au téléphone le mardi. Aime les projets déjà essayés dans une commune et un budget simple.'),
                ('Fonds Armor solidaire (exemple)', 'foundation', 'Premier contact par message ; visite sur place avant la décision.')
            """)
        for call in calls {
            try tx.execute(
                """
                INSERT INTO aid (funder_id, name, description, eligibility, themes, audiences, kinds, perimeter_id,
                                 perimeter_text, is_call, rate_max_bp, floor_cents, ceiling_cents, min_project_cents,
                                 recurrence, opens_on, closes_on, preparation_days, effort, cumulation, cumulation_note,
                                 start_rule, documents, notes)
                SELECT f.id, \(call.name), \(call.description), \(call.eligibility), \(call.themes)::text[], '{association}',
                       '{grant}', p.id, p.name, true, \(call.rate), \(call.floor * 100), \(call.ceiling * 100),
                       \(call.minProject.map { $0 * 100 }), 'recurring', \(today.adding(days: -20)),
                       \(today.adding(days: call.days)), \(call.preparation), 'medium', 'restricted', \(call.cumulation),
                       'after_submission', \("Exemple inventé pour la démonstration."), \(call.notes)
                  FROM funder f, perimeter p WHERE f.name = \(call.funder) AND p.scale = \(call.scale) AND p.code = \(call.code)
                """)
        }
    }

    private struct Call {
        let funder: String
        let name: String
        let description: String
        let eligibility: String
        let themes: [String]
        let scale: String
        let code: String
        let rate: Int
        let floor: Int
        let ceiling: Int
        var minProject: Int?
        let days: Int
        let preparation: Int
        let cumulation: String
        var notes = ""
    }

    private static let calls = [
        Call(
            funder: "Fondation Mobilités rurales (exemple)", name: "Appel à projets Mobilités rurales",
            description:
                "Se déplacer sans voiture à la campagne\u{a0}: vélo, autopartage, transport solidaire, réparation, réemploi.",
            eligibility: "Associations des communes rurales.", themes: ["environnement", "social"], scale: "country",
            code: "FR",
            rate: 8_000, floor: 2_000, ceiling: 20_000, days: 61, preparation: 21,
            cumulation: "autre fondation sur les mêmes dépenses\u{a0}?"),
        Call(
            funder: "Fonds Armor solidaire (exemple)", name: "Coup de pouce solidarité",
            description:
                "Lien social, isolement, parentalité, accès aux droits et au numérique dans les Côtes-d’Armor.",
            eligibility: "Associations des Côtes-d’Armor.", themes: ["social", "jeunesse", "sante"],
            scale: "department", code: "22",
            rate: 5_000, floor: 1_000, ceiling: 5_000, days: 23, preparation: 8,
            cumulation: "une seule demande par an.",
            notes: "La commission préfère les demandes de moins de 3 000 €."),
        Call(
            funder: "Fonds Armor solidaire (exemple)", name: "Grands projets de territoire",
            description: "Équipements et services nouveaux portés par plusieurs associations.",
            eligibility: "Projets d’au moins 30 000 €.",
            themes: ["social", "economie", "environnement", "culture"], scale: "department", code: "22", rate: 4_000,
            floor: 10_000,
            ceiling: 40_000, minProject: 30_000, days: 12, preparation: 30, cumulation: "aucune autre aide du fonds."),
    ]
}
