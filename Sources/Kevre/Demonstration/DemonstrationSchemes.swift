import PostgreSQL

/// The schemes, campaigns and envelopes of a demonstration.
enum DemonstrationSchemes {
    struct Model: Sendable {
        let code: String
        let name: String
        let service: String
        /// Code of its theme; nil for a scheme open to all of them.
        let theme: String?
        let kind: String
        let body: String
        let purpose: String
        let eligibility: String
    }

    static let models = [
        Model(
            code: "culture-fonctionnement", name: "Fonctionnement des associations culturelles", service: "culture",
            theme: "culture",
            kind: "operating", body: "council",
            purpose: "Soutenir l’activité à l’année des associations de culture, de patrimoine et de langue bretonne.",
            eligibility:
                "Associations déclarées depuis plus d’un an, ayant leur siège ou leur activité principale sur l’une des 57 communes."
        ),
        Model(
            code: "culture-projets", name: "Projets culturels et patrimoine", service: "culture", theme: "culture",
            kind: "project",
            body: "bureau", purpose: "Aider un projet daté\u{a0}: création, résidence, exposition, restauration.",
            eligibility: "Projet ouvert aux habitants de plusieurs communes\u{a0}; non commencé au dépôt du dossier."),
        Model(
            code: "sport-fonctionnement", name: "Fonctionnement des clubs sportifs", service: "sport", theme: "sport",
            kind: "operating",
            body: "council", purpose: "Soutenir les écoles de sport et l’encadrement des jeunes.",
            eligibility: "Clubs affiliés à une fédération, au moins dix licenciés de moins de 18 ans."),
        Model(
            code: "sport-evenements", name: "Événements sportifs", service: "sport", theme: "sport", kind: "event",
            body: "bureau",
            purpose: "Aider les manifestations sportives de portée intercommunale.",
            eligibility: "Demande déposée trois mois au moins avant l’événement."),
        Model(
            code: "action-sociale", name: "Solidarités et action sociale", service: "social", theme: "social",
            kind: "operating",
            body: "council", purpose: "Soutenir les associations qui viennent en aide aux habitants.",
            eligibility: "Associations à but social intervenant sur le territoire."),
        Model(
            code: "vie-associative", name: "Soutien aux initiatives associatives", service: "vie-associative",
            theme: "loisirs",
            kind: "project", body: "bureau",
            purpose: "Faire naître des initiatives locales\u{a0}: environnement, animation, citoyenneté.",
            eligibility: "Toute association du territoire, pour un projet par an."),
        Model(
            code: "equipement", name: "Équipement des associations", service: "vie-associative", theme: nil,
            kind: "investment",
            body: "council", purpose: "Aider à acheter du matériel durable et partagé.",
            eligibility: "Dépense d’au moins 1 000 €, deux devis."),
    ]

    /// The budget year for which applications are open on a day: from September, the next one.
    static func currentYear(on today: Day) -> Int { today.month >= 9 ? today.year + 1 : today.year }

    static func create(on today: Day, load: Bool, in tx: Transaction) throws {
        let current = currentYear(on: today)
        for model in models {
            let scheme: Int = try tx.one(
                """
                INSERT INTO scheme (code, name, service_id, theme_id, purpose, kind, eligibility, competent_body)
                SELECT \(model.code), \(model.name), id, (SELECT id FROM theme WHERE code = \(model.theme)), \(model.purpose), \(model.kind), \(model.eligibility), \(model.body)
                  FROM service WHERE code = \(model.service) RETURNING id
                """)["id"]
            try createDocuments(scheme, model, in: tx)
            for year in (current - 4)...current {
                try createCampaign(scheme, model, year, current, on: today, in: tx)
            }
        }
    }

    private static func createDocuments(_ scheme: Int, _ model: Model, in tx: Transaction) throws {
        var documents = [
            ("Comptes approuvés du dernier exercice", "S’ils ne sont pas déjà publiés au Journal officiel.", true),
            ("Relevé d’identité bancaire", "Au nom de l’association.", true),
            ("Rapport d’activité de l’année passée", "Quelques lignes suffisent.", false),
        ]
        if model.kind == "investment" {
            documents.append(("Devis (au moins deux)", "Datés de moins de six mois.", true))
        }
        if model.kind == "event" { documents.append(("Programme de l’événement", "Date, lieu, public attendu.", true)) }
        for (index, document) in documents.enumerated() {
            try tx.execute(
                """
                INSERT INTO scheme_document (scheme_id, label, help, mandatory, position)
                VALUES (\(scheme), \(document.0), \(document.1), \(document.2), \(index))
                """)
        }
    }

    private static func createCampaign(
        _ scheme: Int, _ model: Model, _ year: Int, _ current: Int, on today: Day, in tx: Transaction
    ) throws {
        let opens = year == current ? today.adding(days: -40) : Day(year - 1, 10, 1)
        let closes = year == current ? today.adding(days: 25) : Day(year, 1, 31)
        let campaign: Int = try tx.one(
            """
            INSERT INTO campaign (scheme_id, year, name, slug, opens_at, closes_at, instructions,
                                  payment_conditions, payment_period)
            VALUES (\(scheme), \(year), \("\(model.name) \(year)"), \("\(model.code)-\(year)"),
                    \(ParisTime.moment(opens, hour: 8)), \(ParisTime.moment(closes, hour: 17)),
                    'Un dossier par association. Les réponses sont données après la séance du printemps.',
                    \(model.kind == "investment" ? "échelonné" : "unique"), \("\(year)-04-15/\(year)-12-31"))
            RETURNING id
            """)["id"]
        // Large until the history is laid, then set to what such an authority would have voted.
        try tx.execute(
            """
            INSERT INTO envelope (campaign_id, name, amount_cents)
            VALUES (\(campaign), \("\(model.name) \(year)"), 100000000000)
            """)
    }
}
