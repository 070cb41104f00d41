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
        case 10...13:
            let padded = String(repeating: "0", count: 14 - digits.utf8.count) + digits
            guard let siret = SIRET(padded) else { break }
            repaired(field, raw, "Zéros de tête perdus par un tableur\u{00A0}: rétablis, la clé est juste.")
            return ReadCompany(siret: siret, siren: siret.siren)
        case 6...8:
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

    private static func reason(_ digits: String) -> String {
        do throws(IdentityRefusal) {
            _ = try digits.utf8.count == 9 ? SIREN(parsing: digits).number : SIRET(parsing: digits).number
            return ""
        } catch { return error.message }
    }

    /// A wrong number: an association cannot be known by it; a grant's facts stand without it.
    private mutating func putAside(_ field: Field, _ raw: String, _ reason: String) {
        if Field.self == AssociationField.self {
            refuse(field, raw, reason)
        } else {
            kept(field, raw, "\(reason) Mis de côté.")
        }
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
