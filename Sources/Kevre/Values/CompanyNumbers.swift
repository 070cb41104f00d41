/// The number of a legal unit in the SIRENE register: nine digits, the last one a check by Luhn's rule.
public struct SIREN: Hashable, Comparable, Sendable {
    /// The nine digits as one number.
    let number: Int

    init(unchecked number: Int) {
        self.number = number
    }

    /// Reads nine digits, with spaces or not.
    ///
    /// - Throws: `IdentityRefusal`.
    public init(parsing text: String) throws(IdentityRefusal) {
        let digits = try RegisterDigits(parsing: text, kind: .siren, count: 9)
        guard digits.passesLuhn else { throw .badCheckDigit(.siren, text.shown) }
        number = digits.number
    }

    public static func < (a: SIREN, b: SIREN) -> Bool { a.number < b.number }

    /// `200 067 981`, with narrow no-break spaces.
    public var grouped: String { RegisterDigits.group(description, by: [3, 3, 3]) }
}

/// The number of an establishment: its legal unit's SIREN and a rank (NIC) of five digits.
public struct SIRET: Hashable, Comparable, Sendable {
    /// The fourteen digits as one number.
    let number: Int

    /// Reads fourteen digits, with spaces or not.
    ///
    /// The fourteen digits pass Luhn's rule, except for La Poste (SIREN 356 000 000), which has more
    /// establishments than the rule allows: for those the sum of the digits is a multiple of five.
    ///
    /// - Throws: `IdentityRefusal`.
    public init(parsing text: String) throws(IdentityRefusal) {
        let digits = try RegisterDigits(parsing: text, kind: .siret, count: 14)
        let isPostOffice = digits.number / 100_000 == SIRET.postOffice
        guard digits.passesLuhn || (isPostOffice && digits.sum.isMultiple(of: 5)) else {
            throw .badCheckDigit(.siret, text.shown)
        }
        // Luhn on fourteen digits does not imply Luhn on nine, but a register never has one without the other.
        let siren = RegisterDigits(number: digits.number / 100_000, count: 9)
        guard siren.passesLuhn else { throw .badCheckDigit(.siret, text.shown) }
        number = digits.number
    }

    private static let postOffice = 356_000_000

    /// Its first nine digits: the body the establishment belongs to.
    public var siren: SIREN { SIREN(unchecked: number / 100_000) }

    /// The rank of the establishment, five digits.
    public var nic: String { String(description.suffix(5)) }

    public static func < (a: SIRET, b: SIRET) -> Bool { a.number < b.number }

    /// `200 067 981 00015`, with narrow no-break spaces.
    public var grouped: String { RegisterDigits.group(description, by: [3, 3, 3, 5]) }
}

extension SIREN: LosslessStringConvertible, Codable {
    public init?(_ text: String) {
        do throws(IdentityRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// The nine digits.
    public var description: String { RegisterDigits.text(number, count: 9) }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension SIRET: LosslessStringConvertible, Codable {
    public init?(_ text: String) {
        do throws(IdentityRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// The fourteen digits.
    public var description: String { RegisterDigits.text(number, count: 14) }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A fixed count of digits with its checks.
struct RegisterDigits {
    let number: Int
    let count: Int

    init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    init(parsing text: String, kind: IdentityRefusal.Kind, count: Int) throws(IdentityRefusal) {
        var number = 0
        var found = 0
        for scalar in text.unicodeScalars where !scalar.isSpace {
            guard ("0"..."9").contains(scalar) else { throw .notDigits(kind, text.shown) }
            found += 1
            if found <= count { number = number * 10 + Int(scalar.value - 48) }
        }
        guard found > 0 else { throw .missing(kind) }
        guard found == count else { throw .wrongLength(kind, text.shown, count: found) }
        guard number > 0 else { throw .zeros(kind) }
        self.init(number: number, count: count)
    }

    /// Luhn's rule: every second digit from the right doubled, nines cast out, the sum a multiple of ten.
    var passesLuhn: Bool {
        var (rest, total, doubled) = (number, 0, false)
        while rest > 0 {
            let digit = rest % 10
            total += doubled ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit
            doubled.toggle()
            rest /= 10
        }
        return total.isMultiple(of: 10)
    }

    var sum: Int {
        var (rest, total) = (number, 0)
        while rest > 0 {
            total += rest % 10
            rest /= 10
        }
        return total
    }

    static func text(_ number: Int, count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }

    static func group(_ digits: String, by lengths: [Int]) -> String {
        var rest = Substring(digits)
        return lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: FrenchText.narrowNoBreakSpace)
    }
}
