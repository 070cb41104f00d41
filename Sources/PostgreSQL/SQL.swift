/// A piece of SQL whose interpolated values are always bound parameters, never text.
///
/// ```swift
/// let rows = try tx.query("SELECT id FROM person WHERE name = \(name) AND town = ANY(\(towns))")
/// ```
/// Every `\(value)` becomes `$1`, `$2`… An array is one parameter. Another `SQL` is embedded with its own
/// parameters. Text that is not a value goes in by one of two visible doors: ``StringInterpolation/appendInterpolation(trusted:)``
/// for constants of the program, ``StringInterpolation/appendInterpolation(identifier:)`` for a quoted name.
///
/// The type of text parameters is left to the server to infer, so that they fit `citext`, enumerations and dates
/// alike. Where nothing tells it (`\(name) IS NULL`, `jsonb_build_object('k', \(name))`), write a cast:
/// `\(name)::text`.
public struct SQL: ExpressibleByStringInterpolation, Sendable, CustomStringConvertible {
    /// Text around the parameters: always one piece more than there are parameters.
    var pieces: [String]
    var parameters: [Parameter]

    /// A parameter, already in PostgreSQL's text form.
    struct Parameter: Sendable {
        var text: String?
        var type: UInt32
        /// Why the value could not be written, thrown when the statement runs.
        var failure: String?

        init<Value: SQLEncodable>(_ value: Value) {
            type = Value.sqlTypeOID
            do { text = try value.sqlEncoded() } catch {
                failure = String(describing: error)
            }
        }
    }

    /// SQL text that a program holds as a constant or has built safely. It goes to the server as it is.
    public init(trusted text: String) {
        pieces = [text]
        parameters = []
    }

    /// A literal of the program's own text.
    public init(stringLiteral value: String) { self.init(trusted: value) }

    /// Text in which every interpolated value has become a parameter.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// Whether there is neither text nor parameter.
    public var isEmpty: Bool { parameters.isEmpty && pieces[0].isEmpty }

    /// The statement as the server sees it, with `$n` for the values.
    public var description: String { text }

    /// The statement with `$1`, `$2`… in place of the values.
    public var text: String {
        guard !parameters.isEmpty else { return pieces[0] }
        var text = pieces[0]
        text.reserveCapacity(pieces.reduce(4 * parameters.count) { $0 + $1.utf8.count })
        for index in 1..<pieces.count {
            text += "$"
            text += String(index)
            text += pieces[index]
        }
        return text
    }

    /// Both pieces, one after the other; the parameters are numbered anew.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Appends the right piece with its parameters, numbered anew.
    public static func += (left: inout SQL, right: SQL) { left.append(right) }

    /// Appends another piece with its parameters.
    public mutating func append(_ other: SQL) {
        pieces[pieces.count - 1] += other.pieces[0]
        pieces.append(contentsOf: other.pieces.dropFirst())
        parameters.append(contentsOf: other.parameters)
    }

    /// The parts with `separator` between them; empty for no part.
    public static func joined(_ parts: [SQL], separator: SQL = ", ") -> SQL {
        guard var sum = parts.first else { return "" }
        for part in parts.dropFirst() {
            sum.append(separator)
            sum.append(part)
        }
        return sum
    }

    /// What `"… \(value) …"` builds.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var sql = SQL(trusted: "")

        /// Called by the compiler.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.pieces[0].reserveCapacity(literalCapacity)
            sql.pieces.reserveCapacity(interpolationCount + 1)
            sql.parameters.reserveCapacity(interpolationCount)
        }

        /// The program's own text between two values.
        public mutating func appendLiteral(_ literal: String) {
            sql.pieces[sql.pieces.count - 1] += literal
        }

        /// A bound parameter.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
            sql.parameters.append(Parameter(value))
            sql.pieces.append("")
        }

        /// A bound parameter that may be NULL.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
            sql.parameters.append(Parameter(value))
            sql.pieces.append("")
        }

        /// Another piece of SQL with its parameters.
        public mutating func appendInterpolation(_ other: SQL) { sql.append(other) }

        /// Text that goes to the server as it is: only for constants of the program, never for input.
        public mutating func appendInterpolation(trusted text: String) { appendLiteral(text) }

        /// A name (table, column, schema, role), quoted whatever it holds.
        public mutating func appendInterpolation(identifier name: String) {
            appendLiteral(SQL.quoted(identifier: name))
        }
    }

    /// A name in double quotes, with those inside doubled.
    public static func quoted(identifier name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
