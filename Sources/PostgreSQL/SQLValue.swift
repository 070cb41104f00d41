/// A type whose values can be interpolated in ``SQL``.
///
/// An enumeration or a struct that is `RawRepresentable` by such a type gets everything by declaring the
/// conformance: `enum State: String, SQLValue { … }`.
public protocol SQLEncodable: Sendable {
    /// The value in PostgreSQL's text form; nil is NULL.
    var sqlText: String? { get }

    /// The type's OID, or 0 to let the server infer it from where the parameter stands.
    static var sqlTypeOID: UInt32 { get }

    /// The OID of an array of this type, or 0.
    static var sqlArrayOID: UInt32 { get }

    /// The text form of values that may be impossible to write; by default ``sqlText``.
    func sqlEncoded() throws -> String?

    /// An array of this type in PostgreSQL's text form; by default `{…}` with quotes where needed.
    static func sqlText(array: [Self]) throws -> String
}

/// A type that can be read from a column.
public protocol SQLDecodable {
    /// Reads PostgreSQL's text form.
    /// - Throws: any error for text that is no such value, ``SQLDecodingError`` by custom.
    init(sqlText: String) throws

    /// The same from the bytes of the result, without making a `String`; by default it makes one.
    init(sqlBytes: UnsafeBufferPointer<UInt8>) throws

    /// The value of NULL; throws by default, nil for an optional.
    static func sqlNull() throws -> Self

    /// An array of this type from PostgreSQL's text form.
    static func sqlArray(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [Self]
}

/// A type that goes both ways.
public typealias SQLValue = SQLEncodable & SQLDecodable

/// A column's text is not a value of the type asked for. It never holds the text itself.
public struct SQLDecodingError: Error, Sendable, CustomStringConvertible {
    /// What was expected, without the text that was found.
    public let description: String

    /// - Parameter expected: what was expected, such as `UUID`.
    public init(expected: String) { description = "not a value of type \(expected)" }

    init(message: String) { description = message }
}

extension SQLEncodable {
    public static var sqlTypeOID: UInt32 { 0 }
    public static var sqlArrayOID: UInt32 { 0 }
    public func sqlEncoded() throws -> String? { sqlText }
    public static func sqlText(array: [Self]) throws -> String { try ArrayText.write(array) }
}

extension SQLDecodable {
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws {
        try self.init(sqlText: String(decoding: sqlBytes, as: UTF8.self))
    }

    public static func sqlNull() throws -> Self {
        throw SQLDecodingError(message: "NULL where a \(Self.self) was expected")
    }

    public static func sqlArray(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [Self] {
        try ArrayText.read(bytes)
    }
}

// MARK: - Raw values

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
    public var sqlText: String? { rawValue.sqlText }
    public static var sqlTypeOID: UInt32 { RawValue.sqlTypeOID }
    public static var sqlArrayOID: UInt32 { RawValue.sqlArrayOID }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    public init(sqlText: String) throws {
        guard let value = Self(rawValue: try RawValue(sqlText: sqlText)) else {
            throw SQLDecodingError(expected: "\(Self.self)")
        }
        self = value
    }

    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws {
        guard let value = Self(rawValue: try RawValue(sqlBytes: sqlBytes)) else {
            throw SQLDecodingError(expected: "\(Self.self)")
        }
        self = value
    }
}

// MARK: - Optionals

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    public var sqlText: String? { self?.sqlText }
    public static var sqlTypeOID: UInt32 { Wrapped.sqlTypeOID }
    public static var sqlArrayOID: UInt32 { Wrapped.sqlArrayOID }
    public func sqlEncoded() throws -> String? { try self?.sqlEncoded() }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public init(sqlText: String) throws { self = try Wrapped(sqlText: sqlText) }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self = try Wrapped(sqlBytes: sqlBytes) }
    public static func sqlNull() throws -> Wrapped? { nil }
}

// MARK: - Arrays

extension Array: SQLEncodable where Element: SQLEncodable {
    public var sqlText: String? {
        // A value that can't be written is reported by sqlEncoded(), which statements call.
        try? Element.sqlText(array: self)
    }
    public static var sqlTypeOID: UInt32 { Element.sqlArrayOID }
    public func sqlEncoded() throws -> String? { try Element.sqlText(array: self) }
}

extension Array: SQLDecodable where Element: SQLDecodable {
    public init(sqlText: String) throws {
        var text = sqlText
        self = try text.withUTF8 { try Element.sqlArray($0) }
    }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self = try Element.sqlArray(sqlBytes) }
}

/// PostgreSQL's `{a,"b c",NULL}`.
enum ArrayText {
    static func write<Element: SQLEncodable>(_ elements: [Element]) throws -> String {
        var text = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            guard let value = try element.sqlEncoded() else {
                text += "NULL"
                continue
            }
            text += "\""
            for scalar in value.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            text += "\""
        }
        return text + "}"
    }

    static func read<Element: SQLDecodable>(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [Element] {
        let malformed = SQLDecodingError(message: "not a one-dimensional array")
        // Bounds other than 1 are written in front: [0:2]={…}.
        guard var index = bytes.firstIndex(of: UInt8(ascii: "{")), bytes.last == UInt8(ascii: "}") else {
            throw malformed
        }
        let end = bytes.count - 1
        var elements: [Element] = []
        var buffer: [UInt8] = []
        index += 1
        while index < end {
            buffer.removeAll(keepingCapacity: true)
            var isQuoted = false
            if bytes[index] == UInt8(ascii: "\"") {
                isQuoted = true
                index += 1
                while index < end, bytes[index] != UInt8(ascii: "\"") {
                    if bytes[index] == UInt8(ascii: "\\") { index += 1 }
                    buffer.append(bytes[index])
                    index += 1
                }
                index += 1
            } else {
                while index < end, bytes[index] != UInt8(ascii: ",") {
                    guard bytes[index] != UInt8(ascii: "{") else { throw malformed }
                    buffer.append(bytes[index])
                    index += 1
                }
            }
            if !isQuoted, buffer.elementsEqual("NULL".utf8) {
                elements.append(try Element.sqlNull())
            } else {
                elements.append(try buffer.withUnsafeBufferPointer { try Element(sqlBytes: $0) })
            }
            guard index >= end || bytes[index] == UInt8(ascii: ",") else { throw malformed }
            index += 1
        }
        return elements
    }
}
