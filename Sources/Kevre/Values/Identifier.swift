/// A row's key. `Association.ID` and `Grant.ID` do not mix, though both are numbers in the database.
public struct Identifier<Subject>: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// The key as the database holds it (`bigint`).
    public let number: Int

    /// - Parameter number: the key in the database.
    public init(_ number: Int) {
        self.number = number
    }

    /// Reads what `description` writes: a route's parameter, a command's argument.
    public init?(_ text: String) {
        guard let number = Int(text), number > 0 else { return nil }
        self.number = number
    }

    public var description: String { String(number) }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}
