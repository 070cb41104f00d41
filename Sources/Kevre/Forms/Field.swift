/// A field of an input, said once: from it come the HTML row with its help and error, the reading and checking
/// of what comes back, and the command's `--set name=value`.
public struct Field: Sendable {
    /// What a field takes.
    public enum Kind: Sendable {
        case text
        case longText
        case email
        case phone
        case postcode
        case website
        case password
        case integer
        case year
        /// Euros, read as cents.
        case money
        /// A share typed in per cent, read as basis points.
        case percent
        /// A number with two decimals at most, read as hundredths (`2,5` full-time posts are 250).
        case hundredths
        case day
        /// A moment in Europe/Paris, to the minute.
        case moment
        case choice([Choice])
        case choices([Choice])
        /// A box to tick.
        case checkbox
        case siren
        case siret
        case rna
        case iban
        case bic
    }

    /// Stable English name: of the HTML field, of `--set name=…`, of the problem.
    public let name: String
    /// What stands before the field, in French.
    public let label: String
    /// Which texts it takes, and which control asks for them.
    public let kind: Kind
    /// What stands under the label; empty for nothing.
    public let help: String
    /// Refused when empty; for a box, when it is not ticked.
    public let required: Bool
    /// Greatest number of characters.
    public let maxLength: Int
    /// HTML `autocomplete` token (WCAG 1.3.5).
    public let autocomplete: String?
    /// Values the browser offers while one types; others may be typed too.
    public let suggestions: [String]
    /// Title of the group the field belongs to; fields of one group follow each other.
    public let group: String?

    /// A field as given.
    public init(
        _ name: String, _ label: String, _ kind: Kind = .text, help: String = "", required: Bool = false,
        maxLength: Int = 500, autocomplete: String? = nil, suggestions: [String] = [], group: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.help = help
        self.required = required
        self.maxLength = maxLength
        self.autocomplete = autocomplete
        self.suggestions = suggestions
        self.group = group
    }
}

/// What was typed, as it came: by field name, every value sent.
public struct FormInput: Sendable, Equatable {
    /// The texts sent under each name, in their order, as they were typed.
    public var values: [String: [String]]

    /// Input from texts by name.
    public init(_ values: [String: [String]] = [:]) { self.values = values }

    /// The first text under a name; setting nil takes the name away.
    public subscript(name: String) -> String? {
        get { values[name]?.first }
        set { values[name] = newValue.map { [$0] } }
    }

    /// Every value given under a name, in order.
    public func all(_ name: String) -> [String] { values[name] ?? [] }
}
