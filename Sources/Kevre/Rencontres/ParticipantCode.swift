/// What a participant types at the door: eight signs of Crockford's base 32, shown in two groups of four.
///
/// - SeeAlso: https://www.crockford.com/base32.html, also for what is forgiven in typing.
public struct ParticipantCode: Sendable, Hashable, CustomStringConvertible {
    /// As the database holds it: `7K3MQ9TX`.
    public let text: String

    init(stored: String) { text = stored }

    /// A new one: 40 random bits.
    static func random() -> ParticipantCode {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var source = SystemRandomNumberGenerator()
        return ParticipantCode(
            stored: String((0..<8).map { _ in alphabet[Int.random(in: alphabet.indices, using: &source)] }))
    }

    /// A code as it is shown everywhere, one of a stand too; one of another alphabet stays as it is.
    public static func shown(_ code: String) -> String { ParticipantCode(code)?.description ?? code }

    /// Reads what was typed or scanned, with blanks, dashes, small letters, O for 0 and I or L for 1; nil when it
    /// cannot be a code.
    public init?(_ typed: String) {
        let alphabet = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let signs = typed.uppercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "." }
            .map { sign -> Character in sign == "O" ? "0" : sign == "I" || sign == "L" ? "1" : sign }
        guard signs.count == 8, signs.allSatisfy(alphabet.contains) else { return nil }
        text = String(signs)
    }

    /// `7K3M-Q9TX`.
    public var description: String { "\(text.prefix(4))-\(text.suffix(4))" }
}
