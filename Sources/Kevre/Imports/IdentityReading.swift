import Spreadsheet

/// What a cell meant for a SIRET turned out to hold.
struct ReadCompany {
    var siret: SIRET?
    var siren: SIREN?
    /// An RNA number stood in its place.
    var rna: RNA?
}

extension LineReading {
    /// Reads a SIRET as files write it, repairing what spreadsheets do to fourteen digits. What cannot be
    /// repaired is put aside and listed: the line then stands on the beneficiary's name.
    mutating func siret(_ field: Field) -> ReadCompany {
        let raw = cell(field).text
        var digits = raw.withoutSpaces
        guard !digits.isEmpty else { return ReadCompany() }
        if let siret = SIRET(digits) { return ReadCompany(siret: siret, siren: siret.siren) }
        if ShortenedNumber.isOne(digits) {
            kept(field, raw, "SIRET abrégé par un tableur, ses derniers chiffres sont perdus\u{00A0}: mis de côté.")
            return ReadCompany()
        }
        if isLocal(field, raw) { return ReadCompany() }

        if let dot = digits.firstIndex(of: "."), digits[digits.index(after: dot)...].allSatisfy({ $0 == "0" }) {
            digits = String(digits[..<dot])
            repaired(field, raw, "«\u{a0}.0\u{a0}» ajouté par un tableur\u{00A0}: retiré.")
        }
        let punctuation: Set<Character> = ["'", "’", "-", "_", "/", ";", "."]
        if digits.contains(where: { punctuation.contains($0) }) {
            digits.removeAll { punctuation.contains($0) }
        }
        if let rna = RNA(digits), field.rawValue != GrantField.funderSIRET.rawValue {
            repaired(field, raw, "Numéro RNA à la place du SIRET\u{00A0}: pris comme RNA.")
            return ReadCompany(rna: rna)
        }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !digits.isEmpty else {
            let cause =
                RNA(digits) != nil
                ? "c’est un numéro RNA."
                : digits.contains(where: \.isLetter) && digits.count > 3
                    ? "c’est un texte\u{00A0}: des colonnes sont peut-être interverties." : "illisible."
            kept(field, raw, "Ce n’est pas un SIRET\u{00A0}: \(cause) Mis de côté.")
            return ReadCompany()
        }
        if let siret = SIRET(digits) {
            repaired(field, raw, "SIRET débarrassé de sa ponctuation.")
            return ReadCompany(siret: siret, siren: siret.siren)
        }
        return company(field, raw: raw, digits: digits)
    }

    private mutating func company(_ field: Field, raw: String, digits: String) -> ReadCompany {
        switch digits.utf8.count {
        case 9:
            guard let siren = SIREN(digits) else { break }
            repaired(field, raw, "SIREN à la place du SIRET\u{00A0}: pris comme SIREN.")
            return ReadCompany(siren: siren)
        case 14 where digits.hasSuffix("00000000"):
            kept(
                field, raw,
                "SIRET tronqué par un tableur (seuls les six premiers chiffres sont sûrs)\u{00A0}: mis de côté."
            )
            return ReadCompany()
        case 14 where digits.hasSuffix("00000"):
            guard let siren = SIREN(String(digits.prefix(9))) else { break }
            repaired(
                field, raw, "SIRET dont le numéro d’établissement manque\u{00A0}: le SIREN seul est gardé.")
            return ReadCompany(siren: siren)
        case 14:
            guard let siren = SIREN(String(digits.prefix(9))) else { break }
            kept(
                field, raw,
                "La clé du SIRET est fausse, celle de son SIREN est juste\u{00A0}: le SIREN seul est gardé.")
            return ReadCompany(siren: siren)
        case 10...13 where !isLoose(field):
            let padded = String(repeating: "0", count: 14 - digits.utf8.count) + digits
            guard let siret = SIRET(padded) else { break }
            repaired(field, raw, "Zéros de tête perdus par un tableur\u{00A0}: rétablis, la clé est juste.")
            return ReadCompany(siret: siret, siren: siret.siren)
        // One zero is often lost. Two or three that make a SIREN may be chance: another kind of number, alone or in a
        // column of its kind.
        case 8 where !isOverseas, 6...7 where !isOverseas && !isLoose(field):
            let padded = String(repeating: "0", count: 9 - digits.utf8.count) + digits
            guard let siren = SIREN(padded) else { break }
            repaired(
                field, raw, "Zéros de tête perdus par un tableur\u{00A0}: SIREN rétabli, la clé est juste.")
            return ReadCompany(siren: siren)
        default: break
        }
        putAside(field, raw, Self.reason(digits))
        return ReadCompany()
    }

    /// A number of a local register, whose bodies often have no other: kept in the report, the line stands on the name.
    private mutating func isLocal(_ field: Field, _ raw: String) -> Bool {
        guard let local = LocalRegister(raw) else { return false }
        kept(field, raw, "C’est \(local.words)\u{00A0}: gardé ici, l’association est reconnue par son nom.")
        return true
    }

    /// Whether the line is of the Pacific, where SIREN has no part.
    private var isOverseas: Bool {
        guard let field = Field(rawValue: "postcode") else { return false }
        return ["986", "987", "988"].contains { cell(field).text.withoutSpaces.hasPrefix($0) }
    }

    /// Whether the column holds short numbers that are no SIREN whatever zeros are put before.
    private func isLoose(_ field: Field) -> Bool {
        if isOverseas { return true }
        guard case .column(let index) = plan.mapping[field].first else { return false }
        return plan.looseNumbers.contains(index)
    }

    private static func reason(_ digits: String) -> String {
        do throws(IdentityRefusal) {
            _ = try digits.utf8.count == 9 ? SIREN(parsing: digits).number : SIRET(parsing: digits).number
            return ""
        } catch { return error.message }
    }

    /// A wrong number: what the line says stands without it, on the name.
    private mutating func putAside(_ field: Field, _ raw: String, _ reason: String) {
        kept(field, raw, "\(reason) Mis de côté.")
    }

    /// Reads a SIREN; a SIRET in its place gives its first nine digits.
    mutating func siren(_ field: Field) -> ReadCompany {
        let raw = cell(field).text
        let digits = raw.withoutSpaces
        guard !digits.isEmpty else { return ReadCompany() }
        if let siren = SIREN(digits) { return ReadCompany(siren: siren) }
        if let siret = SIRET(digits) {
            repaired(field, raw, "SIRET à la place du SIREN\u{00A0}: pris comme SIRET.")
            return ReadCompany(siret: siret, siren: siret.siren)
        }
        return siret(field)
    }

    /// Reads an RNA number; what is none is put aside and listed.
    mutating func rna(_ field: Field) -> RNA? {
        let raw = cell(field).text
        let text = raw.withoutSpaces
        guard !text.isEmpty else { return nil }
        if let rna = RNA(text) { return rna }
        if isLocal(field, raw) { return nil }
        if text.utf8.count == 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), SIREN(text) == nil,
            let rna = RNA("W\(text)")
        {
            repaired(field, raw, "W de tête perdu\u{00A0}: rétabli.")
            return rna
        }
        do throws(IdentityRefusal) { return try RNA(parsing: text) } catch {
            putAside(field, raw, error.message)
            return nil
        }
    }
}

extension LineReading {
    /// A reference or a number of another register, as it stands; what a spreadsheet made of it is told.
    mutating func number(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        if ShortenedNumber.isOne(text) {
            kept(
                field, text,
                "Numéro abrégé par un tableur, ses derniers chiffres sont perdus\u{00A0}: à reprendre dans "
                    + "l’original.")
        } else if ShortenedNumber.isMonth(text) {
            kept(field, text, "Référence sans doute changée en date par un tableur\u{00A0}: gardée telle quelle.")
        }
        return text
    }

    /// Five digits; what gives none is left empty, kept here and said.
    mutating func postcode(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        let digits = text.withoutSpaces
        if digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != "0" {
            repaired(field, text, "Zéro de tête perdu par un tableur\u{00A0}: rétabli.")
            return "0\(digits)"
        }
        do throws(PostcodeRefusal) { return try Postcode(parsing: text).description } catch {
            kept(field, text, "\(error.message) Laissé vide.")
            return nil
        }
    }
}

/// What a spreadsheet leaves of a long number or of a reference.
enum ShortenedNumber {
    /// `3.51816E+13`: the number is cut, not written otherwise.
    static func isOne(_ text: String) -> Bool {
        text.utf8.count <= 24
            && text.withoutSpaces.wholeMatch(of: /[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}|[0-9][.,][0-9]+[eE][0-9]{1,3}/)
                != nil
    }

    /// `02-juil`, `juil-25`: what is shown of a day that was a reference.
    static func isMonth(_ text: String) -> Bool {
        guard text.utf8.count <= 12, text.contains("-"), !text.contains(" ") else { return false }
        let parts = text.split(separator: "-").map(String.init)
        guard parts.count == 2 else { return false }
        let isDigits = { (part: String) in part.utf8.count <= 2 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        let isName = { (part: String) in part.first?.isLetter == true && Day.month(named: part) != nil }
        return isDigits(parts[0]) && isName(parts[1]) || isName(parts[0]) && isDigits(parts[1])
    }
}
