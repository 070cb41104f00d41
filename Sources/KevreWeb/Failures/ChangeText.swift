import Kevre

/// The audit trail's fields and values in words. The trail holds columns as the database names them.
enum ChangeText {
    /// The French name of a column; nil for columns that say nothing to people.
    static func label(of column: String) -> String? { labels[column] }

    /// A value as it is read: the label of a code, an amount in euros, a day.
    static func value(_ text: String?, of column: String) -> String {
        switch text {
        case nil, "": return "—"
        case "true": return "oui"
        case "false": return "non"
        case let text?:
            if column.hasSuffix("_cents"), let cents = Int(text) { return Money(cents: cents).short }
            return words[column]?[text] ?? Day(iso: text)?.short ?? text
        }
    }

    /// A field of a form as it was typed, with its name where it has one; nil for what people did not type.
    static func typed(_ text: String, in field: String) -> String {
        let name = label(of: field) ?? label(of: "\(field)_cents")
        let value = words[field]?[text] ?? text
        return name.map { "\($0)\u{a0}: \(value)" } ?? value
    }

    /// The labels of codes, by column.
    private static let words: [String: [String: String]] = [
        "outcome": labels(AgendaLine.Outcome.allCases, \.label),
        "opinion": labels(Application.Opinion.allCases, \.label),
        "kind": labels(SubsidyKind.allCases, \.label),
        "channel": labels(Application.Channel.allCases, \.label),
        "body": labels(Session.Body.allCases, \.label),
        "competent_body": labels(DecidingBody.allCases, \.label),
        "stage": labels(Project.Stage.allCases, \.label),
        // One code never means two things: where several subjects have it, the files' word stands.
        "state": labels(ApplicationState.allCases, \.label)
            .merging(labels(FundingSearchState.allCases, \.label)) { first, _ in first }
            .merging(labels(RegistrationState.allCases, \.label)) { first, _ in first }
            .merging(labels(EditionState.allCases, \.label)) { first, _ in first },
    ]

    private static func labels<Code: RawRepresentable<String>>(
        _ codes: [Code], _ label: (Code) -> String
    ) -> [String: String] {
        Dictionary(uniqueKeysWithValues: codes.map { ($0.rawValue, label($0)) })
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
        "asked_cents": "Demandé", "obtained_cents": "Obtenu",
        "paid_cents": "Versé", "closes_on": "Clôture", "filed_on": "Déposée le",
        "answered_on": "Répondue le", "next_action": "Prochaine action", "next_action_on": "Pour le",
        "contact": "Interlocuteur", "report_due_on": "Bilan attendu le", "chosen": "Plan suivi",
        "year": "Année", "kind": "Nature", "deliberation_reference": "Délibération",
        "capacity": "Places", "access": "Accès", "starts_at": "Début", "ends_at": "Fin",
        "registered": "Sur inscription",
        "published_at": "Publié le", "registration_closes_at": "Clôture des inscriptions",
        "introduction": "Présentation", "association_name": "Association", "cancelled_at": "Annulée le",
        "fte_hundredths": "Équivalents temps plein", "budget_cents": "Budget annuel", "amount_cents": "Montant",
        "requested_cents": "Demandé",
        "proposed_cents": "Proposé", "granted_cents": "Accordé", "body": "Instance", "channel": "Arrivée",
        "competent_body": "Instance compétente", "above_request": "Plus que demandé",
    ]
}
