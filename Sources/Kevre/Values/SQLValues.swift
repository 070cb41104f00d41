import PostgreSQL

extension Identifier: SQLEncodable, SQLDecodable {
    public var sqlText: String? { String(number) }
    public static var sqlTypeOID: UInt32 { Int.sqlTypeOID }
    public static var sqlArrayOID: UInt32 { Int.sqlArrayOID }

    public init(sqlText: String) throws { self.init(try Int(sqlText: sqlText)) }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self.init(try Int(sqlBytes: sqlBytes)) }
}

/// Cents in a `bigint`.
extension Money: SQLEncodable, SQLDecodable {
    public var sqlText: String? { String(cents) }
    public static var sqlTypeOID: UInt32 { Int.sqlTypeOID }
    public static var sqlArrayOID: UInt32 { Int.sqlArrayOID }

    public init(sqlText: String) throws { self.init(cents: try Int(sqlText: sqlText)) }
    public init(sqlBytes: UnsafeBufferPointer<UInt8>) throws { self.init(cents: try Int(sqlBytes: sqlBytes)) }
}

extension Day: SQLEncodable, SQLDecodable {
    public var sqlText: String? { iso }
    /// `date`.
    public static var sqlTypeOID: UInt32 { 1082 }
    public static var sqlArrayOID: UInt32 { 1182 }

    public init(sqlText: String) throws {
        guard let day = Day(iso: sqlText) else { throw SQLDecodingError(expected: "Day") }
        self = day
    }
}

/// Identifiers of registers are stored as their digits and letters, in `text`.
extension SIREN: SQLEncodable, SQLDecodable {
    public var sqlText: String? { description }
    public init(sqlText: String) throws {
        guard let value = SIREN(sqlText) else { throw SQLDecodingError(expected: "SIREN") }
        self = value
    }
}

extension SIRET: SQLEncodable, SQLDecodable {
    public var sqlText: String? { description }
    public init(sqlText: String) throws {
        guard let value = SIRET(sqlText) else { throw SQLDecodingError(expected: "SIRET") }
        self = value
    }
}

extension RNA: SQLEncodable, SQLDecodable {
    public var sqlText: String? { description }
    public init(sqlText: String) throws {
        guard let value = RNA(sqlText) else { throw SQLDecodingError(expected: "RNA") }
        self = value
    }
}

/// Whole, not masked: the column is the account's only home.
extension IBAN: SQLEncodable, SQLDecodable {
    public var sqlText: String? { text }
    public init(sqlText: String) throws {
        guard let value = IBAN(sqlText) else { throw SQLDecodingError(expected: "IBAN") }
        self = value
    }
}
