import PostgreSQL

/// The journal's words for events, tables and columns.
enum JournalWords {
    /// What happened. Events of life cycles come from their own definitions.
    static let events = Vocabulary(
        ApplicationEvent.allCases.map { ($0.rawValue, $0.past, $0.isGrave ? .danger : .neutral) }
            + [
                ("accept_late", "Dépôt hors délai accepté", .attention), ("assign", "Dossier attribué", .neutral),
                ("extend_due_day", "Délai prolongé", .neutral), ("set_document", "Pièce notée", .neutral),
                ("decide", "Décision de séance", .neutral), ("discuss", "Montant discuté", .neutral),
                ("undo_decision", "Décision reprise", .attention), ("close_session", "Séance close", .neutral),
                ("merge", "Fusion", .attention), ("undo_merge", "Fusion annulée", .attention),
                ("load_history", "Démonstration chargée", .neutral), ("cancel", "Annulation", .attention),
                ("place", "Emplacement attribué", .neutral), ("unplace", "Emplacement repris", .neutral),
                ("change_type", "Stand changé", .neutral), ("promote", "Passage de la liste d’attente", .neutral),
                ("arrive", "Arrivée", .neutral), ("complete_grants", "Versement complété", .neutral),
                ("set_payment_terms", "Conditions de versement", .neutral),
                ("delete_edition", "Édition supprimée", .danger),
            ])

    /// The name of each column, as a table the journal's list is joined with.
    static let columnTable: SQL = {
        let names = Array(columns.keys).sorted()
        let labels = names.map { columns[$0] ?? $0 }
        return "unnest(\(names)::text[], \(labels)::text[])"
    }()

    static let columns: [String: String] = identity.merging(money) { first, _ in first }
        .merging(course) { first, _ in first }.merging(texts) { first, _ in first }

    private static let identity: [String: String] = [
        "name": "nom", "short_name": "sigle", "rna": "RNA", "siren": "SIREN", "siret": "SIRET", "purpose": "objet",
        "address": "adresse", "postcode": "code postal", "locality": "localité", "commune_code": "commune",
        "commune": "commune", "commune_codes": "communes", "communes": "communes", "email": "courriel",
        "contact_email": "courriel du contact", "contact_name": "nom du contact",
        "contact_phone": "téléphone du contact",
        "contact": "contact", "phone": "téléphone", "website": "site", "slug": "adresse web", "created_on": "création",
        "dissolved_on": "dissolution", "member_count": "adhérents", "volunteer_count": "bénévoles",
        "volunteers": "bénévoles", "employee_count": "salariés", "fte_hundredths": "équivalents temps plein",
        "max_fte_hundredths": "équivalents temps plein, au plus", "year_end_month": "fin d’exercice (mois)",
        "year_end_day": "fin d’exercice (jour)", "role": "fonction", "legal_representative": "représentant légal",
        "holder": "titulaire", "account_holder": "titulaire du compte", "iban": "IBAN", "bic": "BIC",
        "verified_by": "vérifié par", "verified_on": "vérifié le", "identity": "identité déclarée",
        "representative_name": "représentant", "representative_role": "qualité du représentant",
        "representative_email": "courriel du représentant", "representative_phone": "téléphone du représentant",
        "beneficiary_name": "bénéficiaire", "beneficiary_siret": "SIRET du bénéficiaire",
        "beneficiary_rna": "RNA du bénéficiaire", "beneficiary_siren": "SIREN du bénéficiaire",
        "funder_name": "attribuant", "funder_siret": "SIRET de l’attribuant", "agent_name": "agent", "active": "actif",
        "accreditation": "agrément", "number": "numéro", "code": "code", "reference": "référence",
        "merged_at": "fusion",
        "merged_by": "fusionné par", "undone_at": "annulation", "undone_by": "annulé par", "likeness": "ressemblance",
        "evidence": "indices", "settled_at": "réglé le", "settled_by": "réglé par",
        "resume_token_hash": "lien de reprise",
        "token_hash": "lien secret",
    ]

    private static let money: [String: String] = [
        "amount_cents": "montant", "requested_cents": "demandé", "proposed_cents": "proposé",
        "granted_cents": "accordé",
        "decided_cents": "décidé", "committed_cents": "engagé", "in_kind_cents": "aides en nature",
        "actual_cents": "réalisé", "planned_cents": "prévu", "asked_cents": "demandé", "obtained_cents": "obtenu",
        "sought_cents": "recherché", "paid_cents": "versé", "floor_cents": "montant minimal",
        "ceiling_cents": "montant maximal", "eligible_cents": "dépense éligible",
        "min_project_cents": "projet, au moins", "max_project_cents": "projet, au plus",
        "max_budget_cents": "budget, au plus", "rate_bp": "taux", "rate_min_bp": "taux minimal",
        "rate_max_bp": "taux maximal", "min_own_bp": "autofinancement minimal",
        "max_public_bp": "aides publiques, au plus",
        "max_of_public_bp": "part des aides publiques, au plus", "share_bp": "part", "nature": "nature",
        "kind": "catégorie", "kinds": "catégories", "expenses": "dépenses", "account": "compte",
        "earmarked": "affectée",
        "eu_notified": "notification européenne", "payment_period": "période de versement",
        "payment_conditions": "conditions de versement", "conditions": "conditions",
        "own": "propre à la collectivité", "refused": "refusée", "rae_id": "répertoire des aides", "year": "année",
        "decided_on": "décidé le", "decision_reference": "référence de la décision", "paid_on": "versé le",
        "budget": "budget", "side": "dépense ou ressource", "other_funders": "autres financeurs",
    ]

    private static let course: [String: String] = [
        "state": "état", "state_reason": "motif", "state_changed_at": "changement d’état", "reason": "motif",
        "reasons": "motifs", "stage": "étape", "step": "étape de saisie", "late": "hors délai",
        "late_accepted": "dérogation de délai", "late_reason": "motif de la dérogation", "derogation": "dérogation",
        "opinion": "avis", "opinion_text": "motivation de l’avis", "officer_id": "suivi par",
        "documents_due_on": "délai des pièces", "submitted_at": "dépôt", "completed_at": "dossier complet",
        "filed_at": "dépôt", "filed_on": "déposé le", "decided_at": "décision", "decided_by": "décidé par",
        "notified_on": "notifié le", "legality_receipt_on": "reçu en préfecture le", "starts_on": "début",
        "ends_on": "fin", "opens_at": "ouverture", "opens_on": "ouverture", "closes_at": "clôture",
        "closes_on": "clôture", "closed_at": "clôture", "closed_by": "clos par", "closed_on": "clos le",
        "closed_reason": "motif de clôture", "held_on": "jour", "held_at": "heure", "held": "tenue",
        "final": "définitif",
        "outcome": "décision", "deliberation_reference": "délibération", "position": "ordre",
        "requested_on": "demandé le", "received_on": "reçu le", "answered_on": "répondu le", "mandatory": "obligatoire",
        "documents": "pièces", "channel": "arrivée", "competent_body": "instance compétente", "scope": "étendue",
        "decision": "décision", "done_on": "fait le", "done_by": "fait par", "next_action": "prochaine action",
        "next_action_on": "prochaine action le", "assignee": "confié à", "report_due_on": "bilan attendu le",
        "report_received_on": "bilan reçu le", "reported_on": "bilan remis le", "moved_on": "déplacé le",
        "moved": "déplacé", "promoted_at": "admis le", "arrived_at": "arrivée", "tried_at": "arrivée en essai",
        "arrival": "arrivée",
        "arrivals": "arrivées", "at": "moment", "revoked_at": "révoqué le", "last_read_at": "dernière lecture",
    ]

    private static let texts: [String: String] = [
        "title": "intitulé", "label": "libellé", "object": "description", "objectives": "objectifs", "need": "besoin",
        "audience": "public", "audiences": "publics", "territory": "territoire", "declarations": "engagements",
        "draft": "saisie en cours", "body": "texte", "note": "note", "notes": "notes", "description": "description",
        "instructions": "consignes", "local_fields": "champs propres", "theme": "thème", "themes": "thèmes",
        "scheme": "dispositif", "service": "service", "accepts_in_kind": "aides en nature acceptées",
        "regulation": "règlement", "regulation_version": "version du règlement", "help": "aide",
        "presentation": "présentation", "place": "lieu",
        "capacity": "capacité", "quota": "quota", "people": "personnes", "tables": "tables", "chairs": "chaises",
        "panels": "grilles", "watts": "puissance", "sockets": "prises", "hours": "horaires", "width": "largeur",
        "depth": "profondeur", "height": "hauteur", "zone": "zone", "meals": "repas",
        "offered_meals": "repas offerts", "allergies": "allergies",
        "priorities": "priorités", "recurrence": "périodicité", "programs": "programmes", "effort": "travail",
        "source": "source", "source_url": "page d’origine", "application_url": "dépôt en ligne", "value": "valeur",
    ]
}
