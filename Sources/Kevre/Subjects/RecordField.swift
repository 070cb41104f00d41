import Foundation
import PostgreSQL

/// A field of a record, said once: how the journal, a conflict, a trail and forms name it, and how they write its values.
public struct RecordField: Sendable {
    /// What it holds, hence how a value is read.
    public enum Kind: Sendable {
        case text
        /// A number written in groups by people: SIREN, SIRET.
        case digits
        case integer
        /// An integer that is never grouped: 2026.
        case year
        /// Hundredths of a unit: 250 are 2,5 posts.
        case hundredths
        /// Euro cents.
        case money
        /// Basis points.
        case percent
        case day
        case moment
        case flag
        /// A code of a closed vocabulary.
        case code(Vocabulary)
        /// The key of another record; whoever shows it looks its name up.
        case key
        /// Several values, or a structure.
        case list
        /// Several amounts in euro cents, several days.
        case amounts, days
        /// An IBAN: its ends alone are shown in a trail.
        case masked
        /// Never shown.
        case secret
    }

    /// The column's name in the database.
    public let column: String
    /// In French, with a capital: it stands before a field and at the head of a line.
    public let label: String
    /// How its values are read.
    public let kind: Kind

    private init(_ column: String, _ label: String, _ kind: Kind) {
        self.column = column
        self.label = label
        self.kind = kind
    }

    static func text(_ column: String, _ label: String) -> RecordField { .init(column, label, .text) }
    static func digits(_ column: String, _ label: String) -> RecordField { .init(column, label, .digits) }
    static func integer(_ column: String, _ label: String) -> RecordField { .init(column, label, .integer) }
    static func year(_ column: String, _ label: String) -> RecordField { .init(column, label, .year) }
    static func hundredths(_ column: String, _ label: String) -> RecordField { .init(column, label, .hundredths) }
    static func money(_ column: String, _ label: String) -> RecordField { .init(column, label, .money) }
    static func percent(_ column: String, _ label: String) -> RecordField { .init(column, label, .percent) }
    static func day(_ column: String, _ label: String) -> RecordField { .init(column, label, .day) }
    static func moment(_ column: String, _ label: String) -> RecordField { .init(column, label, .moment) }
    static func flag(_ column: String, _ label: String) -> RecordField { .init(column, label, .flag) }
    static func key(_ column: String, _ label: String) -> RecordField { .init(column, label, .key) }
    static func list(_ column: String, _ label: String) -> RecordField { .init(column, label, .list) }
    static func amounts(_ column: String, _ label: String) -> RecordField { .init(column, label, .amounts) }
    static func days(_ column: String, _ label: String) -> RecordField { .init(column, label, .days) }
    static func masked(_ column: String, _ label: String) -> RecordField { .init(column, label, .masked) }
    static func secret(_ column: String, _ label: String) -> RecordField { .init(column, label, .secret) }
    static func code(_ column: String, _ label: String, _ words: Vocabulary) -> RecordField {
        .init(column, label, .code(words))
    }

    /// The name under which forms send it: the column without its unit (`budget_cents` is asked as `budget`).
    public var name: String {
        for unit in ["_cents", "_hundredths", "_bp", "_id", "_code"] where column.hasSuffix(unit) {
            return String(column.dropLast(unit.count))
        }
        return column
    }

    /// A value as people read it; « — » for none.
    ///
    /// - Parameter text: as the trail holds it, in PostgreSQL's own writing.
    public func words(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "—" }
        return switch kind {
        case .text, .key, .list, .year: text
        case .digits: SIRET(text)?.grouped ?? SIREN(text)?.grouped ?? text
        case .integer: Int(text).map { FrenchText.grouped($0) } ?? text
        case .hundredths: Int(text).map { FrenchText.hundredths($0) } ?? text
        case .money: Int(text).map { Money(cents: $0).short } ?? text
        case .percent: Int(text).map { FrenchText.percent(basisPoints: $0) } ?? text
        case .day: Day(iso: text)?.short ?? text
        // The trail is JSON, which writes a moment with a T where SQL writes a space; what is neither stays as it is.
        case .moment: (try? Date(sqlText: text.replacing("T", with: " ")))?.inParis.short ?? text
        case .amounts: Self.several(text) { Int($0).map { Money(cents: $0).short } }
        case .days: Self.several(text) { Day(iso: $0)?.short }
        case .flag: text == "true" || text == "t" ? "oui" : "non"
        case .code(let words): words[text].label
        case .masked: "\(text.prefix(4))…\(text.suffix(4))"
        case .secret: "…"
        }
    }

    /// An array as JSON or SQL writes it, each of its values read; « — » for none.
    private static func several(_ text: String, _ read: (String) -> String?) -> String {
        let values = text.split { "[]{}\", ".contains($0) }.map(String.init)
        return values.isEmpty ? "—" : values.map { read($0) ?? $0 }.joined(separator: ", ")
    }
}
