extension LineReading<AssociationField> {
    /// The association of a line, nil when the line is refused.
    mutating func association() -> AssociationLine? {
        guard let name = text(.name) else {
            refuse(.name, nil, "Le nom de l’association manque.")
            return nil
        }
        var line = AssociationLine(line: row.number, name: name)
        let establishment = isBlank(.siret) ? ReadCompany() : siret(.siret)
        let unit = isBlank(.siren) ? ReadCompany() : siren(.siren)
        line.rna = registerNumber() ?? establishment.rna ?? unit.rna
        line.siret = establishment.siret ?? unit.siret
        line.siren = establishment.siren ?? unit.siren
        line.shortName = text(.shortName).flatMap { $0 == name ? nil : $0 }
        line.purpose = text(.purpose)
        (line.themeCode, line.theme) = theme()
        line.address = text(.address, joinedBy: " ").flatMap(Self.address)
        line.postcode = postcode(.postcode)
        line.commune = text(.commune)
        line.communeCode = communeCode()
        line.email = email()
        line.phone = phone()
        line.website = website()
        line.createdOn = registerDate(.creationDate)
        line.dissolvedOn = registerDate(.dissolutionDate)
        line.memberCount = count(.memberCount)
        if let created = line.createdOn, let dissolved = line.dissolvedOn, dissolved < created {
            kept(
                .dissolutionDate, dissolved.short,
                "La dissolution précède la création (\(created.short))\u{00A0}: laissée vide.")
            line.dissolvedOn = nil
        }
        return isRefused ? nil : line
    }

    /// The RNA number; in the register's older file it stands among the observations, the identifier being
    /// of another form.
    private mutating func registerNumber() -> RNA? {
        if isBlank(.rna) { return nil }
        if let rna = RNA(cell(.rna).text) { return rna }
        if plan.isStandard { return RNA(cell(.observation).text) }
        return rna(.rna)
    }

    private mutating func theme() -> (code: String?, name: String?) {
        guard let text = text(.theme) else { return (nil, nil) }
        if text.utf8.count >= 5, text.utf8.count <= 6, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            let padded = String(repeating: "0", count: 6 - text.utf8.count) + text
            let family = String(padded.prefix(3))
            return RegisterThemes.names[family].map { (family, $0) } ?? (nil, nil)
        }
        return (nil, [text, self.text(.secondTheme)].compactMap(\.self).joined(separator: " / "))
    }

    private mutating func registerDate(_ field: AssociationField) -> Day? {
        // `0001-01-01` is how the register writes « none ».
        isBlank(field) || cell(field).text.hasPrefix("0001-01-01") ? nil : date(field)
    }

    /// A number of people; what is none is left aside.
    private mutating func count(_ field: AssociationField) -> Int? {
        guard let text = text(field) else { return nil }
        let digits = text.withoutSpaces
        let number = Int(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
        guard let number, (0..<1_000_000_000).contains(number) else {
            kept(field, text, "Ce n’est pas un nombre entier\u{00A0}: laissé de côté.")
            return nil
        }
        return number
    }

    private mutating func communeCode() -> String? {
        guard let text = text(.communeCode) else { return nil }
        if Self.isCommuneCode(text) { return text.uppercased() }
        kept(.communeCode, text, "Ce n’est pas un code de commune (cinq caractères, comme 22070)\u{00A0}: laissé vide.")
        return nil
    }

    private mutating func phone() -> String? {
        guard let text = text(.phone) else { return nil }
        let digits = text.withoutSpaces
        if digits.utf8.count == 9, digits.first != "0", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let phone = PhoneNumber("0\(digits)")
        {
            repaired(.phone, text, "Zéro de tête perdu par un tableur\u{00A0}: rétabli.")
            return phone.description
        }
        do throws(PhoneRefusal) { return try PhoneNumber(parsing: text).description } catch {
            kept(.phone, text, "\(error.message) Laissé vide.")
            return nil
        }
    }

    private mutating func website() -> String? {
        guard let text = text(.website) else { return nil }
        if let address = Self.website(text) { return address }
        kept(.website, text, "Ce n’est pas une adresse de site\u{00A0}: laissée vide.")
        return nil
    }

    private mutating func email() -> EmailAddress? {
        guard let text = text(.email) else { return nil }
        do throws(EmailRefusal) { return try EmailAddress(parsing: text) } catch {
            kept(.email, text, "\(error.message) Laissée de côté.")
            return nil
        }
    }

    /// The register writes `_` for nothing.
    private static func address(_ text: String) -> String? {
        let plain = text.split(separator: " ").filter { $0 != "_" }.joined(separator: " ")
        return plain.isEmpty ? nil : plain
    }

    private static func isCommuneCode(_ text: String) -> Bool {
        let bytes = Array(text.uppercased().utf8)
        return bytes.count == 5
            && bytes.enumerated().allSatisfy { index, byte in
                (0x30...0x39).contains(byte)
                    || (index == 1 && (byte == 0x41 || byte == 0x42) && bytes[0] == 0x32)
            }
    }

    private static func website(_ text: String) -> String? {
        guard text.contains("."), !text.contains(" "), text.utf8.count <= 300 else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return text }
        return text.contains(":") ? nil : "https://\(text)"
    }
}

/// Families of the national register's nomenclature of purposes: the first three of its six digits.
enum RegisterThemes {
    static let names: [String: String] = [
        "001": "Activités politiques",
        "002": "Clubs, cercles de réflexion",
        "003": "Défense de droits fondamentaux, activités civiques",
        "004": "Justice",
        "005": "Information, communication",
        "006": "Culture, pratiques artistiques et culturelles",
        "007": "Clubs de loisirs, relations",
        "009": "Action socio-culturelle",
        "010": "Préservation du patrimoine",
        "011": "Sports, activités de plein air",
        "013": "Chasse, pêche",
        "014": "Amicales, groupements affinitaires, d’entraide",
        "015": "Éducation, formation",
        "016": "Recherche",
        "017": "Santé",
        "018": "Services et établissements médico-sociaux",
        "019": "Interventions sociales",
        "020": "Caritatif, humanitaire, aide au développement, bénévolat",
        "021": "Services familiaux, personnes âgées",
        "022": "Conduite d’activités économiques",
        "023": "Représentation, défense d’intérêts économiques",
        "024": "Environnement, cadre de vie",
        "030": "Aide à l’emploi, développement local, vie locale",
        "032": "Logement",
        "034": "Tourisme",
        "036": "Sécurité, protection civile",
        "038": "Armée, anciens combattants",
        "040": "Activités religieuses, spirituelles ou philosophiques",
    ]
}
