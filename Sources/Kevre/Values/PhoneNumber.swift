/// Why a text is not a telephone number.
public enum PhoneRefusal: Refusal, Equatable {
    case noNumber(String)
    case wrongLength(String, digits: Int)

    public var message: String {
        switch self {
        case .noNumber(let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un numéro de téléphone (exemple\u{a0}: 02 96 00 00 00)."
        case .wrongLength(let text, let digits):
            "«\u{a0}\(text)\u{a0}» a \(FrenchText.count(digits, "chiffre"))\u{a0}: un numéro de téléphone en a dix "
                + "(exemple\u{a0}: 02 96 00 00 00), ou commence par + et l’indicatif du pays."
        }
    }

    public var code: String {
        switch self {
        case .noNumber: "phone.no_number"
        case .wrongLength: "phone.wrong_length"
        }
    }

    public var field: String? { "phone" }
}

/// A telephone number as people write it: looked at, never rewritten where words stand beside it.
public struct PhoneNumber: Hashable, Sendable, LosslessStringConvertible {
    /// Ten digits in pairs; anything else as it was written.
    public let description: String

    /// Reads ten digits, an international number, a short one (`3949`), or those of New Caledonia (six digits) and
    /// French Polynesia (eight). Several may stand in one text, with words: one at least must be whole.
    ///
    /// - Throws: ``PhoneRefusal``.
    public init(parsing text: String) throws(PhoneRefusal) {
        let runs = PhoneNumber.runs(in: text)
        guard let longest = runs.max(by: { $0.digits.utf8.count < $1.digits.utf8.count }) else {
            throw .noNumber(text.shown)
        }
        guard runs.contains(where: \.isWhole) else {
            throw .wrongLength(text.shown, digits: longest.digits.utf8.count)
        }
        let isAlone = runs.count == 1 && text.allSatisfy { $0.isNumber || $0.isWhitespace || ".-/".contains($0) }
        guard isAlone, longest.digits.utf8.count == 10 else {
            description = text.trimmed
            return
        }
        let pairs = stride(from: 0, to: 10, by: 2).map { longest.digits.dropFirst($0).prefix(2) }
        description = pairs.joined(separator: FrenchText.narrowNoBreakSpace)
    }

    /// - Returns: nil when the text holds no whole number.
    public init?(_ text: String) {
        do throws(PhoneRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    private struct Run {
        var digits = ""
        var isInternational = false

        var isWhole: Bool {
            let count = digits.utf8.count
            if isInternational { return (8...15).contains(count) }
            if digits.hasPrefix("00") { return (10...17).contains(count) }
            if digits.hasPrefix("0") { return count == 10 }
            return [6, 8].contains(count) || (count == 4 && digits.hasPrefix("3"))
        }
    }

    /// Digits with the signs that part them: blanks, dots, hyphens, parentheses. `02 96 00 00 00 / 06 12 34 56 78` is
    /// two numbers, `02/96/00/00/00` one.
    private static func runs(in text: String) -> [Run] {
        let parts = text.split { !($0.isASCII && $0.isNumber || $0.isWhitespace || "+./-()".contains($0)) }
        let found = parts.flatMap { part -> [Run] in
            let whole = run(part)
            let split = part.split(separator: "/").map { run($0) }
            return whole.isWhole || split.count < 2 || !split.contains(where: \.isWhole) ? [whole] : split
        }
        return found.filter { !$0.digits.isEmpty }
    }

    private static func run(_ text: Substring) -> Run {
        // `+33 (0)2 96 …`: the zero is for calls within the country.
        let plain = text.replacing("(0)", with: "")
        return Run(
            digits: plain.filter { $0.isASCII && $0.isNumber }, isInternational: plain.trimmed.hasPrefix("+"))
    }
}
