/// A number by which a body is known in a register other than SIRENE and RNA: the local law of Alsace and Moselle, the
/// collectivities of the Pacific. These bodies often have no other number, and theirs only look like a SIREN.
public struct LocalRegister: Hashable, Sendable {
    public enum Register: Sendable {
        /// A district court's volume and folio.
        case court
        /// The courts' register of associations on line.
        case amalia
        /// New Caledonia.
        case ridet
        /// French Polynesia.
        case tahiti
    }

    public let register: Register
    /// As it was written, blanks made single.
    public let number: String

    /// - Returns: nil when the text is not of a form that such a register writes.
    public init?(_ text: String) {
        let plain = text.singleSpaced
        let compact = text.withoutSpaces.uppercased()
        guard (5...40).contains(compact.utf8.count) || compact.contains("-") || compact.contains("/") else {
            return nil
        }
        if compact.wholeMatch(of: /A(19|20)[0-9]{2}[A-Z]{3}[0-9]{4,6}/) != nil {
            register = .amalia
        } else if compact.wholeMatch(of: /(RIDET:?|RID:?)?[0-9]{6,7}[.\-][0-9]{3}/) != nil,
            // Six figures before the rank are as likely of Tahiti.
            compact.contains("RID") || compact.prefix(while: \.isNumber).count == 7
        {
            register = .ridet
        } else if compact.wholeMatch(of: /(N°?TAHITI:?)?[A-VX-Z][0-9]{5}([.\-]?[0-9]{3})?|[0-9]{6}-[0-9]{3}/) != nil {
            register = .tahiti
        } else if compact.wholeMatch(of: /[0-9]{1,4}[-\/][0-9]{1,4}/) != nil
            || compact.wholeMatch(of: /V(OL)?(UME)?[.:]?(N°)?[0-9]+[,;\-\/]?F(OL)?(IO)?[.:]?(N°)?[0-9]+/) != nil
        {
            register = .court
        } else {
            return nil
        }
        number = plain
    }

    /// What kind of number it is, for a sentence.
    public var words: String {
        switch register {
        case .court: "un numéro du registre local d’Alsace-Moselle (volume et folio du tribunal)"
        case .amalia: "un numéro du registre local d’Alsace-Moselle (AMALIA)"
        case .ridet: "un RIDET de Nouvelle-Calédonie"
        case .tahiti: "un numéro Tahiti de Polynésie française"
        }
    }
}
