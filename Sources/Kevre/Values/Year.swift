/// A budget year, which in French local government is the calendar year.
///
/// - SeeAlso: CGCT, art. L1612-1.
public struct Year: Hashable, Comparable, Sendable, LosslessStringConvertible, Codable,
    ExpressibleByIntegerLiteral
{
    /// Four digits.
    public let number: Int

    public init(_ number: Int) {
        self.number = number
    }

    public init(integerLiteral number: Int) {
        self.number = number
    }

    /// Reads `2026`; years from 1900 to 2100 only, so that a slip of the finger is seen.
    public init?(_ text: String) {
        let text = text.trimmed
        guard text.utf8.count == 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), (1900...2100).contains(number)
        else { return nil }
        self.number = number
    }

    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    public var description: String { String(number) }
    /// 1 January.
    public var first: Day { Day(number, 1, 1) }
    /// 31 December.
    public var last: Day { Day(number, 12, 31) }
    public var next: Year { Year(number + 1) }
    public var previous: Year { Year(number - 1) }

    /// Whether the day is in the year.
    public func contains(_ day: Day) -> Bool { day.year == number }

    public static func < (a: Year, b: Year) -> Bool { a.number < b.number }
}

extension Day {
    /// The budget year this day falls in.
    public var budgetYear: Year { Year(year) }
}
