/// Why a text is not an e-mail address.
public enum EmailRefusal: Refusal, Equatable {
    case missing
    case malformed(String)

    public var message: String {
        switch self {
        case .missing: "L’adresse électronique manque."
        case .malformed(let text):
            "«\u{a0}\(text)\u{a0}» n’est pas une adresse électronique\u{a0}: elle s’écrit comme prenom.nom@exemple.fr."
        }
    }

    public var code: String {
        switch self {
        case .missing: "email.missing"
        case .malformed: "email.malformed"
        }
    }

    public var field: String? { "email" }
}

/// An e-mail address, in lower case: no provider met in practice tells cases apart, people always forget.
///
/// - SeeAlso: RFC 5321 §4.1.2 and §4.5.3.1 (dot-atoms, 64 octets, 254 in all); quoted parts are refused.
public struct EmailAddress: Hashable, Comparable, Sendable, LosslessStringConvertible, Codable {
    public let description: String

    /// Reads an address, with blanks around or a leading `mailto:`.
    ///
    /// - Throws: `EmailRefusal`.
    public init(parsing text: String) throws(EmailRefusal) {
        var plain = text.trimmed.lowercased()
        if plain.hasPrefix("mailto:") { plain.removeFirst(7) }
        guard !plain.isEmpty else { throw .missing }
        let parts = plain.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, plain.utf8.count <= 254,
            EmailAddress.isLocalPart(parts[0]), EmailAddress.isDomain(parts[1])
        else { throw .malformed(text.shown) }
        description = plain
    }

    public init?(_ text: String) {
        do throws(EmailRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// What follows the `@`.
    public var domain: String { String(description[description.index(after: at)...]) }

    private var at: String.Index { description.firstIndex(of: "@") ?? description.startIndex }

    public static func < (a: EmailAddress, b: EmailAddress) -> Bool { a.description < b.description }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty
                    && atom.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.utf8.count >= 2 else { return false }
        return !last.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
