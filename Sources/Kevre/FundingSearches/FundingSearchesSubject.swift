extension Subject {
    /// Searches for money.
    static let fundingSearches = Subject(
        "fundingSearches",
        records: [.fundingSearch, .fundingSearchNote],
        events: FundingSearchEvent.allCases.map { ($0.rawValue, $0.label, .neutral) },
        checks: [
            Check(
                "Recherches de financement\u{a0}: ce qui est versé a été accordé, ce qui est répondu a été déposé",
                """
                SELECT format('recherche %s\u{a0}: état %s, accordé %s, versé %s', f.id, f.state, f.obtained_cents, f.paid_cents)
                  FROM funding_search f
                 WHERE f.paid_cents > coalesce(f.obtained_cents, 0)
                    OR f.state = 'paid' AND f.paid_cents <> f.obtained_cents
                    OR f.state IN ('spotted', 'contacted', 'in_preparation') AND f.answered_on IS NOT NULL
                """)
        ])
}

extension Record {
    static let fundingSearch = Record(
        "funding_search", "Recherche de financement",
        fields: [
            .key("aid_id", "Aide"),
            .key("funder_id", "Financeur"),
            .text("label", "Objet"),
            .code("state", "État", FundingSearchState.vocabulary),
            .money("asked_cents", "Montant demandé"),
            .money("obtained_cents", "Montant obtenu"),
            .money("paid_cents", "Montant versé"),
            .day("closes_on", "Clôture"),
            .day("filed_on", "Déposée le"),
            .day("answered_on", "Répondue le"),
            .day("paid_on", "Versé le"),
            .day("report_due_on", "Bilan attendu le"),
            .day("reported_on", "Bilan remis le"),
            .text("next_action", "Prochaine action"),
            .day("next_action_on", "Pour le"),
            .key("agent_id", "Suivie par"),
            .text("contact", "Interlocuteur"),
            .text("reason", "Motif"),
            .day("moved_on", "Déplacée le"),
            .moment("state_changed_at", "Changement d’état"),
            .amounts("instalment_cents", "Versements"),
            .days("instalment_days", "Jours des versements"),
        ])

    static let fundingSearchNote = Record(
        "funding_search_note", "Échange", page: "/financements/recherches?",
        fields: [
            .text("kind", "Comment"),
            .day("held_on", "Date"),
            .text("people", "Avec qui"),
            .text("body", "Ce qui s’est dit"),
            .text("agent_name", "Agent"),
            .moment("at", "Moment"),
        ])
}
