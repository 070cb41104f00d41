/// A grant as a file gives it, checked and put in order.
public struct GrantLine: Hashable, Sendable {
    /// Line or row of the file, from 1.
    public var line: Int
    public var funderName: String?
    public var funderSIREN: SIREN?
    public var funderSIRET: SIRET?
    public var year: Year
    public var decidedOn: Day?
    public var decisionReference: String?
    public var beneficiaryName: String?
    public var siret: SIRET?
    public var siren: SIREN?
    public var rna: RNA?
    public var purpose: String?
    public var requested: Money?
    /// What was granted, before it is shared among several beneficiaries; zero for a refusal.
    public var amount: Money
    /// The request was refused: the file gives it with an amount of zero.
    public var isRefused: Bool
    public var nature: GrantNature
    public var kind: GrantKind?
    public var conditions: String?
    public var paymentPeriod: String?
    public var raeID: String?
    public var euNotified: Bool?
    /// The beneficiary's part of the amount: 10 000 is the whole.
    public var shareBasisPoints: Int?
    public var scheme: String?
    /// The theme as the file writes it: several in one cell, or of several columns.
    public var writtenTheme: String? {
        didSet {
            let all = Self.themes(writtenTheme)
            theme = all.first
            otherThemes = all.count > 1 ? all.dropFirst().joined(separator: " ; ") : nil
        }
    }
    /// The first that is written.
    public private(set) var theme: String?
    /// The following ones, parted by `;`.
    public private(set) var otherThemes: String?
    public var service: String?
    public var commune: String?
    public var postcode: String?
    /// The value put on what is lent or given otherwise than in money.
    public var inKindValue: Money?
    public var reportReceivedOn: Day?

    /// `Culture & Arts;Loisirs` names two themes.
    static func themes(_ text: String?) -> [String] {
        (text ?? "").split(separator: ";").map(\.trimmed).reduce(into: []) { themes, theme in
            if !theme.isEmpty, !themes.contains(theme) { themes.append(theme) }
        }
    }

    /// Whether the file says who received it.
    public var hasBeneficiary: Bool { beneficiaryName != nil || siren != nil || rna != nil }
}
