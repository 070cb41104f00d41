import Foundation

/// The national schema « subventions » of the Socle commun des données locales, as data: columns in their
/// order, with what each demands.
///
/// - SeeAlso: schema.data.gouv.fr, scdl/subventions v2.1.1 (28 September 2023); décret n° 2017-779 du 5 mai 2017.
public struct SCDLFormat: Sendable {
    /// Of the official schema.
    public let version: String
    /// In the order of the file.
    public let columns: [SCDLColumn]
    /// Where the beneficiary's numbers stand: one of them is required.
    private let numbers: [Int]

    init(version: String, columns: [SCDLColumn]) {
        self.version = version
        self.columns = columns
        numbers = columns.indices.filter { ["idBeneficiaire", "rnaBeneficiaire"].contains(columns[$0].name) }
    }

    /// The version in force.
    public static let current = SCDLFormat(version: "2.1.1", columns: columnsOfVersion2)

    /// Checks a row against the schema and its custom checks.
    ///
    /// - Returns: what is wrong, a French sentence each; empty for a row that can be published.
    public func problems(of values: [String?]) -> [String] {
        var problems: [String] = []
        for (column, value) in zip(columns, values) {
            if let problem = column.problem(of: value ?? "") { problems.append(problem) }
        }
        // Custom check « one-of-required ».
        let names = numbers.compactMap { values.indices.contains($0) ? values[$0] : nil }
        if names.allSatisfy(\.isEmpty) {
            problems.append("SIRET ou numéro RNA du bénéficiaire\u{a0}: à compléter")
        }
        return problems
    }
}

/// A column of the schema.
public struct SCDLColumn: Sendable {
    /// What a column holds.
    public enum Kind: String, Sendable {
        case string, date, number, boolean
    }

    /// Name in the file, as the schema spells it.
    public let name: String
    /// What it is, for people.
    public let title: String
    public let kind: Kind
    /// Whether a line without it cannot be published.
    public let required: Bool
    /// Regular expression of the schema.
    public let pattern: String?
    /// Characters at most; nil: no limit.
    public let maxLength: Int?
    /// Closed list of values, where the schema has one.
    public let values: [String]
    /// Bounds of a number.
    public let range: ClosedRange<Double>?
    /// Custom check « french-siret-value »: the check digits, La Poste's exception included.
    public let isSIRET: Bool

    init(
        _ name: String, _ title: String, _ kind: Kind = .string, required: Bool = false, pattern: String? = nil,
        maxLength: Int? = nil, values: [String] = [], range: ClosedRange<Double>? = nil, isSIRET: Bool = false
    ) {
        self.name = name
        self.title = title
        self.kind = kind
        self.required = required
        self.pattern = pattern
        self.maxLength = maxLength
        self.values = values
        self.range = range
        self.isSIRET = isSIRET
    }

    /// What is wrong with a value, nil for nothing.
    func problem(of value: String) -> String? {
        guard !value.isEmpty else { return required ? "\(title)\u{a0}: à compléter" : nil }
        if let maxLength, value.unicodeScalars.count > maxLength {
            return "\(title)\u{a0}: plus de \(maxLength) caractères"
        }
        if isSIRET, SIRET(value) == nil { return "\(title)\u{a0}: «\u{a0}\(value)\u{a0}» n’est pas un SIRET valable" }
        if !values.isEmpty, !values.contains(value) { return "\(title)\u{a0}: «\u{a0}\(value)\u{a0}» n’est pas prévu" }
        if !hasForm(value) { return "\(title)\u{a0}: «\u{a0}\(value)\u{a0}» n’a pas la forme attendue" }
        return nil
    }

    private func hasForm(_ value: String) -> Bool {
        if let pattern, !SCDLPattern.matches(value, pattern) { return false }
        switch kind {
        case .string: return true
        case .date: return Day(iso: value) != nil
        case .boolean: return value == "oui" || value == "non"
        case .number:
            guard let number = Double(value) else { return false }
            return range?.contains(number) ?? true
        }
    }
}

/// The regular expressions of the schema, read by hand: each is tried on every line of a publication.
private enum SCDLPattern {
    static let siret = #"^\d{14}$"#
    static let rna = #"^W\d{9}$"#
    static let period = #"^[0-9]{4}\-[0-9]{2}\-[0-9]{2}(\/[0-9]{4}\-[0-9]{2}\-[0-9]{2})?$"#

    static func matches(_ value: String, _ pattern: String) -> Bool {
        switch pattern {
        case siret: fits(value, "00000000000000")
        case rna: fits(value, "W000000000")
        case period: fits(value, "0000-00-00") || fits(value, "0000-00-00/0000-00-00")
        default: value.range(of: pattern, options: .regularExpression) != nil
        }
    }

    /// Whether a text is as a model, in which 0 stands for any digit.
    private static func fits(_ value: String, _ model: StaticString) -> Bool {
        guard value.utf8.count == model.utf8CodeUnitCount else { return false }
        return model.withUTF8Buffer { model in
            zip(value.utf8, model).allSatisfy { byte, wanted in
                wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
            }
        }
    }
}

extension SCDLFormat {
    private static let columnsOfVersion2 = [
        SCDLColumn("nomAttribuant", "Nom de l’attribuant", required: true),
        SCDLColumn(
            "idAttribuant", "SIRET de l’attribuant", required: true, pattern: SCDLPattern.siret, isSIRET: true),
        SCDLColumn("dateConvention", "Date de la convention ou de la décision", .date, required: true),
        SCDLColumn("referenceDecision", "Référence de la décision"),
        SCDLColumn("nomBeneficiaire", "Nom du bénéficiaire", required: true),
        SCDLColumn("idBeneficiaire", "SIRET du bénéficiaire", isSIRET: true),
        SCDLColumn("rnaBeneficiaire", "Numéro RNA du bénéficiaire", pattern: SCDLPattern.rna),
        SCDLColumn("objet", "Objet", required: true, maxLength: 256),
        SCDLColumn("montant", "Montant", .number, required: true),
        SCDLColumn(
            "nature", "Nature", required: true,
            values: [
                "aide en numéraire", "aide en nature", "aide en numéraire;aide en nature",
                "aide en nature;aide en numéraire",
            ]),
        SCDLColumn("conditionsVersement", "Conditions de versement", required: true, maxLength: 256),
        SCDLColumn(
            "datesPeriodeVersement", "Date ou période de versement", required: true,
            pattern: SCDLPattern.period),
        SCDLColumn("idRAE", "Numéro au répertoire des aides aux entreprises", maxLength: 5),
        SCDLColumn("notificationUE", "Notification à la Commission européenne", .boolean, required: true),
        SCDLColumn(
            "pourcentageSubvention", "Part du bénéficiaire", .number, required: true, range: 0.01...1),
        SCDLColumn("dispositifAide", "Dispositif d’aide"),
    ]
}
