/// The lines of a forecast budget, as the national form has them. Which lines a file shows depends on its kind.
///
/// - SeeAlso: CERFA n° 12156*06, part 5 and 6; the form does not cover investment, whose lines follow the
///   authority's own chart (M57, chapters 20 to 23).
public struct BudgetChart: Sendable {
    /// Uses of money, or where it comes from.
    public enum Side: String, CaseIterable, Sendable {
        case expense, income
    }

    /// An account of the chart.
    public struct Line: Sendable {
        /// Expense or income.
        public let side: Side
        /// Account, with the funder for subsidies: `60`, `74.region`.
        public let account: String
        /// Name of the line, as on the CERFA form 12156.
        public let label: String
        /// What goes there, in plain words.
        public let help: String
        /// Contributions in kind (86, 87): outside the totals, balanced between themselves.
        public let inKind: Bool
        /// Heading of the group the line belongs to.
        public let group: String

        /// Whether few associations have it: forms fold it away.
        public var isRare: Bool { BudgetChart.rare[side]?.contains(account) ?? false }

        /// Name of the field in forms.
        public var field: String { "budget.\(side.rawValue).\(account)" }
    }

    /// The account of what is asked from this authority: the amount asked is this line, typed once.
    public static let requested = "74.here"

    private static let rare: [Side: Set<String>] = [
        .expense: ["63", "65", "66", "67", "68", "69", "indirect.financial", "indirect.other"],
        .income: [
            "74.social", "74.europe", "74.asp", "74.public", "74.private", "73", "75", "76", "77", "78", "79",
        ],
    ]

    /// In the order of the form; voluntary contributions last.
    public let lines: [Line]
    /// Whether expenses and income must be equal. Support in kind has no budget of its own.
    public let mustBalance: Bool

    /// The accounts of one side, in the order of the form.
    public func lines(_ side: Side, inKind: Bool = false) -> [Line] {
        lines.filter { $0.side == side && $0.inKind == inKind }
    }

    /// The line of an account on a side.
    public subscript(side: Side, account: String) -> Line? {
        lines.first { $0.side == side && $0.account == account }
    }

    /// The lines for one kind of subsidy.
    public static func chart(for kind: SubsidyKind) -> BudgetChart {
        switch kind {
        case .operating: BudgetChart(lines: expenses + funding + ownIncome + inKind, mustBalance: true)
        case .project, .event:
            BudgetChart(
                lines: expenses + indirect + funding + ownIncome + assignedOwnFunds + inKind, mustBalance: true)
        case .investment:
            BudgetChart(lines: capitalExpenses + funding + capitalIncome, mustBalance: true)
        case .inKind: BudgetChart(lines: [valueOfSupport], mustBalance: false)
        }
    }

    private static func expense(
        _ account: String, _ label: String, _ help: String = "", group: String = "Charges directes",
        inKind: Bool = false
    ) -> Line {
        Line(side: .expense, account: account, label: label, help: help, inKind: inKind, group: group)
    }

    private static func income(
        _ account: String, _ label: String, _ help: String = "", group: String = "Produits", inKind: Bool = false
    ) -> Line {
        Line(side: .income, account: account, label: label, help: help, inKind: inKind, group: group)
    }

    private static let expenses = [
        expense("60", "Achats", "Prestations, matières et fournitures, petit matériel, énergie."),
        expense("61", "Services extérieurs", "Locations, entretien, assurance, documentation."),
        expense("62", "Autres services extérieurs", "Honoraires, publicité, déplacements, banque, téléphone."),
        expense("63", "Impôts et taxes", "Sur les rémunérations et autres."),
        expense("64", "Charges de personnel", "Salaires, charges sociales, autres."),
        expense("65", "Autres charges de gestion courante", "Droits d’auteur, cotisations versées…"),
        expense("66", "Charges financières", "Intérêts d’emprunts."),
        expense("67", "Charges exceptionnelles"),
        expense("68", "Dotations aux amortissements et provisions"),
        expense("69", "Impôt sur les bénéfices, participation des salariés"),
    ]

    private static let indirect = [
        expense(
            "indirect.fixed", "Charges fixes de fonctionnement", "La part affectée au projet.",
            group: "Charges indirectes"),
        expense("indirect.financial", "Frais financiers", group: "Charges indirectes"),
        expense("indirect.other", "Autres charges indirectes", group: "Charges indirectes"),
    ]

    private static let funding = [
        income(
            requested, "Subvention demandée ici", "Ce que vous demandez à notre collectivité.", group: "Subventions"),
        income("74.state", "État", "Ministères, directions, FDVA.", group: "Subventions"),
        income("74.region", "Région", group: "Subventions"),
        income("74.departement", "Département", group: "Subventions"),
        income("74.epci", "Autres intercommunalités", group: "Subventions"),
        income("74.communes", "Communes", group: "Subventions"),
        income("74.social", "Organismes sociaux", "CAF, MSA…", group: "Subventions"),
        income("74.europe", "Fonds européens", "FSE, FEDER, LEADER…", group: "Subventions"),
        income("74.asp", "Emplois aidés (ASP)", group: "Subventions"),
        income("74.public", "Autres établissements publics", group: "Subventions"),
        income("74.private", "Aides privées", "Fondations, entreprises.", group: "Subventions"),
    ]

    private static let ownIncome = [
        income("70", "Ventes et prestations", "Entrées, buvette, prestations de services."),
        income("73", "Concours publics", "Dotations et produits de tarification."),
        income("756", "Cotisations"),
        income("758", "Dons et mécénat"),
        income("75", "Autres produits de gestion courante"),
        income("76", "Produits financiers"),
        income("77", "Produits exceptionnels"),
        income("78", "Reprises sur amortissements et provisions"),
        income("79", "Transferts de charges"),
    ]

    private static let assignedOwnFunds = [
        income("own", "Ressources propres affectées au projet", "Ce que l’association prend sur sa trésorerie.")
    ]

    private static let voluntary = "Contributions volontaires en nature"
    private static let inKind = [
        expense("860", "Secours en nature", group: voluntary, inKind: true),
        expense("861", "Mise à disposition gratuite de biens et services", group: voluntary, inKind: true),
        expense("862", "Prestations", group: voluntary, inKind: true),
        expense("864", "Personnel bénévole", group: voluntary, inKind: true),
        income("870", "Bénévolat", group: voluntary, inKind: true),
        income("871", "Prestations en nature", group: voluntary, inKind: true),
        income("875", "Dons en nature", group: voluntary, inKind: true),
    ]

    private static let capitalExpenses = [
        expense("20", "Études et frais liés", group: "Dépenses"),
        expense("21", "Équipement", "Matériel, mobilier, véhicules, instruments.", group: "Dépenses"),
        expense("23", "Travaux", group: "Dépenses"),
        expense("other", "Autres dépenses du projet", group: "Dépenses"),
    ]

    private static let capitalIncome = [
        income("own", "Autofinancement", "Ce que l’association prend sur ses réserves."),
        income("16", "Emprunt"),
        income("758", "Dons et mécénat"),
        income("other", "Autres ressources"),
    ]

    private static let valueOfSupport = income(
        requested, "Valeur estimée de l’aide demandée",
        "Une salle, du matériel, du temps d’agents\u{a0}: leur valeur en euros.",
        group: "Aide en nature")
}
