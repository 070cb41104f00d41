import Foundation

/// The fields of an input.
public struct Form: Sendable {
    /// In the order in which they are asked.
    public let fields: [Field]

    /// A form of these fields.
    public init(_ fields: [Field]) { self.fields = fields }

    /// The field of a name.
    public subscript(name: String) -> Field? { fields.first { $0.name == name } }

    /// Reads what was typed. Every problem is found at once; a field without a problem has its typed value.
    ///
    /// - Parameter only: names to read; nil reads all (a step of a longer form reads its own).
    public func read(_ input: FormInput, only: Set<String>? = nil) -> FormReading {
        var reading = FormReading(input: input)
        for field in fields where only?.contains(field.name) ?? true {
            let texts = input.all(field.name)
                .map { $0.replacingOccurrences(of: "\r\n", with: "\n") }
                .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            do {
                reading.values[field.name] = try field.read(texts)
            } catch let problem as FieldProblem {
                reading.problems.append(problem)
            } catch {
                reading.problems.append(
                    FieldProblem(field: field.name, label: field.label, message: "Cette valeur n’est pas lisible."))
            }
        }
        return reading
    }
}

/// What is wrong with one field, in French, to be shown next to it.
public struct FieldProblem: Refusal, Equatable {
    /// Name of the field.
    public let field: String?
    /// The field's French label, for the summary above the form.
    public let label: String
    /// One sentence of French: what is expected.
    public let message: String
    /// The values a choice accepts, for who types them on a command line.
    public let choices: [String]
    public var code: String { "invalid_field" }

    /// A problem as given.
    public init(field: String, label: String, message: String, choices: [String] = []) {
        self.field = field
        self.label = label
        self.message = message
        self.choices = choices
    }
}

/// Several fields are wrong; what was typed is kept.
public struct FormRefusal: Refusal {
    /// Each field's problem, in the order of the form.
    public let problems: [FieldProblem]
    public var code: String { "invalid_form" }
    public var field: String? { problems.first?.field }
    /// One line for each problem, with its label.
    public var message: String {
        problems.map { "\($0.label)\u{a0}: \($0.message)" }.joined(separator: "\n")
    }

    /// - Parameter problems: at least one.
    public init(_ problems: [FieldProblem]) { self.problems = problems }
}

/// The outcome of reading a form.
public struct FormReading: Sendable {
    /// What was typed, to be shown again as it was.
    public let input: FormInput
    /// The values of fields without a problem, by name.
    public internal(set) var values: [String: FormValue] = [:]
    /// What is wrong, in the order of the form, then what the whole form showed.
    public internal(set) var problems: [FieldProblem] = []

    init(input: FormInput) { self.input = input }

    /// Whether nothing is wrong.
    public var isValid: Bool { problems.isEmpty }

    /// Adds what only the whole form can show (dates out of order, a budget that does not balance).
    public mutating func refuse(_ field: String, _ label: String, _ message: String) {
        problems.append(FieldProblem(field: field, label: label, message: message))
    }

    /// - Throws: ``FormRefusal`` with every problem.
    public func validated() throws -> FormReading {
        guard problems.isEmpty else { throw FormRefusal(problems) }
        return self
    }

    /// Whether the field was part of what was read.
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// The text read; nil where nothing was given.
    public func text(_ name: String) -> String? {
        if case .text(let value)? = values[name] { value } else { nil }
    }
    /// The number read; nil where nothing was given.
    public func integer(_ name: String) -> Int? {
        if case .integer(let value)? = values[name] { value } else { nil }
    }
    /// The amount read; nil where nothing was given.
    public func money(_ name: String) -> Money? {
        if case .money(let value)? = values[name] { value } else { nil }
    }
    /// The day read; nil where nothing was given.
    public func day(_ name: String) -> Day? {
        if case .day(let value)? = values[name] { value } else { nil }
    }
    /// The moment read, typed in Paris time; nil where nothing was given.
    public func moment(_ name: String) -> Date? {
        if case .moment(let value)? = values[name] { value } else { nil }
    }
    /// Whether the box was ticked.
    public func flag(_ name: String) -> Bool {
        if case .flag(let value)? = values[name] { value } else { false }
    }
    /// The codes chosen, none of them twice.
    public func list(_ name: String) -> [String] {
        if case .list(let value)? = values[name] { value } else { [] }
    }
}

/// A value read from a field. An optional field left empty is `.empty`.
public enum FormValue: Sendable, Equatable {
    case empty
    case text(String)
    case integer(Int)
    case money(Money)
    case day(Day)
    case moment(Date)
    case flag(Bool)
    case list([String])
}

extension FormRefusal {
    /// One field is wrong.
    static func one(_ field: String, _ label: String, _ message: String) -> FormRefusal {
        FormRefusal([FieldProblem(field: field, label: label, message: message)])
    }
}
