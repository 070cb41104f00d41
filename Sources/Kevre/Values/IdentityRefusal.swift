/// Why a text is not an identifier of the national registers.
public enum IdentityRefusal: Refusal, Equatable {
    /// Which identifier was expected.
    public enum Kind: String, Sendable {
        case siren, siret, rna

        var name: String {
            switch self {
            case .siren: "numéro SIREN"
            case .siret: "numéro SIRET"
            case .rna: "numéro RNA"
            }
        }
    }

    case missing(Kind)
    case notDigits(Kind, String)
    case wrongLength(Kind, String, count: Int)
    case badCheckDigit(Kind, String)
    case zeros(Kind)
    case badForm(Kind, String)

    public var message: String {
        switch self {
        case .missing(let kind): "Le \(kind.name) manque."
        case .notDigits(let kind, let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un \(kind.name)\u{a0}: il ne contient que des chiffres."
        case .wrongLength(.siren, let text, let count):
            "Le numéro SIREN «\u{a0}\(text)\u{a0}» a \(FrenchText.count(count, "chiffre")) au lieu de 9."
        case .wrongLength(let kind, let text, let count):
            "Le \(kind.name) «\u{a0}\(text)\u{a0}» a \(FrenchText.count(count, "chiffre")) au lieu de 14."
        case .badCheckDigit(let kind, let text):
            "Le \(kind.name) «\u{a0}\(text)\u{a0}» est faux\u{a0}: sa clé de contrôle ne convient pas. Un chiffre est sans doute mal saisi."
        case .zeros(let kind): "Un \(kind.name) n’est jamais fait que de zéros."
        case .badForm(_, let text):
            "«\u{a0}\(text)\u{a0}» n’est pas un numéro RNA\u{a0}: c’est un \(RNA.form), par exemple W222001234."
        }
    }

    public var code: String {
        switch self {
        case .missing(let kind): "\(kind.rawValue).missing"
        case .notDigits(let kind, _): "\(kind.rawValue).not_digits"
        case .wrongLength(let kind, _, _): "\(kind.rawValue).wrong_length"
        case .badCheckDigit(let kind, _): "\(kind.rawValue).bad_check_digit"
        case .zeros(let kind): "\(kind.rawValue).zeros"
        case .badForm(let kind, _): "\(kind.rawValue).bad_form"
        }
    }

    public var field: String? {
        switch self {
        case .missing(let kind), .notDigits(let kind, _), .wrongLength(let kind, _, _),
            .badCheckDigit(let kind, _), .zeros(let kind), .badForm(let kind, _):
            kind.rawValue
        }
    }
}
