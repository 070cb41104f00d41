import Foundation
import Kevre

#if canImport(Glibc)
    import Glibc
#endif

/// The proxies before us, by their addresses: only what they say of a visitor is believed (`KEVRE_TRUST_PROXY`).
public struct Proxies: Sendable, Equatable {
    /// Addresses that begin with the same bits.
    private struct Network: Sendable, Equatable {
        let bytes: [UInt8]
        let bits: Int

        func includes(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            return (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return address[bit / 8] & mask == bytes[bit / 8] & mask
            }
        }
    }

    private let networks: [Network]
    /// Over a Unix socket, whoever connects is of this machine.
    private let includesThisMachine: Bool

    /// Nobody is believed.
    public static let none = Proxies(networks: [], includesThisMachine: false)
    /// A proxy on this machine.
    public static let thisMachine = Proxies(
        networks: [
            Network(bytes: [127, 0, 0, 0], bits: 8), Network(bytes: Array(repeating: 0, count: 15) + [1], bits: 128),
        ],
        includesThisMachine: true)

    private init(networks: [Network], includesThisMachine: Bool) {
        self.networks = networks
        self.includesThisMachine = includesThisMachine
    }

    /// Reads the setting: `true` for a proxy on this machine, else addresses or networks, `10.0.0.4, 192.168.7.0/24`.
    ///
    /// - Throws: ``ProxyRefusal``.
    public init(parsing text: String?) throws {
        let text = Self.trimmed(text ?? "")
        switch text.lowercased() {
        case "", "false", "no", "0": self = .none
        case "true", "yes", "1": self = .thisMachine
        default:
            let names: [Substring] = text.split { $0 == "," || $0 == " " }
            networks = try names.map { try Self.network(String($0)) }
            includesThisMachine = networks.contains { $0.includes([127, 0, 0, 1]) }
        }
    }

    private static func network(_ name: String) throws -> Network {
        let halves = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let bytes = bytes(of: halves[0]) else { throw ProxyRefusal(name: name) }
        guard halves.count == 2 else { return Network(bytes: bytes, bits: bytes.count * 8) }
        guard let bits = Int(halves[1]), (0...bytes.count * 8).contains(bits) else { throw ProxyRefusal(name: name) }
        return Network(bytes: bytes, bits: bits)
    }

    /// Whether the other end of a connection is one of them.
    func include(_ peer: String?) -> Bool {
        guard let peer else { return includesThisMachine }
        guard let bytes = Self.bytes(of: peer) else { return false }
        return networks.contains { $0.includes(bytes) }
    }

    /// The visitor's address after what proxies wrote: the last that is not one of them. What was there before, the
    /// visitor may have written himself.
    func visitor(_ lines: [String]) -> String? {
        let names = lines.joined(separator: ",").split(separator: ",").map { Self.trimmed($0) }
        for name in names.reversed() {
            guard let bytes = Self.bytes(of: name) else { return nil }
            if !networks.contains(where: { $0.includes(bytes) }) { return name }
        }
        return nil
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// The four or sixteen bytes of an address; nil for what is none. An IPv4 address written as IPv6 is itself.
    static func bytes(of address: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, address, &sixteen) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: sixteen) { Array($0) }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}

/// Why the setting of proxies can't be followed.
public struct ProxyRefusal: Refusal, Equatable {
    let name: String

    public var message: String {
        "KEVRE_TRUST_PROXY\u{a0}: «\u{a0}\(name)\u{a0}» n’est pas une adresse. Écrivez true pour un mandataire sur cette machine, ou ses adresses\u{a0}: 10.0.0.4, 192.168.7.0/24."
    }

    public var code: String { "no_such_proxy" }
    public var field: String? { nil }
}
