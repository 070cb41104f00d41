/// Why a text is not a postcode.
public enum PostcodeRefusal: Refusal, Equatable {
    case malformed(String)

    public var message: String {
        switch self {
        case .malformed(let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un code postal\u{a0}: il a cinq chiffres, par exemple 22200."
        }
    }

    public var code: String { "postcode.malformed" }
    public var field: String? { "postcode" }
}

/// A French postcode: five digits.
public struct Postcode: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Reads five digits, with spaces or not; `F-22200` and `22203 CEDEX` give theirs.
    ///
    /// - Throws: ``PostcodeRefusal``.
    public init(parsing text: String) throws(PostcodeRefusal) {
        let plain = text.withoutSpaces.uppercased()
        let code = plain.wholeMatch(of: /(?:FR?-?)?([0-9]{5})(?:\.0+|-?CEDEX[0-9]*)?/)?.output.1
        guard let code, code != "00000" else { throw .malformed(text.shown) }
        description = String(code)
    }
}
