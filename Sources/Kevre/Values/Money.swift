/// An amount in euros, held as whole cents so that sums are exact.
public struct Money: Hashable, Sendable {
    /// The amount in euro cents; the database keeps the same number in `…_cents bigint`.
    public let cents: Int

    /// - Parameter cents: euro cents.
    public init(cents: Int) {
        self.cents = cents
    }

    /// Whole euros, for thresholds written as the law writes them: `Money(euros: 23_000)`.
    public init(euros: Int) {
        cents = euros * 100
    }

    /// The largest amount a person or a file may enter, 100 billion euros: beyond it there is a mistake.
    public static let largestEntry = Money(cents: 10_000_000_000_000)

    /// Neither more nor less than nothing.
    public var isZero: Bool { cents == 0 }
    /// Below zero.
    public var isNegative: Bool { cents < 0 }

    /// A share rounded half away from zero to the cent. 10 000 basis points are the whole.
    public func share(basisPoints: Int) -> Money {
        // In full width: the sum of a form's amounts times a rate may pass what a word holds, the share does not.
        let (high, low) = cents.magnitude.multipliedFullWidth(by: basisPoints.magnitude)
        let (half, carries) = low.addingReportingOverflow(5_000)
        let top = high + (carries ? 1 : 0)
        let size = top < 10_000 ? Int(clamping: UInt(10_000).dividingFullWidth((top, half)).quotient) : .max
        return Money(cents: (cents < 0) == (basisPoints < 0) ? size : -size)
    }

    /// What part of `whole` this is, in basis points rounded half away from zero; zero when `whole` is zero. For people
    /// to read: rules compare cents.
    public func basisPoints(of whole: Money) -> Int {
        if whole.cents == 0 { return 0 }
        let (part, size) = (cents.magnitude.multipliedFullWidth(by: 20_000), 2 * whole.cents.magnitude)
        let (low, carries) = part.low.addingReportingOverflow(whole.cents.magnitude)
        let high = part.high + (carries ? 1 : 0)
        let points = high < size ? Int(clamping: size.dividingFullWidth((high, low)).quotient) : .max
        return (cents < 0) == (whole.cents < 0) ? points : -points
    }
}

extension Money: Comparable, AdditiveArithmetic {
    public static let zero = Money(cents: 0)

    public static func < (a: Money, b: Money) -> Bool { a.cents < b.cents }
    public static func + (a: Money, b: Money) -> Money { Money(cents: a.cents + b.cents) }
    public static func - (a: Money, b: Money) -> Money { Money(cents: a.cents - b.cents) }
    public static prefix func - (a: Money) -> Money { Money(cents: -a.cents) }
}

extension Sequence where Element == Money {
    /// The exact total.
    public func sum() -> Money { reduce(.zero, +) }
}

extension Sequence {
    /// The exact total of one amount of each element: `grants.sum(of: \.amount)`.
    public func sum(of amount: (Element) throws -> Money) rethrows -> Money {
        try reduce(.zero) { try $0 + amount($1) }
    }
}

extension Money: Codable {
    /// In JSON an amount is its number of cents.
    public init(from decoder: any Decoder) throws {
        cents = try decoder.singleValueContainer().decode(Int.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(cents)
    }
}

extension Money: LosslessStringConvertible {
    /// Reads an amount as people write it; see `init(parsing:)`.
    public init?(_ text: String) {
        do throws(MoneyRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// As a person reads it: `12 500,00 €`, with the no-break spaces of French typography.
    public var description: String { written(alwaysCents: true, unit: "\u{00A0}€") }

    /// Without cents when there are none: `12 500 €`, else `12 500,50 €`.
    public var short: String { written(alwaysCents: false, unit: "\u{00A0}€") }

    /// French figures without the currency, as an input field shows them: `12 500,50`.
    public var figures: String { written(alwaysCents: false, unit: "") }

    /// For programs and CSV files: `12500.50`, and `12500` when there are no cents.
    public var decimal: String {
        let size = cents.magnitude
        let sign = cents < 0 ? "-" : ""
        let rest = size % 100
        return rest == 0 ? "\(sign)\(size / 100)" : "\(sign)\(size / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private func written(alwaysCents: Bool, unit: StaticString) -> String {
        SmallText.written { write(to: &$0, alwaysCents: alwaysCents, unit: unit) }
    }

    /// The same as ``short``.
    func writeShort(to text: inout SmallText) { write(to: &text, alwaysCents: false, unit: "\u{00A0}€") }

    private func write(to text: inout SmallText, alwaysCents: Bool, unit: StaticString) {
        let size = UInt64(cents.magnitude)
        text.appendGrouped(size / 100, negative: cents < 0)
        if alwaysCents || size % 100 > 0 {
            text.append(0x2C)
            text.append(two: Int(size % 100))
        }
        text.append(unit)
    }
}
