import CLibPQ
import Foundation

/// One row of a result. Rows share the memory of their result, which lives as long as one of them.
///
/// ```swift
/// let name: String = try row["name"]
/// let closed: Date? = try row["closed_at"]
/// ```
public struct Row: Sendable {
    let result: ResultSet
    let index: Int32

    /// The names of the columns.
    public var columns: [String] { result.columns.names }

    /// Where a column stands, to look it up once for many rows.
    public func index(of column: String) -> Int? { result.columns.positions[column] }

    /// The value of a column; ask for an optional where it may be NULL.
    /// - Throws: ``PostgreSQLError`` of kind `decoding` for an unknown column, NULL where a value is asked for,
    ///   or a value of another type.
    public subscript<Value: SQLDecodable>(column: String) -> Value {
        get throws {
            guard let position = result.columns.positions[column] else {
                throw result.decodingError("no column “\(column)” in the result", column: column)
            }
            return try self[position]
        }
    }

    /// The value of the column at a position, from 0.
    public subscript<Value: SQLDecodable>(position: Int) -> Value {
        get throws {
            guard position >= 0, position < result.columns.names.count else {
                throw result.decodingError("no column \(position) in the result", column: nil)
            }
            do {
                guard let bytes = bytes(at: position) else { return try Value.sqlNull() }
                return try Value(sqlBytes: bytes)
            } catch {
                throw result.decodingError(
                    "column “\(result.columns.names[position])” does not hold \(Value.self): \(safe(error))",
                    column: result.columns.names[position])
            }
        }
    }

    /// The same as the subscript, where the type has to be named: `try row.value("id", as: Int.self)`.
    public func value<Value: SQLDecodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        try self[column]
    }

    /// Whether the column at a position is NULL.
    public func isNull(at position: Int) -> Bool {
        PQgetisnull(result.handle, index, Int32(position)) != 0
    }

    /// The text of the column at a position as the server wrote it, whatever its type; nil for NULL.
    public func text(at position: Int) -> String? {
        bytes(at: position).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The integer in the column at a position; nil for NULL or anything but an integer.
    public func int(at position: Int) -> Int? {
        // The caller has asked for a quick look: what is no integer is nil, as documented.
        bytes(at: position).flatMap { try? decodeInteger($0) }
    }

    /// The UTF-8 text of a column, valid within `body` only; nil for NULL.
    public func withBytes<Result>(
        at position: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Result
    ) rethrows -> Result {
        try body(bytes(at: position))
    }

    /// The same without a result: `body` is not called for NULL.
    public func withText(at position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if let bytes = bytes(at: position) { body(bytes) }
    }

    /// Whether a column is NULL or an empty text.
    public func isEmpty(at position: Int) -> Bool {
        // NULL has no length.
        PQgetlength(result.handle, index, Int32(position)) == 0
    }

    /// The moment in the column at a position; nil for NULL or anything but a timestamp.
    public func moment(at position: Int) -> Date? {
        // As `int(at:)`: what is no timestamp is nil, as documented.
        bytes(at: position).flatMap { try? TimestampText.read($0) }
    }

    private func bytes(at position: Int) -> UnsafeBufferPointer<UInt8>? {
        let column = Int32(position)
        guard PQgetisnull(result.handle, index, column) == 0,
            let start = PQgetvalue(result.handle, index, column)
        else { return nil }
        let count = Int(PQgetlength(result.handle, index, column))
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Decoding errors of others may quote the value: only those of this library are repeated.
    private func safe(_ error: any Error) -> String {
        (error as? SQLDecodingError)?.description ?? "\(type(of: error))"
    }
}

/// A libpq result and its memory. It never changes once it is made, so that threads may share it.
final class ResultSet: @unchecked Sendable {
    let handle: OpaquePointer
    let columns: Columns
    let statement: String

    init(handle: OpaquePointer, columns: Columns? = nil, statement: String) {
        self.handle = handle
        self.statement = statement
        // Preparing fixed the columns; a count that differs can only be another statement's.
        if let columns, columns.names.count == Int(PQnfields(handle)) {
            self.columns = columns
        } else {
            self.columns = Columns(handle)
        }
    }

    deinit { PQclear(handle) }

    var count: Int { Int(PQntuples(handle)) }

    var rows: [Row] { (0..<PQntuples(handle)).map { Row(result: self, index: $0) } }

    /// The rows a command touched, or returned.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    func decodingError(_ message: String, column: String?) -> PostgreSQLError {
        var error = PostgreSQLError(.decoding, message, statement: statement)
        error.column = column
        return error
    }
}

/// The columns of a result, shared by the executions of a prepared statement.
final class Columns: Sendable {
    let names: [String]
    let positions: [String: Int]

    init(_ result: OpaquePointer) {
        // The columns of a COPY have no names.
        names = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
