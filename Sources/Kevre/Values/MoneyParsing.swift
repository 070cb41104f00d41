/// Why a text is not an amount.
public enum MoneyRefusal: Refusal, Equatable {
    case missing
    case unreadable(String)
    case scientific(String)
    case ambiguous(String)
    case tooPrecise(String)
    case negative(String)
    case tooLarge(String)

    public var message: String {
        switch self {
        case .missing: "Le montant manque."
        case .unreadable(let text): "«\u{a0}\(text)\u{a0}» n’est pas un montant\u{a0}: écrivez par exemple 12 500,50."
        case .scientific(let text):
            "«\u{a0}\(text)\u{a0}» est écrit en notation scientifique\u{a0}: écrivez le montant en toutes lettres de chiffres."
        case .ambiguous(let text):
            "«\u{a0}\(text)\u{a0}» peut se lire de deux façons\u{a0}: écrivez le séparateur des milliers comme une espace."
        case .tooPrecise(let text): "«\u{a0}\(text)\u{a0}» a plus de deux décimales."
        case .negative(let text): "«\u{a0}\(text)\u{a0}» est négatif\u{a0}: le montant doit être positif ou nul."
        case .tooLarge(let text): "«\u{a0}\(text)\u{a0}» dépasse cent milliards d’euros."
        }
    }

    public var code: String {
        switch self {
        case .missing: "money.missing"
        case .unreadable: "money.unreadable"
        case .scientific: "money.scientific"
        case .ambiguous: "money.ambiguous"
        case .tooPrecise: "money.too_precise"
        case .negative: "money.negative"
        case .tooLarge: "money.too_large"
        }
    }
}

extension Money {
    /// Reads an amount as people and files write it: `12 500,50 €`, `12.500,50 €`, `12500.5`, `12'500`.
    ///
    /// Spaces of any width, dots, commas and apostrophes may group the thousands, by threes and of one
    /// kind only. The last of two different marks is the decimal one. A single dot or comma before
    /// exactly three digits (`12.500`) could be either: it is refused rather than guessed. Decimals beyond
    /// the second must be zeros.
    ///
    /// - Throws: `MoneyRefusal`, with the text as it was written.
    public init(parsing text: String, allowsNegative: Bool = true) throws(MoneyRefusal) {
        var reading = AmountReading()
        for scalar in text.unicodeScalars where !reading.take(scalar) { throw .unreadable(text.shown) }
        if reading.hasExponent { throw .scientific(text.shown) }
        guard reading.isSound else { throw reading.isEmpty ? .missing : .unreadable(text.shown) }

        let point = try reading.decimalMark(of: text)
        let end = point ?? reading.digits.count
        guard reading.groupsByThrees(upTo: end) else { throw .unreadable(text.shown) }
        let whole = reading.digits.prefix(end).drop { $0 == 0 }
        var decimals = reading.digits.dropFirst(end)
        while decimals.count > 2, decimals.last == 0 { decimals.removeLast() }
        guard decimals.count <= 2 else { throw .tooPrecise(text.shown) }
        guard whole.count <= 12 else { throw .tooLarge(text.shown) }

        var cents = whole.reduce(0) { $0 * 10 + Int($1) }
        cents = decimals.reduce(cents) { $0 * 10 + Int($1) }
        for _ in decimals.count..<2 { cents *= 10 }
        guard cents <= Money.largestEntry.cents else { throw .tooLarge(text.shown) }
        guard allowsNegative || !reading.isNegative || cents == 0 else { throw .negative(text.shown) }
        self.init(cents: reading.isNegative ? -cents : cents)
    }
}

/// The digits of an amount and the marks between them, as they come.
private struct AmountReading {
    enum Mark { case space, apostrophe, dot, comma }

    private(set) var digits: [UInt8] = []
    private(set) var isNegative = false
    private(set) var hasExponent = false
    private var marks: [(position: Int, mark: Mark)] = []
    private var before = ""
    private var after = ""
    private var parentheses = 0  // opened, then closed: accountants write (12,50) for −12,50

    var isEmpty: Bool { digits.isEmpty && marks.isEmpty && before.isEmpty && !isNegative }
    var isSound: Bool {
        let words = before + after
        return !digits.isEmpty && [0, 2].contains(parentheses)
            && ["", "€", "eur", "euro", "euros"].contains(words.lowercased())
    }

    /// Takes one character; false when it has no place in an amount.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9":
            hasExponent = after == "e" || after == "E"
            guard after.isEmpty, parentheses < 2 else { return hasExponent }
            digits.append(UInt8(scalar.value - 48))
        case "-", "−", "–":
            if after == "e" || after == "E" { return true }
            guard !isNegative, digits.isEmpty, marks.isEmpty else { return false }
            isNegative = true
        case "+":
            return digits.isEmpty || after == "e" || after == "E"
        case "(":
            guard digits.isEmpty, !isNegative else { return false }
            isNegative = true
            parentheses = 1
        case ")":
            guard parentheses == 1 else { return false }
            parentheses = 2
        case "€", "a"..."z", "A"..."Z":
            if digits.isEmpty, marks.isEmpty {
                before.unicodeScalars.append(scalar)
            } else {
                after.unicodeScalars.append(scalar)
            }
        case ".": return separate(.dot)
        case ",": return separate(.comma)
        case "'", "’", "\u{02BC}": return digits.isEmpty || separate(.apostrophe)
        default:
            guard scalar.isSpace else { return false }
            let follows = digits.isEmpty || !after.isEmpty || parentheses == 2
            if !follows, marks.last?.position != digits.count { return separate(.space) }
        }
        return true
    }

    private mutating func separate(_ mark: Mark) -> Bool {
        guard after.isEmpty, parentheses < 2 else { return false }
        // A space beside another mark says nothing; two other marks side by side are a mistake.
        if let last = marks.last, last.position == digits.count {
            guard last.mark == .space else { return false }
            marks.removeLast()
        }
        marks.append((digits.count, mark))
        return true
    }

    /// How many digits stand before the cents, nil when the amount has none.
    func decimalMark(of text: String) throws(MoneyRefusal) -> Int? {
        let inner = marks.filter { $0.position < digits.count || $0.mark == .dot || $0.mark == .comma }
        let points = inner.filter { $0.mark == .dot || $0.mark == .comma }
        guard let point = points.last else { return nil }
        if points.count > 1, points.allSatisfy({ $0.mark == point.mark }) { return nil }
        let isAlone = points.count { $0.mark == point.mark } == 1
        guard isAlone, inner.last?.position == point.position else { throw .unreadable(text.shown) }
        let canGroup = inner.count == 1 && (1...3).contains(point.position) && digits[0] != 0
        if canGroup, digits.count - point.position == 3 { throw .ambiguous(text.shown) }
        return point.position
    }

    /// Whether what groups the thousands is of one kind and stands every three digits.
    func groupsByThrees(upTo end: Int) -> Bool {
        let groups = marks.filter { $0.position < end }
        guard let first = groups.first else { return true }
        guard (1...3).contains(first.position), groups.allSatisfy({ $0.mark == first.mark }) else {
            return false
        }
        return zip(groups, groups.dropFirst().map(\.position) + [end]).allSatisfy { $1 - $0.position == 3 }
    }
}
