extension Subject {
    /// Aids and funders.
    static let aids = Subject(
        "aids",
        records: [.aid, .funder, .funderContact, .funderAlias, .aidDuplicate],
        checks: [
            Check(
                "Aides\u{a0}: ce que l’appariement en lit suit la fiche",
                """
                SELECT format('aide %s\u{a0}: %s', coalesce(a.id, f.aid_id),
                              CASE WHEN a.id IS NULL THEN 'close, mais encore appariée'
                                   WHEN f.aid_id IS NULL THEN 'absente de l’appariement' ELSE 'sans ses mots' END)
                  FROM (SELECT id FROM aid WHERE closed_on IS NULL) a FULL JOIN aid_facts f ON f.aid_id = a.id
                  LEFT JOIN aid_words w ON w.aid_id = a.id
                 WHERE a.id IS NULL OR f.aid_id IS NULL OR w.aid_id IS NULL LIMIT 50
                """)
        ])
}

extension Record {
    static let aid = Record(
        "aid", "Aide", page: "/financements/aides/",
        fields: [
            .key("funder_id", "Financeur"),
            .text("other_funders", "Autres financeurs"),
            .text("instructor", "Instructeur"),
            .text("programs", "Programmes"),
            .text("name", "Nom"),
            .text("short_name", "Nom court"),
            .text("description", "Description"),
            .text("eligibility", "Éligibilité"),
            .text("examples", "Exemples de projets"),
            .text("contact", "Contact"),
            .text("documents", "Pièces et démarche"),
            .text("website", "Page de l’aide"),
            .text("application_url", "Démarche en ligne"),
            .flag("is_call", "Appel à projets"),
            .list("themes", "Thèmes"),
            .list("source_themes", "Thèmes de la source"),
            .list("unknown_themes", "Thèmes inconnus"),
            .list("audiences", "Bénéficiaires"),
            .text("audience_note", "Précision"),
            .list("kinds", "Forme de l’aide"),
            .list("expenses", "Dépenses couvertes"),
            .list("stages", "Avancement du projet"),
            .text("perimeter_text", "Territoire"),
            .flag("seat_required", "Le siège doit s’y trouver"),
            .percent("rate_min_bp", "Taux minimum"),
            .percent("rate_max_bp", "Taux maximum"),
            .text("rate_note", "Précision sur le taux"),
            .money("floor_cents", "Montant minimum"),
            .money("ceiling_cents", "Montant maximum"),
            .money("min_project_cents", "Projet d’au moins"),
            .money("max_project_cents", "Projet d’au plus"),
            .percent("max_public_bp", "Argent public au plus"),
            .percent("max_of_public_bp", "Part de cette aide dans l’argent public"),
            .percent("min_own_bp", "Autofinancement minimum"),
            .flag("accepts_in_kind", "Le bénévolat et les dons en nature comptent"),
            .integer("min_age_months", "Ancienneté minimale (mois)"),
            .hundredths("max_fte_hundredths", "Équivalents temps plein au plus"),
            .money("max_budget_cents", "Budget de l’association au plus"),
            .text("accreditation", "Agrément ou affiliation demandés"),
            .text("conditions", "Autres conditions"),
            .list("priorities", "Ce qui est une priorité, non une condition"),
            .text("cumulation", "Cumul"),
            .text("cumulation_note", "Précision sur le cumul"),
            .text("start_rule", "Début des dépenses"),
            .text("recurrence", "Récurrence"),
            .day("opens_on", "Ouverture"),
            .day("predeposit_on", "Pré-dépôt avant le"),
            .day("closes_on", "Clôture"),
            .integer("preparation_days", "Jours de préparation"),
            .text("effort", "Effort du dossier"),
            .text("notes", "Notes"),
            .text("to_verify", "À vérifier"),
            .day("verified_on", "Vérifiée le"),
            .text("verified_by", "Vérifiée par"),
            .text("source", "Source"),
            .text("source_key", "Clé de la source"),
            .text("source_url", "Page d’origine"),
            .day("source_updated_on", "Mise à jour de la source"),
            .text("source_digest", "Empreinte de la source"),
            .list("local_fields", "Champs propres"),
            .list("held", "Corrections gardées"),
            .day("closed_on", "Fermée le"),
            .text("closed_reason", "Motif de fermeture"),
        ])

    static let funder = Record(
        "funder", "Financeur", page: "/financements/financeurs/",
        fields: [
            .text("name", "Nom"),
            .code("kind", "Nature", FunderKind.vocabulary),
            .text("website", "Site"),
            .text("notes", "Notes"),
            .flag("active", "Financeur suivi"),
            .text("source", "Source"),
        ])

    static let funderContact = Record(
        "funder_contact", "Contact d’un financeur",
        fields: [
            .text("name", "Nom"),
            .text("role", "Fonction"),
            .text("email", "Adresse électronique"),
            .text("phone", "Téléphone"),
            .text("notes", "Notes"),
            .integer("position", "Ordre"),
        ])

    static let funderAlias = Record(
        "funder_alias", "Autre nom d’un financeur",
        fields: [
            .text("name", "Nom")
        ])

    static let aidDuplicate = Record(
        "aid_duplicate", "Aide en double",
        fields: [
            .integer("likeness", "Ressemblance"),
            .text("reason", "Motif"),
            .text("state", "État"),
            .text("decided_by", "Décidé par"),
            .moment("decided_at", "Décidé le"),
        ])
}
