import Spreadsheet

/// How a file is going to be read: its sheet, its header, and which column gives which field.
///
/// Proposed from the file, then adjusted by a person (`apply`) or by what was remembered for the same header.
public struct ImportPlan<Field: ImportField>: Sendable {
    /// A column as shown on the mapping page.
    public struct Column: Sendable {
        public let index: Int
        /// Its name in the file; empty when it has none.
        public fileprivate(set) var header: String
        /// `A`, `B`…
        public var letter: String { ColumnName.letter(index) }
        /// The field guessed, nil when none.
        public let guess: Field?
        /// 0…100.
        public let score: Int
        /// Why, in French.
        public let reason: String
        /// The first different values.
        public let samples: [String]
        /// How to name it to people.
        public var shown: String { header.trimmed.isEmpty ? letter : header.singleSpaced }
    }

    /// From 0.
    public let sheet: Int
    /// Of the sheet read; empty for a csv.
    public let sheetName: String
    /// Other sheets that hold something and are left out, since their header is another.
    public internal(set) var otherSheets: [String]
    /// Other sheets with the same titles, read after this one.
    public internal(set) var alike: [ImportPlan] = []
    /// Those that are read, by their names.
    public var sheetNames: [String] { [sheetName] + alike.map(\.sheetName) }
    /// The row of the header, from 1; nil when there is none.
    public let headerRow: Int?
    /// In the order of the file.
    public internal(set) var columns: [Column]
    /// Which column each field is taken from.
    public var mapping: ImportMapping<Field> {
        didSet { for index in alike.indices { alike[index].mapping = mapping } }
    }
    /// Whether the header is that of the official format (SCDL, RNA): its notation is then held to.
    public let isStandard: Bool
    /// What the file says around its table.
    public internal(set) var context: FileContext
    /// The rows of titles that were read together; empty when they stand on one.
    let titleRows: [SourceRow]
    /// Of a workbook to correct that comes back: how its lines were read.
    public var isSent: Bool { sent != nil }
    var sent: SentFile?
    /// What was said once for all lines of the last file of this form: asked again, never taken over.
    public internal(set) var formerly: [Field: String] = [:]
    /// Names the header: the same for every file with the same columns.
    public let fingerprint: String
    /// What looks wrong with the file as a whole, in French.
    public let warnings: [String]
    /// In which order the columns write their days.
    let dayColumns: DayColumns
    /// Columns some of whose short numbers no lost zero explains: their kind is another than a SIREN.
    let looseNumbers: Set<Int>
    /// The first rows under the header, for a preview.
    public let preview: [SourceRow]
    /// The header of an export of ours that comes back; nil of other files.
    let ownHeader: OwnHeader?
    /// Whether the file is an export of our list, perhaps corrected.
    public var isOwnExport: Bool { ownHeader != nil }

    /// Under a header that comes again, a column may have another name.
    mutating func rename(_ column: Int, _ header: String) { columns[column].header = header }

    public var headers: [String] { columns.map(\.header) }

    /// Columns left out although they are named as the one that is read, and hold something: which of them counts
    /// is for a person to say.
    public var doubleColumns: [String] {
        columns.compactMap { taken in
            let key = HeaderName.key(taken.header)
            guard !key.isEmpty, !isOwnExport, let field = mapping.field(ofColumn: taken.index),
                !field.takesSeveralColumns
            else { return nil }
            let left = columns.filter { other in
                other.index != taken.index && HeaderName.key(other.header) == key && !other.samples.isEmpty
                    && mapping.field(ofColumn: other.index) == nil
            }
            guard !left.isEmpty else { return nil }
            func named(_ column: Column) -> String { "«\u{a0}\(column.shown)\u{a0}» (\(column.letter))" }
            return "Plusieurs colonnes ont le même nom\u{a0}: \(named(taken)) donne «\u{a0}\(field.title)\u{a0}», "
                + "\(FrenchText.list(left.map(named))) \(left.count == 1 ? "est laissée" : "sont laissées") de côté. "
                + "Vérifiez que c’est la bonne."
        }
    }

    /// Applies `--map` options in their order.
    ///
    /// - Throws: `ImportRefusal`.
    public mutating func apply(_ options: [String]) throws(ImportRefusal) {
        var said: Set<Field> = []
        for option in options { try mapping.apply(option: option, headers: headers, said: &said) }
    }

    /// The year of lines that give none: of the title of the column that is read, else of the only one that titles
    /// name, else of what stands around the table.
    public var yearSaid: FileContext.Said<Year>? {
        if let amount = Field(rawValue: "amount"), case .column(let index)? = mapping[amount].first,
            index < columns.count, let year = HeaderName.year(of: columns[index].header)
        {
            return FileContext.Said(value: year, place: .title(columns[index].header))
        }
        let titles = headers.filter { HeaderName.year(of: $0) != nil }
        if let title = titles.first, let year = HeaderName.year(of: title), Set(titles.map(HeaderName.year)).count == 1
        {
            return FileContext.Said(value: year, place: .title(title))
        }
        return context.years.first
    }

    /// The columns of amounts and the year of each, where the table has one a year.
    var yearColumns: [(index: Int, year: Year)] {
        guard let amount = Field(rawValue: "amount"), mapping[amount].count > 1 else { return [] }
        return mapping[amount].compactMap { source in
            guard case .column(let index) = source, index < columns.count,
                let year = HeaderName.year(of: columns[index].header)
            else { return nil }
            return (index, year)
        }
    }

    /// Checks that the fields without which nothing can be done are there.
    ///
    /// - Throws: `ImportRefusal`.
    public func checkRequiredFields() throws(ImportRefusal) {
        func has(_ names: String...) -> Bool {
            names.contains { name in Field(rawValue: name).map { !mapping[$0].isEmpty } ?? false }
        }
        if corrects { return }
        var missing: [String] = []
        if Field.self == GrantField.self {
            if !has("beneficiary_name", "siret", "siren", "rna") { missing.append("le bénéficiaire") }
            if !has("amount", "amount_operating", "amount_capital", "amount_before", "in_kind_value") {
                missing.append("le montant")
            }
        } else if !has("name", "rna") {
            missing.append("le nom")
        }
        guard missing.isEmpty else {
            if headerRow == nil { throw .noHeader }
            throw .missingColumns(missing, found: columns.map(\.shown))
        }
    }
}
