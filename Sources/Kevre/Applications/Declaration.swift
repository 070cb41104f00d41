/// A statement made on honour by who signs the request.
///
/// - SeeAlso: CERFA n° 12156*06, part 7.
public struct Declaration: Sendable {
    /// Stable code, kept with the file; a new wording that changes the meaning takes a new code.
    public let code: String
    /// What is ticked, in the words of the text it comes from.
    public let sentence: String
    /// The text it comes from, as cited.
    public let citation: String?
    /// Where the whole text is read.
    public let address: String?
    /// Whether a request without it cannot be submitted.
    public let mandatory: Bool

    init(_ code: String, _ sentence: String, citation: String? = nil, address: String? = nil, mandatory: Bool = true) {
        self.code = code
        self.sentence = sentence
        self.citation = citation
        self.address = address
        self.mandatory = mandatory
    }

    /// R2: without it, or a ground of exemption, no subsidy of any kind.
    ///
    /// - SeeAlso: loi n° 2000-321, art. 10-1; décret n° 2021-1947 du 31 décembre 2021.
    public static let republicanCommitment = Declaration(
        "republican_commitment",
        "L’association a souscrit le contrat d’engagement républicain et en informe ses membres.",
        citation: "Loi n°\u{a0}2000-321, art. 10-1\u{a0}; décret n°\u{a0}2021-1947, annexe",
        address: "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000044806609")

    /// Associations presumed to respect the commitment.
    ///
    /// - SeeAlso: loi n° 2000-321, art. 25-1 (tronc commun d’agrément) et art. 10-1.
    public static let exemptions = [
        Choice("none", "Non"),
        Choice("accredited", "Oui, agréée par l’État (tronc commun d’agrément)"),
        Choice("public_utility", "Oui, reconnue d’utilité publique"),
    ]

    /// In the order in which they are asked.
    public static let all = [
        republicanCommitment,
        Declaration(
            "up_to_date",
            "L’association est à jour de ses obligations légales, sociales, fiscales et déclaratives."),
        Declaration(
            "sincere",
            "Les informations données sont exactes et sincères, y compris les demandes faites à d’autres financeurs publics.",
            citation: "Code pénal, art. 441-6 et 441-7"),
        Declaration(
            "entitled", "Je suis le représentant légal de l’association, ou j’ai reçu pouvoir de signer pour elle."),
        Declaration(
            "no_regranting", "L’association ne reversera pas cette aide à un autre organisme.",
            citation: "CGCT, art. L1611-4"),
        Declaration(
            "reciprocal_charter",
            "L’association respecte les principes de la charte des engagements réciproques.", mandatory: false),
    ]

    /// Public aid of the last three years, all funders together; the form's ceiling, in euros.
    public static let publicAidCeiling = Money(euros: 500_000)

    /// What is missing among the codes ticked.
    ///
    /// - Parameter exemption: ground by which the republican commitment is presumed; nil for none.
    public static func missing(in codes: [String], exemption: String?) -> [Declaration] {
        all.filter { declaration in
            guard declaration.mandatory, !codes.contains(declaration.code) else { return false }
            return declaration.code != republicanCommitment.code || exemption == nil
        }
    }

    /// The sentence of a code kept with a file, exemptions included.
    public static func sentence(of code: String) -> String {
        if let known = all.first(where: { $0.code == code }) { return known.sentence }
        switch code {
        case "exempt.accredited": return "Association agréée\u{a0}: engagement républicain présumé."
        case "exempt.public_utility":
            return "Association reconnue d’utilité publique\u{a0}: engagement républicain présumé."
        case "public_aid.above": return "Plus de \(publicAidCeiling.short) d’aides publiques en trois ans."
        case "public_aid.within": return "\(publicAidCeiling.short) d’aides publiques au plus en trois ans."
        default: return code
        }
    }
}
