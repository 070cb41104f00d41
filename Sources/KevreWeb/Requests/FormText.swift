import Kevre

/// `application/x-www-form-urlencoded`, of bodies and of the query of addresses (WHATWG URL, 5.1).
enum FormText {
    /// Fields at most: a form of ours has some dozens, a budget some hundreds.
    static let maxFields = 5_000

    /// Names and values in order.
    ///
    /// - Returns: nil when a name or a value is not UTF-8, or when there are too many.
    static func pairs(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)]? {
        var result: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard result.count < maxFields else { return nil }
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let value = equals.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            guard let name = decoded(pair[..<(equals ?? pair.endIndex)]), let value = decoded(value) else {
                return nil
            }
            result.append((name, value))
        }
        return result
    }

    /// The text behind `%C3%A9`; nil when it is not UTF-8 or holds NUL.
    static func decoded(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = true) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            bytes.formIndex(after: &index)
            if byte == UInt8(ascii: "+"), plusIsSpace {
                plain.append(0x20)
            } else if byte == UInt8(ascii: "%"), let value = hexPair(bytes[index...]) {
                plain.append(value)
                index = bytes.index(index, offsetBy: 2)
            } else {
                plain.append(byte)
            }
        }
        guard !plain.contains(0) else { return nil }
        return String(validating: plain, as: UTF8.self)
    }

    private static func hexPair(_ bytes: some Collection<UInt8>) -> UInt8? {
        let pair = bytes.prefix(2)
        guard pair.count == 2, pair.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            return nil
        }
        return UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
    }

    /// The fields by name.
    static func input(_ pairs: [(name: String, value: String)]) -> FormInput {
        var values: [String: [String]] = [:]
        for (name, value) in pairs { values[name, default: []].append(value) }
        return FormInput(values)
    }

    /// Written back, to be carried through the sign-in page.
    static func text(_ input: FormInput) -> String {
        input.values.sorted { $0.key < $1.key }
            .flatMap { name, values in values.map { "\(name.addressEscaped)=\($0.addressEscaped)" } }
            .joined(separator: "&")
    }
}
