extension Subject {
    /// Applications and what belongs to them.
    static let applications = Subject(
        "applications",
        records: [.application, .applicationDocument, .applicationBudgetLine, .applicationComment],
        events: ApplicationEvent.allCases.map { ($0.rawValue, $0.past, $0.isGrave ? .danger : .neutral) } + [
            ("accept_late", "Dépôt hors délai accepté", .attention), ("assign", "Dossier attribué", .neutral),
            ("extend_due_day", "Délai prolongé", .neutral), ("confirm_draft", "Brouillon reconnu", .done),
            ("set_document", "Pièce notée", .neutral),
        ],
        checks: [
            Check(
                "Références\u{a0}: aucune en double, aucune manquante",
                """
                SELECT format('année %s\u{a0}: %s références pour un compteur à %s', c.year, count(a.id), c.value)
                  FROM counter c LEFT JOIN application a ON a.reference LIKE 'SUB-' || c.year || '-%'
                 WHERE c.name = 'application' GROUP BY c.year, c.value HAVING count(a.id) <> c.value
                """),
            Check(
                "Journal\u{a0}: tout dossier créé y figure",
                """
                SELECT format('dossier %s sans trace de création', a.id) FROM application a
                 WHERE NOT EXISTS (SELECT FROM audit_entry e
                                    WHERE e.subject = 'application' AND e.subject_id = a.id AND e.operation = 'insert')
                 LIMIT 10
                """),
        ])
}

extension Record {
    static let application = Record(
        "application", "Dossier", page: "/dossiers/",
        fields: [
            .text("reference", "Référence"),
            .code("state", "État", ApplicationState.vocabulary),
            .code("channel", "Arrivée", Vocabulary(Application.Channel.self, \.label)),
            .code("kind", "Nature", SubsidyKind.vocabulary),
            .text("title", "Intitulé"),
            .text("object", "Description"),
            .text("audience", "Public"),
            .text("territory", "Territoire"),
            .day("starts_on", "Début"),
            .day("ends_on", "Fin"),
            .money("requested_cents", "Montant demandé"),
            .text("account_holder", "Titulaire du compte"),
            .masked("iban", "IBAN"),
            .text("bic", "BIC"),
            .text("representative_name", "Nom du représentant"),
            .text("representative_role", "Fonction du représentant"),
            .text("representative_email", "Adresse électronique du représentant"),
            .text("representative_phone", "Téléphone du représentant"),
            .list("identity", "Identité déclarée"),
            .list("declarations", "Engagements"),
            .list("draft", "Saisie en cours"),
            .integer("step", "Étape de saisie"),
            .text("contact_email", "Adresse donnée au début"),
            .moment("confirmed_at", "Reconnu par le service"),
            .flag("only_one", "Seule demande de la campagne"),
            .secret("resume_token_hash", "Lien de reprise"),
            .moment("submitted_at", "Dépôt"),
            .moment("filed_at", "Enregistré le"),
            .flag("late", "Hors délai"),
            .flag("late_accepted", "Dérogation de délai"),
            .moment("completed_at", "Dossier complet"),
            .day("documents_due_on", "Délai des pièces"),
            .text("state_reason", "Motif"),
            .key("officer_id", "Suivi par"),
            .key("envelope_id", "Enveloppe"),
            .code("opinion", "Avis", Application.Opinion.vocabulary),
            .text("opinion_text", "Motivation"),
            .money("proposed_cents", "Montant proposé"),
            .text("derogation", "Dérogation"),
            .money("granted_cents", "Montant accordé"),
            .text("conditions", "Conditions"),
            .day("decided_on", "Décidé le"),
            .day("notified_on", "Notifié le"),
            .day("legality_receipt_on", "Reçu en préfecture le"),
            .moment("state_changed_at", "Changement d’état"),
        ])

    static let applicationDocument = Record(
        "application_document", "Pièce",
        fields: [
            .text("label", "Libellé"),
            .text("help", "Aide"),
            .flag("mandatory", "Obligatoire"),
            .integer("position", "Ordre"),
            .code("state", "État", ApplicationDocument.State.vocabulary),
            .day("received_on", "Reçue le"),
            .day("requested_on", "Demandée le"),
            .text("note", "Note"),
        ])

    static let applicationBudgetLine = Record(
        "application_budget_line", "Budget",
        fields: [
            .text("side", "Dépense ou ressource"),
            .text("account", "Compte"),
            .money("amount_cents", "Montant"),
        ])

    static let applicationComment = Record(
        "application_comment", "Commentaire",
        fields: [
            .text("agent_name", "Agent"),
            .moment("at", "Moment"),
            .text("body", "Texte"),
        ])
}
