/// What a column of a file may hold; tells how its cells are read and how a column is recognised by its values.
public enum FieldContent: Sendable {
    case text, name, place, amount, day, year, siret, siren, rna, nature, flag, share, period, email, web,
        phone, postcode
}

/// A field of what is imported: a grant or an association.
///
/// The raw value is the name used by `--map "column=field"` and kept with a remembered mapping.
public protocol ImportField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What it is called on the mapping page.
    var title: String { get }

    /// How its cells are read.
    var content: FieldContent { get }

    /// Names of columns met in real files, the official one first; compared folded and without spaces.
    var columnNames: [String] { get }

    /// Words that, found in a column's name, make this field likely when no whole name matches.
    var hints: [String] { get }

    /// Whether several columns may be read into it, their texts joined.
    var takesSeveralColumns: Bool { get }

    /// Whether a table may have one column of it a year.
    var comesByYear: Bool { get }

    /// The list whose own exports come back corrected.
    static var listed: Listing { get }

    /// The field that designates the record which a line corrects.
    static var identifier: Self { get }

    /// The field that a column of the list shows; nil when it is nobody's: a sum, a state.
    static func field(ofListed column: String) -> Self?
}

extension ImportField {
    public var comesByYear: Bool { false }

    /// The field of a name written by a person: case and accents do not matter, `-` is as good as `_`.
    static func named(_ text: String) -> Self? {
        let key = FrenchText.folded(text).replacing(" ", with: "_")
        return allCases.first { $0.rawValue == key }
    }
}
