/// Something to say about one line of an imported file.
public struct LineIssue: Hashable, Sendable, Codable {
    /// What became of the matter.
    public enum Severity: String, Sendable, Codable {
        /// Put right without doubt.
        case repaired
        /// Taken as it stands, or put aside, the rest of the line being sound: worth a look.
        case kept
        /// The line cannot go in.
        case refused
        /// A value of a record was replaced by the cell's.
        case changed
    }

    /// Line of a text file, row of a sheet; from 1.
    public let line: Int
    /// Where several sheets are read together, the one it stands on.
    public let sheet: String?
    /// The column's name in the file, else its letter; nil when the whole line is meant.
    public let column: String?
    /// What stood there.
    public let value: String?
    /// The French sentence that says what is wrong, with the probable cause, or what was done.
    public let reason: String
    /// « 2023, ligne 5 » where it takes both, else the number alone.
    public var place: String { sheet.map { "\($0), \(line)" } ?? String(line) }
    /// Whether the line went in, and as what.
    public let severity: Severity

    public init(
        line: Int, sheet: String? = nil, column: String?, value: String?, reason: String, severity: Severity
    ) {
        self.line = line
        self.sheet = sheet
        self.column = column
        self.value = value
        self.reason = reason
        self.severity = severity
    }
}

/// Why a file as a whole cannot be imported.
public enum ImportRefusal: Refusal, Equatable {
    case noHeader
    case missingColumns([String], found: [String])
    case unknownField(String, known: [String])
    case unknownColumn(String, found: [String])
    case severalColumns(String, found: [String])
    case badMapping(String)
    case noLine
    /// Up to this line the amounts add up to more than any euros do.
    case totalTooLarge(line: Int)
    case emptyColumns([String])
    case refusedLines(Int, of: Int, isTrial: Bool = false)
    /// A workbook to correct lacks a column that its lines were read by.
    case sentColumn(String)
    /// Lines look like grants that are in already, or like each other, and nobody said what to do with them.
    case againUnsaid(Int)
    case twinsUnsaid(Int)
    /// Another body probably granted what the file lists, and nobody said so or denied it.
    case funderUnsaid(String)

    public var message: String {
        switch self {
        case .noHeader:
            "Aucune ligne d’en-tête n’a été reconnue. Indiquez les colonnes, par exemple\u{a0}: B=beneficiary_name."
        case .missingColumns(let fields, let found):
            "Aucune colonne ne donne \(FrenchText.list(fields, conjunction: "ni")). Colonnes du fichier\u{a0}: "
                + "\(found.joined(separator: ", ")). Indiquez laquelle convient."
        case .unknownField(let name, let known):
            "«\u{a0}\(name)\u{a0}» n’est pas un champ. Champs possibles\u{a0}: \(known.joined(separator: ", "))."
        case .unknownColumn(let name, let found):
            "Le fichier n’a pas de colonne «\u{a0}\(name)\u{a0}». Colonnes du fichier\u{a0}: \(found.joined(separator: ", "))."
        case .severalColumns(let name, let found):
            "Plusieurs colonnes répondent à «\u{a0}\(name)\u{a0}»\u{a0}: "
                + "\(FrenchText.list(found.map { "«\u{a0}\($0)\u{a0}»" })). Écrivez le titre en entier, ou la lettre."
        case .badMapping(let text): "«\u{a0}\(text)\u{a0}» ne se lit pas comme colonne=champ."
        case .noLine: "Le fichier ne contient aucune ligne à importer."
        case .totalTooLarge(let line):
            "À la ligne \(line), le total des montants dépasse cent mille milliards d’euros\u{a0}: la colonne des montants "
                + "contient autre chose."
        case .emptyColumns(let columns):
            (columns.count == 1
                ? "La colonne \(columns[0]), la seule qui dirait qui est le bénéficiaire, est vide sur toutes les lignes. "
                : "Les colonnes \(FrenchText.list(columns)), les seules qui diraient qui est le bénéficiaire, sont vides sur "
                    + "toutes les lignes. ")
                + "Indiquez celle qui le nomme, ou complétez le fichier."
        case .funderUnsaid(let warning): "\(warning) Rien n’a été importé."
        case .sentColumn(let title):
            "La colonne «\u{a0}\(title)\u{a0}» du classeur à corriger a disparu ou changé de titre\u{a0}: remettez-la."
        case .againUnsaid(let count):
            "\(FrenchText.count(count, "ligne ressemble", "lignes ressemblent")) à des subventions déjà inscrites\u{a0}: rien "
                + "n’a été importé. Dites s’il faut les mettre à jour (--again update), les ajouter quand même (--again add) "
                + "ou les laisser de côté (--again skip)."
        case .twinsUnsaid(let count):
            "\(FrenchText.count(count, "ligne est en tout pareille à une autre", "lignes sont en tout pareilles à d’autres")) "
                + "du fichier\u{a0}: rien n’a été importé. Dites s’il faut les compter."
        case .refusedLines(let refused, let lines, true):
            "\(FrenchText.count(refused, "ligne serait refusée", "lignes seraient refusées")) sur "
                + "\(FrenchText.grouped(lines))\u{00A0}: le fichier n’entrerait pas. Corrigez-les, ou importez seulement les "
                + "lignes valables."
        case .refusedLines(let refused, let lines, false):
            "\(FrenchText.count(refused, "ligne refusée", "lignes refusées")) sur \(FrenchText.grouped(lines))\u{00A0}: "
                + "rien n’a été importé. Corrigez-les, ou importez seulement les lignes valables."
        }
    }

    public var code: String {
        switch self {
        case .noHeader: "import.no_header"
        case .missingColumns: "import.missing_columns"
        case .unknownField: "import.unknown_field"
        case .unknownColumn: "import.unknown_column"
        case .severalColumns: "import.several_columns"
        case .badMapping: "import.bad_mapping"
        case .noLine: "import.no_line"
        case .totalTooLarge: "import.total_too_large"
        case .emptyColumns: "import.empty_columns"
        case .funderUnsaid: "import.funder_unsaid"
        case .refusedLines: "import.refused_lines"
        case .sentColumn: "import.sent_column"
        case .againUnsaid: "import.again_unsaid"
        case .twinsUnsaid: "import.twins_unsaid"
        }
    }
}
