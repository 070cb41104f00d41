import Foundation

extension String: SQLValue {
    /// The text as it stands; its type is left to the server.
    public var sqlText: String? { self }
    public init(sqlText: String) { self = sqlText }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) { self.init(decoding: sqlBytes, as: UTF8.self) }
}

extension Substring: SQLEncodable {
    /// The text as it stands; its type is left to the server.
    public var sqlText: String? { String(self) }
}

extension Bool: SQLValue {
    /// `t` or `f`.
    public var sqlText: String? { self ? "t" : "f" }
    /// `boolean`.
    public static var sqlTypeOID: UInt32 { 16 }
    /// `boolean[]`.
    public static var sqlArrayOID: UInt32 { 1000 }

    public init(sqlText: String) throws {
        switch sqlText {
        case "t", "true": self = true
        case "f", "false": self = false
        default: throw SQLDecodingError(expected: "Bool")
        }
    }
}

/// An integer read from its decimal digits without making a `String`.
func decodeInteger<Integer: FixedWidthInteger>(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Integer {
    var value: Integer = 0
    var index = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { index = 1 }
    guard index < bytes.count else { throw SQLDecodingError(expected: "\(Integer.self)") }
    while index < bytes.count {
        let digit = bytes[index] &- UInt8(ascii: "0")
        guard digit < 10 else { throw SQLDecodingError(expected: "\(Integer.self)") }
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let step = Integer(truncatingIfNeeded: digit)
        let (sum, overflows) =
            isNegative ? tens.subtractingReportingOverflow(step) : tens.addingReportingOverflow(step)
        guard !overflow, !overflows else {
            throw SQLDecodingError(message: "a number out of the range of \(Integer.self)")
        }
        value = sum
        index += 1
    }
    return value
}

extension SQLDecodable where Self: FixedWidthInteger {
    public init(sqlText: String) throws {
        var text = sqlText
        self = try text.withUTF8 { try decodeInteger($0) }
    }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self = try decodeInteger(sqlBytes) }
}

extension SQLEncodable where Self: FixedWidthInteger {
    public var sqlText: String? { String(self) }
}

extension Int: SQLValue {
    /// `bigint`.
    public static var sqlTypeOID: UInt32 { 20 }
    /// `bigint[]`.
    public static var sqlArrayOID: UInt32 { 1016 }
}

extension Int64: SQLValue {
    /// `bigint`.
    public static var sqlTypeOID: UInt32 { 20 }
    /// `bigint[]`.
    public static var sqlArrayOID: UInt32 { 1016 }
}

extension Int32: SQLValue {
    /// `integer`.
    public static var sqlTypeOID: UInt32 { 23 }
    /// `integer[]`.
    public static var sqlArrayOID: UInt32 { 1007 }
}

extension Int16: SQLValue {
    /// `smallint`.
    public static var sqlTypeOID: UInt32 { 21 }
    /// `smallint[]`.
    public static var sqlArrayOID: UInt32 { 1005 }
}

/// One byte is a small integer; an array of them is `bytea`.
extension UInt8: SQLValue {
    /// `smallint`.
    public static var sqlTypeOID: UInt32 { 21 }
    /// `bytea`.
    public static var sqlArrayOID: UInt32 { 17 }
    /// All bytes as one `bytea`, never as a list of numbers.
    public static func sqlText(array: [UInt8]) throws -> String { ByteText.write(array) }
    /// A `bytea` as its bytes.
    public static func sqlArray(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
        try ByteText.read(bytes)
    }
}

extension Data: SQLValue {
    /// Hexadecimal: `\x00ff`.
    public var sqlText: String? { ByteText.write(self) }
    /// `bytea`.
    public static var sqlTypeOID: UInt32 { 17 }
    /// `bytea[]`.
    public static var sqlArrayOID: UInt32 { 1001 }
    public init(sqlText: String) throws {
        var text = sqlText
        self = try text.withUTF8 { Data(try ByteText.read($0)) }
    }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self = Data(try ByteText.read(sqlBytes)) }
}

/// `bytea` in its hexadecimal form: `\x00ff`.
enum ByteText {
    static func write(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 * bytes.count + 2) { buffer in
            buffer[0] = UInt8(ascii: "\\")
            buffer[1] = UInt8(ascii: "x")
            var position = 2
            for byte in bytes {
                buffer[position] = digits[Int(byte >> 4)]
                buffer[position + 1] = digits[Int(byte & 15)]
                position += 2
            }
            return position
        }
    }

    static func read(_ text: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"),
            text[1] == UInt8(ascii: "x")
        else { throw SQLDecodingError(expected: "bytea in hexadecimal form") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            bytes.append(try digit(text[index]) << 4 | digit(text[index + 1]))
        }
        return bytes
    }

    private static func digit(_ character: UInt8) throws -> UInt8 {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: throw SQLDecodingError(expected: "bytea in hexadecimal form")
        }
    }
}

extension Double: SQLValue {
    public var sqlText: String? {
        if isNaN { return "NaN" }
        return isInfinite ? (self > 0 ? "Infinity" : "-Infinity") : description
    }
    /// `double precision`.
    public static var sqlTypeOID: UInt32 { 701 }
    /// `double precision[]`.
    public static var sqlArrayOID: UInt32 { 1022 }
    public init(sqlText: String) throws {
        guard let value = Double(sqlText) else { throw SQLDecodingError(expected: "Double") }
        self = value
    }
}

extension Decimal: SQLValue {
    /// Every digit; `NaN` where it is no number.
    public var sqlText: String? { isNaN ? "NaN" : description }
    /// `numeric`.
    public static var sqlTypeOID: UInt32 { 1700 }
    /// `numeric[]`.
    public static var sqlArrayOID: UInt32 { 1231 }
    public init(sqlText: String) throws {
        guard sqlText != "NaN" else {
            self = .nan
            return
        }
        guard let value = Decimal(string: sqlText, locale: Locale(identifier: "en_US_POSIX")) else {
            throw SQLDecodingError(expected: "Decimal")
        }
        self = value
    }
}

extension UUID: SQLValue {
    /// Thirty-two hexadecimal digits in five groups.
    public var sqlText: String? { uuidString }
    /// `uuid`.
    public static var sqlTypeOID: UInt32 { 2950 }
    /// `uuid[]`.
    public static var sqlArrayOID: UInt32 { 2951 }
    public init(sqlText: String) throws {
        guard let value = UUID(uuidString: sqlText) else { throw SQLDecodingError(expected: "UUID") }
        self = value
    }
}

/// A value kept as `jsonb`. Dates inside are ISO 8601 with microseconds, as PostgreSQL writes them in JSON.
public struct SQLJSON<Value: Codable & Sendable>: SQLValue {
    /// What the JSON stands for.
    public var value: Value

    /// Wraps a value to be sent as `jsonb`.
    public init(_ value: Value) { self.value = value }

    /// `jsonb`.
    public static var sqlTypeOID: UInt32 { 3802 }
    /// `jsonb[]`.
    public static var sqlArrayOID: UInt32 { 3807 }

    /// nil when the value can't be written; ``sqlEncoded()`` says why.
    public var sqlText: String? { try? sqlEncoded() }

    /// - Throws: `EncodingError` for what JSON can't hold, such as a number that is not finite.
    public func sqlEncoded() throws -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(TimestampText.write(date, separator: "T", zone: "Z"))
        }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    public init(sqlText: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            try Date(sqlText: try decoder.singleValueContainer().decode(String.self))
        }
        value = try decoder.decode(Value.self, from: Data(sqlText.utf8))
    }
}

extension SQLJSON: Equatable where Value: Equatable {}
extension SQLJSON: Hashable where Value: Hashable {}
