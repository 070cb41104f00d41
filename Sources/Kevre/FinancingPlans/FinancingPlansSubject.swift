extension Subject {
    /// Financing plans.
    static let financingPlans = Subject(
        "financingPlans",
        records: [.financingPlan, .financingLine],
        checks: [
            Check(
                "Plans de financement\u{a0}: un seul suivi par projet",
                """
                SELECT format('projet %s\u{a0}: %s plans, aucun suivi', p.project_id, count(*)) FROM financing_plan p
                 GROUP BY p.project_id HAVING NOT bool_or(p.chosen)
                """)
        ])
}

extension Record {
    static let financingPlan = Record(
        "financing_plan", "Plan de financement",
        fields: [
            .text("name", "Nom"),
            .text("note", "Note"),
            .flag("chosen", "Plan suivi"),
            .flag("without_vat", "Hors taxes"),
            .flag("recovers_vat", "Récupère la TVA"),
        ])

    static let financingLine = Record(
        "financing_line", "Ligne d’un plan",
        fields: [
            .text("side", "Dépense ou ressource"),
            .integer("position", "Ordre"),
            .text("account", "Compte"),
            .text("label", "Libellé"),
            .money("amount_cents", "Montant"),
            .code("state", "État", FinancingLine.State.vocabulary),
            .text("evidence", "Justificatif"),
            .key("search_id", "Recherche"),
            .key("aid_id", "Aide"),
            .money("eligible_cents", "Dépense éligible"),
            .list("covers", "Dépenses couvertes"),
            .percent("rate_bp", "Taux"),
            .money("floor_cents", "Montant minimum"),
            .money("ceiling_cents", "Montant maximum"),
            .percent("max_public_bp", "Argent public au plus"),
            .percent("max_of_public_bp", "Part dans l’argent public"),
            .percent("min_own_bp", "Autofinancement minimum"),
            .flag("accepts_in_kind", "Bénévolat et dons en nature comptés"),
        ])
}
