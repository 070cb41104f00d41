/// The typography and small grammar of French sentences made by programs.
public enum FrenchText {
    /// Before `: ; ? ! »`, after `«`, between a number and its unit.
    public static let noBreakSpace = "\u{00A0}"
    /// Between the thousands of a number.
    public static let narrowNoBreakSpace = "\u{202F}"

    /// `12 500`: thousands parted by narrow no-break spaces.
    public static func grouped(_ number: some BinaryInteger) -> String {
        guard let magnitude = UInt64(exactly: number.magnitude) else { return String(number) }
        return SmallText.written { text in text.appendGrouped(magnitude, negative: number < 0) }
    }

    /// `0 dossier`, `1 dossier`, `2 dossiers`, `12 500 dossiers`: French counts from two on as plural.
    public static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number))\(noBreakSpace)\(word(number, singular, plural))"
    }

    /// The word alone, in agreement with the number; the plural takes an `s` unless given.
    public static func word(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        number.magnitude < 2 ? singular : plural ?? "\(singular)s"
    }

    /// How old: `1 an`, `18 mois`.
    public static func age(months: Int) -> String {
        months >= 12 && months.isMultiple(of: 12) ? count(months / 12, "an") : count(months, "mois", "mois")
    }

    /// `a`, `a et b`, `a, b et c`.
    public static func list(_ items: [String], conjunction: String = "et") -> String {
        guard let last = items.last else { return "" }
        guard items.count > 1 else { return last }
        return "\(items.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// `12,5 %` from 1 250 basis points; decimals only where they say something.
    public static func percent(basisPoints: Int) -> String {
        let size = basisPoints.magnitude
        let rest = size % 100
        let decimals = rest == 0 ? "" : rest % 10 == 0 ? ",\(rest / 10)" : ",\(rest < 10 ? "0" : "")\(rest)"
        return "\(basisPoints < 0 ? "−" : "")\(grouped(size / 100))\(decimals)\(noBreakSpace)%"
    }

    /// `2,5` from 250 hundredths; decimals only where they say something.
    public static func hundredths(_ number: Int) -> String {
        let rest = number % 100
        let decimals = rest == 0 ? "" : rest % 10 == 0 ? ",\(rest / 10)" : ",\(rest < 10 ? "0" : "")\(rest)"
        return "\(grouped(number / 100))\(decimals)"
    }

    /// Puts the typographic apostrophe, the no-break spaces before `: ; ? ! » % €` and after `«`.
    ///
    /// Made for sentences: addresses of the web, clock times and times are left as they are, since only a
    /// space already there is changed.
    public static func typeset(_ sentence: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in sentence.unicodeScalars {
            switch scalar {
            case "'" where previous?.properties.isAlphabetic == true:
                result.append("’")
            case ":", ";", "?", "!", "»", "%", "€":
                if previous == " " {
                    result.removeLast()
                    result.append("\u{00A0}")
                }
                result.append(scalar)
            case " " where previous == "«":
                result.append("\u{00A0}")
            default:
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    /// The text for comparing: lower case, without accents or ligatures, letters and digits only,
    /// single spaces between words. `Plouëc-du-Trieux` and `PLOUEC DU TRIEUX` become the same.
    public static func folded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        LatinFolding.fold(text, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The first letter as a capital, to begin a sentence or a title.
    public var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
