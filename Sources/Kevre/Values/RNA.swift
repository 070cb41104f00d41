/// A number of the national register of associations (RNA, formerly Waldec), as `W222001234`.
///
/// A W, the office's three characters and six digits. Overseas offices hold a letter (`W9G2001932`), which
/// the register and Data.Subvention accept but the SCDL schema does not: see `isPublishable`. There is no
/// check digit, and the office never tells the seat, since associations move.
public struct RNA: Hashable, Comparable, Sendable, LosslessStringConvertible, Codable {
    /// Its form in words, the same wherever it is asked for.
    public static let form = "W suivi de neuf chiffres (une lettre parmi eux outre-mer)"

    /// Ten characters, upper case.
    public let description: String

    /// Reads the number in either case, with spaces or not.
    ///
    /// - Throws: `IdentityRefusal`.
    public init(parsing text: String) throws(IdentityRefusal) {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars where !scalar.isSpace {
            guard bytes.count < 10, scalar.isASCII else { throw .badForm(.rna, text.shown) }
            let byte = UInt8(scalar.value)
            bytes.append((0x61...0x7A).contains(byte) ? byte & 0xDF : byte)
        }
        guard !bytes.isEmpty else { throw .missing(.rna) }
        guard bytes.count == 10, bytes[0] == 0x57,
            bytes.dropFirst().enumerated().allSatisfy({ index, byte in
                (0x30...0x39).contains(byte) || (index == 1 && (0x41...0x5A).contains(byte))
            })
        else { throw .badForm(.rna, text.shown) }
        description = String(decoding: bytes, as: UTF8.self)
    }

    public init?(_ text: String) {
        do throws(IdentityRefusal) { try self.init(parsing: text) } catch { return nil }
    }

    /// Whether the number has the narrow form, nine digits after the W, that SCDL demands.
    public var isPublishable: Bool {
        description.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    public static func < (a: RNA, b: RNA) -> Bool { a.description < b.description }

    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
