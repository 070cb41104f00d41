/// Reads the records of one JSON format. Sites write dates, labels and rates each in their way.
struct AidRecordReading {
    /// The shapes met in files.
    enum Shape: String, Sendable {
        /// Aides-territoires itself and who copies its interface (Drôme): `results`.
        case interface
        /// The guide of the Manche: `aides`.
        case guide
        /// The guide of Île-de-France: an array with `publicsBeneficiaire`.
        case regional
        /// The Ministry of Culture: an array with `eztag_theme`.
        case ministry
        /// The template of Aides-territoires, a csv.
        case template

        var label: String {
            switch self {
            case .interface: "Aides-territoires (interface)"
            case .guide: "guide départemental (JSON)"
            case .regional: "guide régional (JSON)"
            case .ministry: "ministère de la Culture (JSON)"
            case .template: "modèle d’import Aides-territoires (csv)"
            }
        }
    }

    let shape: Shape
    /// Who pays where a record does not say it.
    let funder: String?

    func record(_ value: JSONScan.Value, at place: AidFile.Place) -> AidRecord {
        var record = AidRecord()
        record.line = place.line
        record.rank = place.rank
        switch shape {
        case .interface, .guide, .template: interface(value, &record)
        case .regional: regional(value, &record)
        case .ministry: ministry(value, &record)
        }
        record.cutName()
        if record.funders.isEmpty, let funder { record.funders = [funder] }
        return record
    }

    // MARK: - Aides-territoires and its like

    private func interface(_ value: JSONScan.Value, _ record: inout AidRecord) {
        record.key = value.first("id", "import_uniqueid", "slug", "url")?.text ?? ""
        record.name = title(value["name"])
        record.shortName = line(value.first("short_title", "name_initial"))
        if record.shortName == record.name { record.shortName = "" }
        record.funders = names(value.first("financers_full", "financers"))
        record.instructors = names(value.first("instructors_full", "instructors"))
        record.programs = names(value["programs"])
        record.description = prose(value["description"])
        record.eligibility = prose(value["eligibility"])
        record.examples = prose(value.first("project_examples", "project_references"))
        record.contact = [prose(value["contact"]), line(value["contact_phone"])].filter { !$0.isEmpty }
            .joined(separator: "\n")
        record.website = address(value["origin_url"], &record)
        record.applicationURL = address(value["application_url"], &record)
        record.sourceURL = record.website
        record.isCall = value["is_call_for_project"]?.flag ?? false
        // « thème|catégorie »: the category says more, the theme is kept beside it.
        record.themes = names(value["categories"]).flatMap { text -> [String] in
            text.contains("|") ? text.split(separator: "|").map { String($0).trimmed } : [text]
        }
        record.audiences = codes(value["targeted_audiences"], AidWords.audiences, "targeted_audiences", &record)
        record.kinds = codes(value.first("aid_types", "aid_types_full"), AidWords.kinds, "aid_types", &record)
        record.expenses = codes(value["destinations"], AidWords.expenses, "destinations", &record)
        record.stages = codes(value["mobilization_steps"], AidWords.stages, "mobilization_steps", &record)
        record.perimeters = names(value.first("perimeter", "perimeter_suggestion"))
        record.recurrence = value["recurrence"]?.text.flatMap(AidWords.recurrences.code)
        record.opensOn = day(value["start_date"], "start_date", &record)
        record.predepositOn = day(value["predeposit_date"], "predeposit_date", &record)
        record.closesOn = day(value["submission_deadline"], "submission_deadline", &record)
        record.updatedOn = value["date_updated"]?.text.flatMap(AidFields.day)
        record.rateNote = line(value["subvention_comment"])
        rates(value, &record)
        record.floor = amount(value.first("amount_min", "subvention_floor"), &record)
        record.ceiling = amount(value.first("amount_max", "subvention_ceiling"), &record)
    }

    private func rates(_ value: JSONScan.Value, _ record: inout AidRecord) {
        let low = value["subvention_rate_lower_bound"]
        let high = value["subvention_rate_upper_bound"]
        record.rateMin = rate(low, &record)
        record.rateMax = rate(high, &record)
        switch value["subvention_rate"] {
        case .object(let range)?:
            record.rateMin = rate(range["lower"], &record)
            record.rateMax = rate(range["upper"], &record)
        case let other?:
            if let text = other.text { AidFields.rates(text, &record) }
        case nil: break
        }
    }

    private func rate(_ value: JSONScan.Value?, _ record: inout AidRecord) -> Int? {
        guard let text = value?.text, !text.trimmed.isEmpty else { return nil }
        if let rate = AidFields.rate(text) { return rate }
        record.note("rate", text.shown, "Ce taux ne se lit pas\u{a0}: il est laissé de côté.")
        return nil
    }

    // MARK: - Île-de-France

    private func regional(_ value: JSONScan.Value, _ record: inout AidRecord) {
        record.key = value.first("reference", "id")?.text ?? ""
        record.name = title(value["title"])
        record.funders = ["Région Île-de-France"]
        record.description = [prose(value["entete"]), prose(value["objectif"]), prose(value["modalite"])]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
        record.eligibility = [prose(value["publicsBeneficiairePrecision"]), prose(value["notes"])]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
        record.documents = prose(value["demarches"])
        record.contact = prose(value["contact"])
        record.website = value["reference"]?.text.map { "https://www.iledefrance.fr/aides-et-appels-a-projets/\($0)" }
            .flatMap(MarkupText.webAddress)
        record.sourceURL = record.website
        record.themes = (value["competences"]?.texts ?? []) + (value["tags"]?.texts ?? [])
        record.audiences = codes(
            value["publicsBeneficiaire"], AidWords.audiences, "publicsBeneficiaire", &record)
        record.perimeters = ["Île-de-France"]
        record.kinds = ["grant"]
        record.expenses = codes(value["natures"], AidWords.expenses, "natures", &record)
        record.opensOn = day(
            value.first("dateOuvertureCampagne", "dateOuvertureCandidature"), "dateOuvertureCampagne", &record)
        record.closesOn = day(
            value.first("dateFinCampagne", "dateFinCandidature", "dateFin"), "dateFinCampagne", &record)
        record.updatedOn = value["date"]?.text.flatMap(AidFields.day)
        record.isCall = record.name.lowercased().hasPrefix("appel ")
        AidFields.sentences(record.description, &record)
    }

    // MARK: - Ministry of Culture

    private func ministry(_ value: JSONScan.Value, _ record: inout AidRecord) {
        record.key = value["id"]?.text ?? ""
        record.name = title(value["title"])
        record.shortName = line(value["short_title"])
        record.funders = ["Ministère de la Culture"]
        record.description = [prose(value["summary"]), prose(value["body"])].filter { !$0.isEmpty }
            .joined(separator: "\n\n")
        record.contact = prose(value["contact"])
        record.website = address(value["url"], &record)
        record.sourceURL = record.website
        record.applicationURL = value["link"]?["link"].flatMap { address($0, &record) }
        record.themes = value["eztag_theme"]?.texts ?? []
        let publics = value["public"]?.text.map { AidFields.list($0) } ?? []
        record.audiences = codes(publics, AidWords.audiences, "public", &record)
        record.perimeters = (value["eztag_region"]?.texts ?? []).map {
            FrenchText.folded($0) == "france entiere" ? "France" : $0
        }
        record.kinds = codes(value["type"], AidWords.kinds, "type", &record)
        record.isCall = (value["type"]?.texts ?? []).contains { FrenchText.folded($0).hasPrefix("appel") }
        record.rateNote = line(value["amount"])
        record.closesOn = day(value["deadline"], "deadline", &record)
        if record.closesOn != nil { record.recurrence = "oneoff" }
        record.updatedOn = value["modificationDate"]?.text.flatMap(AidFields.day)
    }

    // MARK: - Parts

    private func line(_ value: JSONScan.Value?) -> String {
        guard let text = value?.text else { return "" }
        return MarkupText.plain(text).singleSpaced.cut(500)
    }

    /// A name, whole: ``AidRecord/cutName()`` says what is cut of it.
    private func title(_ value: JSONScan.Value?) -> String {
        value?.text.map { MarkupText.plain($0).singleSpaced } ?? ""
    }

    private func prose(_ value: JSONScan.Value?) -> String {
        let parts = value?.texts ?? []
        return parts.map { MarkupText.plain($0).cut(60_000) }.joined(separator: "\n")
    }

    /// Names of an array, of objects with a name, or of one text with commas.
    private func names(_ value: JSONScan.Value?) -> [String] {
        switch value {
        case .string(let text)?: [MarkupText.plain(text).singleSpaced].filter { !$0.isEmpty }
        case let value?: value.texts.map { MarkupText.plain($0).singleSpaced }.filter { !$0.isEmpty }
        case nil: []
        }
    }

    private func codes(
        _ value: JSONScan.Value?, _ words: AidWords, _ column: String, _ record: inout AidRecord
    ) -> [String] {
        let texts = value?.texts ?? []
        return codes(texts.count == 1 ? texts.flatMap { AidFields.list($0) } : texts, words, column, &record)
    }

    private func codes(_ texts: [String], _ words: AidWords, _ column: String, _ record: inout AidRecord) -> [String] {
        AidFields.codes(texts, words, column, &record)
    }

    private func address(_ value: JSONScan.Value?, _ record: inout AidRecord) -> String? {
        guard let text = value?.text else { return nil }
        // Some export « https: //… ».
        if let address = MarkupText.webAddress(text.replacing("https: //", with: "https://")) { return address }
        record.note("url", text.shown, "Cette adresse n’est pas celle d’un site\u{a0}: elle n’est pas reprise.")
        return nil
    }

    private func day(_ value: JSONScan.Value?, _ column: String, _ record: inout AidRecord) -> Day? {
        guard let text = value?.text else { return nil }
        if let day = AidFields.day(text) { return day }
        record.note(column, text.shown, "Cette date ne se lit pas\u{a0}: elle est laissée de côté.")
        return nil
    }

    private func amount(_ value: JSONScan.Value?, _ record: inout AidRecord) -> Money? {
        guard let text = value?.text else { return nil }
        // What is no amount is said in words elsewhere.
        return try? Money(parsing: text, allowsNegative: false)
    }
}

extension String {
    /// The beginning, where it is longer; counting characters costs much more than bytes, of which there are as many.
    func cut(_ length: Int) -> String { utf8.count <= length ? self : String(prefix(length)) }
}
