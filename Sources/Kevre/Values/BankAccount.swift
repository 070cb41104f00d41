/// Why a text is not a bank account or a bank.
public enum BankRefusal: Refusal, Equatable {
    case missingIBAN
    case badForm(String)
    case unknownCountry(String)
    case wrongLength(String, expected: Int, count: Int)
    case badCheckDigits(String)
    case badKey(String)
    case missingBIC
    case badBIC(String)

    public var message: String {
        switch self {
        case .missingIBAN: "L’IBAN manque."
        case .badForm(let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un IBAN\u{a0}: deux lettres de pays, deux chiffres, puis le compte."
        case .unknownCountry(let code): "«\u{a0}\(code)\u{a0}» n’est pas un pays qui délivre des IBAN."
        case .wrongLength(let country, let expected, let count):
            "Un IBAN \(country) a \(expected) caractères\u{a0}; celui-ci en a \(count)."
        case .badCheckDigits:
            "Cet IBAN est faux\u{a0}: ses chiffres de contrôle ne conviennent pas. Comparez-le au RIB."
        case .badKey: "La clé RIB de cet IBAN est fausse. Comparez-le au RIB."
        case .missingBIC: "Le BIC manque."
        case .badBIC(let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un BIC\u{a0}: il a 8 ou 11 caractères, par exemple PSSTFRPPREN."
        }
    }

    public var code: String {
        switch self {
        case .missingIBAN: "iban.missing"
        case .badForm: "iban.bad_form"
        case .unknownCountry: "iban.unknown_country"
        case .wrongLength: "iban.wrong_length"
        case .badCheckDigits: "iban.bad_check_digits"
        case .badKey: "iban.bad_key"
        case .missingBIC: "bic.missing"
        case .badBIC: "bic.bad_form"
        }
    }

    public var field: String? {
        switch self {
        case .missingBIC, .badBIC: "bic"
        default: "iban"
        }
    }
}

/// An international bank account number.
///
/// - SeeAlso: ISO 13616 (length by country, remainder 1 modulo 97) and the French RIB key.
public struct IBAN: Hashable, Sendable {
    /// Upper case, without spaces.
    public let text: String

    /// Reads an IBAN with or without spaces, in either case, with a leading « IBAN » or not.
    ///
    /// - Throws: `BankRefusal`; for France and Monaco the RIB key is checked too.
    public init(parsing text: String) throws(BankRefusal) {
        var plain = text.withoutSpaces.uppercased()
        if plain.hasPrefix("IBAN") { plain.removeFirst(4) }
        plain.removeAll { ":-.".contains($0) }
        guard !plain.isEmpty else { throw .missingIBAN }
        let bytes = Array(plain.utf8)
        guard bytes.count >= 5, bytes.count <= 34, bytes.prefix(2).allSatisfy(\.isLetter),
            bytes[2...3].allSatisfy(\.isDigit), bytes.allSatisfy({ $0.isLetter || $0.isDigit })
        else { throw .badForm(text.shown) }
        let country = String(plain.prefix(2))
        guard let expected = IBAN.lengths[country] else { throw .unknownCountry(country) }
        guard bytes.count == expected else {
            throw .wrongLength(country, expected: expected, count: bytes.count)
        }
        guard IBAN.remainder(bytes[4...] + bytes[..<4]) == 1 else { throw .badCheckDigits(text.shown) }
        if IBAN.withFrenchKey.contains(country) {
            guard IBAN.frenchKeyIsRight(Array(bytes[4...])) else { throw .badKey(text.shown) }
        }
        self.text = plain
    }

    /// Two letters.
    public var country: String { String(text.prefix(2)) }

    /// As printed on a RIB: groups of four parted by no-break spaces.
    public var grouped: String {
        var result = ""
        for (index, character) in text.enumerated() {
            if index > 0, index.isMultiple(of: 4) { result += FrenchText.noBreakSpace }
            result.append(character)
        }
        return result
    }

    /// `FR76…0189`: enough to recognise the account, not to use it.
    public var masked: String { "\(text.prefix(4))…\(text.suffix(4))" }

    private static func remainder(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { rest, byte in
            byte.isDigit ? (rest * 10 + Int(byte) - 48) % 97 : (rest * 100 + Int(byte) - 55) % 97
        }
    }

    /// Bank (5), branch (5), account (11, letters count A, J → 1, B, K, S → 2… I, R, Z → 9), key (2).
    private static func frenchKeyIsRight(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.map { byte -> Int in
            guard byte.isLetter else { return Int(byte) - 48 }
            let rank = Int(byte) - 65
            return rank < 18 ? rank % 9 + 1 : rank - 16
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let total = 89 * number(0..<5) + 15 * number(5..<10) + 3 * number(10..<21)
        return 97 - total % 97 == number(21..<23)
    }

    /// Metropolitan and overseas France use FR; Monaco's banks follow the French RIB.
    private static let withFrenchKey: Set<String> = ["FR", "MC"]

    /// Total length by country, from the registry of ISO 13616.
    private static let lengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
        "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
        "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
        "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
        "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25,
        "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18,
        "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33,
        "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28,
        "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
    ]
}

/// A bank's identifier code: bank, country, place, and sometimes branch.
///
/// - SeeAlso: ISO 9362.
public struct BIC: Hashable, Sendable {
    /// Eight or eleven characters, upper case.
    public let text: String

    /// - Throws: `BankRefusal`.
    public init(parsing text: String) throws(BankRefusal) {
        let plain = text.withoutSpaces.uppercased()
        guard !plain.isEmpty else { throw .missingBIC }
        let bytes = Array(plain.utf8)
        guard bytes.count == 8 || bytes.count == 11, bytes.allSatisfy({ $0.isLetter || $0.isDigit }),
            bytes[..<6].allSatisfy(\.isLetter)
        else { throw .badBIC(text.shown) }
        self.text = plain
    }

    /// ISO 3166 code of the country whose bank it is: `FR`.
    public var country: String { String(text.dropFirst(4).prefix(2)) }
}

extension IBAN: LosslessStringConvertible {
    public init?(_ text: String) {
        do throws(BankRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// Masked, so that no log or message ever gives an account away; `text` is the whole.
    public var description: String { masked }
}

extension BIC: LosslessStringConvertible {
    public init?(_ text: String) {
        do throws(BankRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    public var description: String { text }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) }
}
