import PostgreSQL

extension EditionTask {
    /// What an edition starts with: the safety file of a hall open to the public first, then the rest.
    ///
    /// - SeeAlso: règlement de sécurité ERP, art. GN 6 (exceptional use: 15 days, a month where the fire service
    ///   asks it), art. T 5 (exhibition: two months).
    static let usual: [(days: Int, kind: Kind, label: String, note: String)] = [
        (240, .organisation, "Réserver le lieu", "Montage et démontage compris."),
        (150, .organisation, "Ouvrir les inscriptions des associations", ""),
        (
            75, .safety, "Consulter le service départemental d’incendie et de secours",
            "Classement de la salle, effectif, chargé de sécurité ou non."
        ),
        (
            60, .safety, "Déposer le dossier de sécurité (exposition, type T)",
            "Deux mois avant\u{a0}: plan, effectif, aménagements, électricité."
        ),
        (
            60, .safety, "Déclarer la manifestation en préfecture si l’effectif le demande",
            "Grand rassemblement, niveau Vigipirate."
        ),
        (
            45, .communication, "Imprimer les affiches et le programme", ""
        ),
        (45, .safety, "Commander le poste de secours (DPS)", "Selon la grille d’évaluation des risques."),
        (
            30, .safety, "Demander l’utilisation exceptionnelle de la salle (GN 6)",
            "Quinze jours au moins\u{a0}; un mois demandé par certains services d’incendie."
        ),
        (
            30, .safety, "Demander la licence temporaire de la buvette",
            "Au maire\u{a0}; cinq par an et par association."
        ),
        (30, .safety, "Vérifier les attestations d’assurance", "Elles couvrent le jour de l’édition."),
        (21, .safety, "Vérifier chapiteaux et tentes (CTS)", "Registre de sécurité, ancrage, vent."),
        (21, .organisation, "Transmettre les besoins aux services techniques", "Tables, chaises, grilles, puissances."),
        (20, .organisation, "Arrêter le plan des stands", "Allées de 1,40 m au moins, sorties libres."),
        (15, .programme, "Arrêter le programme", "Salles, intervenants, horaires."),
        (15, .safety, "Déclarer la musique à la SACEM", ""),
        (10, .communication, "Publier le plan et le programme", ""),
        (7, .safety, "Préparer l’évacuation des personnes à mobilité réduite", ""),
        (3, .safety, "Recevoir l’avis de la commission et l’autorisation d’ouverture", ""),
        (1, .organisation, "Monter la salle", "De 13 h à 20 h la veille."),
        (0, .safety, "Faire signer les consignes de sécurité aux exposants", ""),
        (-7, .after, "Envoyer l’enquête aux associations et aux visiteurs", ""),
        (-30, .after, "Faire le bilan de l’édition", ""),
    ]

    static func addUsual(to edition: Edition.ID, in tx: Transaction) throws {
        try tx.pipeline(
            usual.map { task in
                """
                INSERT INTO edition_task (edition_id, label, note, kind, days_before)
                VALUES (\(edition), \(task.label), \(task.note), \(task.kind), \(task.days))
                """
            })
    }
}

extension EditionBudgetLine {
    /// The headings of a forum's budget.
    static let usual: [(side: Side, label: String)] = [
        (.expense, "Salle et matériel"), (.expense, "Électricité et montage"), (.expense, "Communication"),
        (.expense, "Sécurité et secours"), (.expense, "Restauration"), (.expense, "Intervenants"),
        (.expense, "Moyens des services (en nature)"), (.income, "Budget de la collectivité"),
        (.income, "Partenaires"),
    ]

    static func addUsual(to edition: Edition.ID, in tx: Transaction) throws {
        try tx.pipeline(
            usual.enumerated().map { position, line in
                """
                INSERT INTO edition_budget_line (edition_id, side, label, position)
                VALUES (\(edition), \(line.side), \(line.label), \(position))
                """
            })
    }
}

extension StandType {
    /// What a first edition starts with.
    static let usual: [(name: String, description: String, kind: Kind, quota: Int?)] = [
        ("Stand", "Module de 2 m\u{a0}: une table, deux chaises, une grille.", .stand, 80),
        ("Grand stand", "Module de 3 m\u{a0}: deux tables, quatre chaises, deux grilles.", .stand, 20),
        ("Démonstration", "Un créneau sur la scène, sans stand.", .demonstration, 12),
        ("Présence seulement", "Participer aux échanges, sans stand.", .attending, nil),
    ]

    static func addUsual(to edition: Edition.ID, in tx: Transaction) throws {
        try tx.pipeline(
            usual.enumerated().map { position, type in
                let bare = type.kind != .stand
                let big = position == 1 ? 2 : 1
                return """
                    INSERT INTO stand_type (edition_id, name, description, kind, quota, max_tables, max_chairs,
                                            max_panels, max_watts, position)
                    VALUES (\(edition), \(type.name), \(type.description), \(type.kind), \(type.quota),
                            \(bare ? 0 : big), \(bare ? 0 : 2 * big), \(bare ? 0 : big),
                            \(type.kind == .attending ? 0 : 2_000), \(position))
                    """
            })
    }
}
