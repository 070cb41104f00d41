import Kevre

/// The audit trail's fields and values in words. The trail holds columns as the database names them.
enum ChangeText {
    /// The French name of a column; nil for columns that say nothing to people.
    static func label(of column: String) -> String? { labels[column] }

    /// A value as it is read: amounts and days are told by the column's name elsewhere, here by their form.
    static func value(_ text: String?) -> String {
        switch text {
        case nil, "": "—"
        case "true": "oui"
        case "false": "non"
        case let text?: Day(iso: text)?.short ?? text
        }
    }

    private static let labels: [String: String] = [
        "name": "Nom", "short_name": "Sigle", "email": "Adresse électronique", "phone": "Téléphone",
        "website": "Site", "rna": "RNA", "siren": "SIREN", "siret": "SIRET", "purpose": "Objet",
        "address": "Adresse", "postcode": "Code postal", "locality": "Localité", "commune_code": "Commune",
        "created_on": "Créée le", "dissolved_on": "Dissoute le", "member_count": "Adhérents",
        "volunteer_count": "Bénévoles", "employee_count": "Salariés", "state": "État", "title": "Intitulé",
        "object": "Objet", "audience": "Public", "territory": "Territoire", "starts_on": "Début",
        "ends_on": "Fin", "opinion": "Avis", "opinion_text": "Avis motivé", "conditions": "Conditions",
        "payment_conditions": "Conditions de versement", "payment_period": "Période de versement",
        "decided_on": "Décidé le", "notified_on": "Notifié le", "opens_at": "Ouverture",
        "closes_at": "Clôture", "instructions": "Consignes", "held_on": "Date", "place": "Lieu",
        "active": "Actif", "code": "Code", "description": "Description", "note": "Note",
        "holder": "Titulaire",
        "iban": "IBAN", "bic": "BIC", "outcome": "Décision", "reason": "Motif", "eligibility": "Éligibilité",
        "need": "Besoin", "objectives": "Objectifs", "public": "Public", "stage": "Étape", "scope": "Portée",
        "asked_cents": "Demandé (centimes)", "obtained_cents": "Obtenu (centimes)",
        "paid_cents": "Versé (centimes)", "closes_on": "Clôture", "filed_on": "Déposée le",
        "answered_on": "Répondue le", "next_action": "Prochaine action", "next_action_on": "Pour le",
        "contact": "Interlocuteur", "report_due_on": "Bilan attendu le", "chosen": "Plan suivi",
        "year": "Année", "kind": "Nature", "deliberation_reference": "Délibération",
        "capacity": "Places", "access": "Accès", "starts_at": "Début", "ends_at": "Fin",
        "registered": "Sur inscription",
        "published_at": "Publié le", "registration_closes_at": "Clôture des inscriptions",
        "introduction": "Présentation", "association_name": "Association", "cancelled_at": "Annulée le",
        "fte_hundredths": "Équivalents temps plein", "budget_cents": "Budget annuel",
    ]
}
