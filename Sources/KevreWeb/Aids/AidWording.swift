import Foundation
import Kevre

/// Columns and texts of aids as people read them.
enum AidWording {
    /// The French name of a column; nil for what says nothing to people.
    static func label(_ column: String) -> String? { labels[column] }
    static func column(_ column: String) -> String { labels[column] ?? column }

    static func value(_ column: String, _ text: String?) -> String {
        guard let text, !text.isEmpty, text != "[]", text != "{}" else { return "—" }
        if column.hasSuffix("_cents"), let cents = Int(text) { return Money(cents: cents).short }
        if column.hasSuffix("_bp"), let points = Int(text) { return FrenchText.percent(basisPoints: points) }
        if column.hasSuffix("_hundredths"), let number = Int(text) { return FrenchText.hundredths(number) }
        if let day = Day(iso: text) { return day.short }
        switch column {
        case "recurrence": return AidVocabulary.recurrences[text].label
        case "start_rule": return AidVocabulary.startRules[text].label
        case "closed_reason":
            return text == "gone" ? "disparue de sa source" : text == "duplicate" ? "double" : "par le service"
        default: break
        }
        if text == "true" || text == "false" { return text == "true" ? "oui" : "non" }
        return text.replacing("[\"", with: "").replacing("\"]", with: "").replacing("\", \"", with: ", ")
    }

    /// `collectivites.ladrome.fr` of an address.
    static func host(_ address: String) -> String { URL(string: address)?.host() ?? address }

    /// Text of a source: paragraphs, and items behind a bullet as a list.
    static func prose(_ text: String) -> HTML {
        var html = HTML()
        var items: [HTML] = []
        func close() {
            if !items.isEmpty { html += "<ul>\(items)</ul>" }
            items = []
        }
        for part in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
            var lines: [HTML] = []
            func flush() {
                if !lines.isEmpty { html += "<p>\(lines.joined(separator: "<br>"))</p>" }
                lines = []
            }
            for line in part.split(separator: "\n") {
                if line.hasPrefix("• ") {
                    flush()
                    items.append("<li>\(String(line.dropFirst(2)))</li>")
                } else {
                    close()
                    lines.append("\(String(line))")
                }
            }
            close()
            flush()
        }
        return html
    }

    private static let labels: [String: String] = [
        "name": "Nom", "short_name": "Nom court", "funder_id": "Financeur", "other_funders": "Autres financeurs",
        "instructor": "Instructeur", "programs": "Programmes", "description": "Description",
        "eligibility": "Éligibilité", "examples": "Exemples", "contact": "Contact", "documents": "Pièces et démarche",
        "website": "Page", "application_url": "Démarche en ligne", "is_call": "Appel à projets", "themes": "Thèmes",
        "source_themes": "Thèmes de la source", "unknown_themes": "Thèmes inconnus", "audiences": "Bénéficiaires",
        "kinds": "Forme", "expenses": "Dépenses", "stages": "Avancement", "perimeter_id": "Territoire",
        "perimeter_text": "Territoire de la source", "rate_min_bp": "Taux minimum", "rate_max_bp": "Taux maximum",
        "rate_note": "Précision sur le taux", "floor_cents": "Montant minimum", "ceiling_cents": "Montant maximum",
        "recurrence": "Récurrence", "opens_on": "Ouverture", "predeposit_on": "Pré-dépôt", "closes_on": "Clôture",
        "source_url": "Adresse d’origine", "notes": "Notes", "closed_on": "Close le", "closed_reason": "Raison",
        "to_verify": "À vérifier", "verified_on": "Vérifiée le", "min_age_months": "Ancienneté (mois)",
        "max_fte_hundredths": "ETP au plus", "max_budget_cents": "Budget au plus", "conditions": "Conditions",
        "priorities": "Priorités", "cumulation_note": "Cumul", "start_rule": "Début des dépenses",
        "min_project_cents": "Projet d’au moins", "max_project_cents": "Projet d’au plus",
        "max_public_bp": "Argent public au plus", "min_own_bp": "Autofinancement", "preparation_days": "Préparation",
        "accreditation": "Agrément",
    ]
}
