import PostgreSQL

/// A way to narrow a listing. Its parameters live in the address and among the command's options.
public struct Filter: Sendable {
    /// What a filter asks for.
    public enum Kind: Sendable {
        /// One or several of the choices.
        case choice(Choices)
        /// Days, both ends included: parameters `name.min`, `name.max`.
        case days
        /// Amounts in euros, both ends included: parameters `name.min`, `name.max`.
        case amounts
        /// A yes: parameter `name=1`.
        case flag
        /// Free text.
        case text
    }

    /// Where the choices come from.
    public enum Choices: Sendable {
        case fixed([Choice])
        /// A query giving `value` and `label`, run in the authority's schema.
        case query(SQL)
    }

    /// What was asked for.
    public enum Value: Sendable {
        case choices([String])
        case days(from: Day?, to: Day?)
        case amounts(from: Money?, to: Money?)
        case flag
        case text(String)
    }

    /// Stable English name: the parameter of the address, `--filter name=…`.
    public let name: String
    /// What it narrows, in French, as the filter bar shows it.
    public let title: String
    /// What can be asked, hence which control asks it.
    public let kind: Kind
    /// The condition for what was asked; the values are bound.
    let condition: @Sendable (Value) -> SQL

    /// - Parameter condition: what holds for the rows wanted; every value of the question is bound in it.
    public init(_ name: String, _ title: String, _ kind: Kind, _ condition: @escaping @Sendable (Value) -> SQL) {
        self.name = name
        self.title = title
        self.kind = kind
        self.condition = condition
    }

    /// A choice among values of one expression compared as text.
    public static func choice(_ name: String, _ title: String, _ choices: Choices, of sql: SQL) -> Filter {
        Filter(name, title, .choice(choices)) { value in
            guard case .choices(let chosen) = value else { return "true" }
            return "(\(sql))::text = ANY(\(chosen))"
        }
    }

    /// A choice among keys of one bigint column; what is not a number matches nothing.
    public static func key(_ name: String, _ title: String, _ choices: Choices, of sql: SQL) -> Filter {
        Filter(name, title, .choice(choices)) { value in
            guard case .choices(let chosen) = value else { return "true" }
            let keys = chosen.compactMap { Int($0) }
            return keys.count == 1 ? "\(sql) = \(keys[0])" : "\(sql) = ANY(\(keys))"
        }
    }

    /// Days of one date expression.
    public static func days(_ name: String, _ title: String, of sql: SQL) -> Filter {
        Filter(name, title, .days) { value in
            guard case .days(let from, let to) = value else { return "true" }
            let lower: SQL? = from.map { "\(sql) >= \($0)" }
            let upper: SQL? = to.map { "\(sql) <= \($0)" }
            return SQL.joined([lower, upper].compactMap { $0 }, separator: " AND ")
        }
    }

    /// Amounts of one expression in cents.
    public static func amounts(_ name: String, _ title: String, of sql: SQL) -> Filter {
        Filter(name, title, .amounts) { value in
            guard case .amounts(let from, let to) = value else { return "true" }
            let lower: SQL? = from.map { "\(sql) >= \($0)" }
            let upper: SQL? = to.map { "\(sql) <= \($0)" }
            return SQL.joined([lower, upper].compactMap { $0 }, separator: " AND ")
        }
    }

    /// A condition that holds or is not asked for.
    public static func flag(_ name: String, _ title: String, _ sql: SQL) -> Filter {
        Filter(name, title, .flag) { _ in sql }
    }
}
