import Spreadsheet

/// The import template of Aides-territoires: a csv of 27 columns, found by their titles in whatever order.
struct AidTemplate {
    private enum Title: String, CaseIterable {
        case name = "nom"
        case programs = "programmes"
        case firstName = "nom initial"
        case funders = "porteurs d aides"
        case instructors = "instructeurs"
        case audiences = "beneficiaires de l aide"
        case kinds = "types d aide"
        case rate = "taux de subvention min et max en nombre entier"
        case rateNote = "taux de subvention commentaire optionnel"
        case isCall = "appel a projet manifestation d interet"
        case description = "description complete de l aide et de ses objectifs"
        case examples = "exemples de projets realisables"
        case themes = "sous thematiques"
        case recurrence
        case opensOn = "date d ouverture"
        case closesOn = "date de cloture"
        case eligibility = "eligibilite"
        case stages = "etat d avancement du projet pour beneficier du dispositif"
        case expenses = "types de depenses actions couvertes"
        case perimeter = "perimetre"
        case website = "url d origine"
        case application = "lien vers une demarche en ligne"
        case contact
        case author = "auteur"
        case dataURL = "url d origine de la donnee importee"
        case projects = "projets referents"
    }

    private let columns: [Title: Int]

    /// Reads a row as the header; nil when it is not that of the template.
    init?(_ row: SourceRow) {
        var columns: [Title: Int] = [:]
        for (index, cell) in row.cells.enumerated() {
            let key = FrenchText.folded(cell.text)
            if let title = Title(rawValue: key) ?? (key.hasPrefix("taux de subvention min") ? .rate : nil) {
                columns[title] = index
            }
        }
        guard columns[.name] != nil, columns[.funders] != nil, columns.count >= 6 else { return nil }
        self.columns = columns
    }

    private func text(_ title: Title, _ row: SourceRow) -> String {
        columns[title].map { row[$0].text.trimmed } ?? ""
    }

    /// What of a row tells where the file comes from.
    func origin(_ row: SourceRow) -> String? {
        let address = text(.dataURL, row)
        return address.isEmpty ? nil : address
    }

    /// The bytes by which a row is the same as in the last file.
    func content(_ row: SourceRow) -> [UInt8] { Array(row.cells.map(\.text).joined(separator: "\u{1F}").utf8) }

    func record(_ row: SourceRow) -> AidRecord {
        var record = AidRecord()
        record.line = row.number
        if row.hasOpenQuote {
            record.note(
                nil, nil, "Un guillemet ouvert sur cette ligne n’est jamais refermé\u{a0}: la ligne est lue seule.")
        }
        record.name = MarkupText.plain(text(.name, row)).singleSpaced
        record.shortName = text(.firstName, row).singleSpaced
        if record.shortName == record.name { record.shortName = "" }
        record.funders = names(.funders, row, "Porteur d’aides", &record)
        record.instructors = names(.instructors, row, "Instructeur", &record)
        record.programs = AidFields.list(text(.programs, row))
        record.description = MarkupText.plain(text(.description, row))
        record.examples = MarkupText.plain([text(.examples, row), text(.projects, row)].joined(separator: "\n"))
        record.eligibility = MarkupText.plain(text(.eligibility, row))
        record.contact = MarkupText.plain(text(.contact, row))
        record.website = MarkupText.webAddress(text(.website, row))
        record.sourceURL = record.website
        record.applicationURL = MarkupText.webAddress(text(.application, row))
        record.isCall = ["oui", "vrai", "true", "1"].contains(text(.isCall, row).lowercased())
        record.themes = AidFields.list(text(.themes, row))
        record.audiences = codes(.audiences, AidWords.audiences, row, &record)
        record.kinds = codes(.kinds, AidWords.kinds, row, &record)
        record.expenses = codes(.expenses, AidWords.expenses, row, &record)
        record.stages = codes(.stages, AidWords.stages, row, &record)
        record.recurrence = AidWords.recurrences.code(text(.recurrence, row))
        record.opensOn = day(.opensOn, row, &record)
        record.closesOn = day(.closesOn, row, &record)
        record.rateNote = text(.rateNote, row).singleSpaced
        if !text(.rate, row).isEmpty { AidFields.rates(text(.rate, row), &record) }
        record.perimeters = text(.perimeter, row).isEmpty ? [] : [text(.perimeter, row).singleSpaced]
        // The template numbers nothing: an aid is known by where it is published and by its name.
        record.key = Secrets.fingerprint(
            Array("\(record.website ?? "")\u{1F}\(FrenchText.folded(record.name))".utf8))
        record.cutName()
        return record
    }

    /// Aides-territoires gives its own numbers for funders: kept as such, and told.
    private func names(_ title: Title, _ row: SourceRow, _ word: String, _ record: inout AidRecord) -> [String] {
        AidFields.list(text(title, row)).map { name in
            guard Int(name) != nil else { return name }
            record.note(title.rawValue, name, "\(word) désigné par un numéro d’Aides-territoires\u{a0}: à nommer.")
            return "\(word) n°\u{a0}\(name) d’Aides-territoires"
        }
    }

    private func codes(_ title: Title, _ words: AidWords, _ row: SourceRow, _ record: inout AidRecord) -> [String] {
        // Some labels hold a comma or a slash themselves: whole first, then piece by piece.
        let text = text(title, row)
        if let code = words.codes[FrenchText.folded(text)] { return [code] }
        return AidFields.codes(AidFields.list(text), words, title.rawValue, &record)
    }

    private func day(_ title: Title, _ row: SourceRow, _ record: inout AidRecord) -> Day? {
        let text = text(title, row)
        if text.isEmpty { return nil }
        if let day = AidFields.day(text) { return day }
        record.note(title.rawValue, text.shown, "Cette date ne se lit pas\u{a0}: elle est laissée de côté.")
        return nil
    }
}
