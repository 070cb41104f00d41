import ArgumentParser
import Kevre

/// How grants are paid, as a command gives it.
struct PaymentOptions: ParsableArguments, Sendable {
    @Option(help: "Conditions de versement\u{a0}: unique, échelonné, ou en quelques mots.")
    var paymentConditions: String?
    @Option(help: "Date de versement, ou période\u{a0}: AAAA-MM-JJ ou AAAA-MM-JJ/AAAA-MM-JJ.")
    var paymentPeriod: String?

    /// - Throws: `FormRefusal`.
    var terms: PaymentTerms {
        get throws { try PaymentTerms(typed: paymentConditions, period: paymentPeriod) }
    }
}

/// `kevre grant terms`: the terms of payment of many grants at once.
struct GrantTerms: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms",
        abstract: "Complète les conditions et dates de versement des subventions qui n’en ont pas.",
        discussion: """
            Sur les subventions de la collectivité nommées, ou sur toutes celles d’une année. Ce qui a déjà été saisi \
            n’est pas remplacé.
            """)

    @Argument(help: "Numéros des subventions\u{a0}; sans eux, --year.") var grants: [Int] = []
    @Option(help: "Toutes celles de cette année budgétaire.") var year: Int?
    @OptionGroup var payment: PaymentOptions
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard grants.isEmpty != (year == nil) else {
            throw ValidationError("Donnez des numéros de subventions, ou --year.")
        }
    }

    func run() async throws {
        let selection: GrantSelection = grants.isEmpty ? .year(year) : .chosen(grants.map { Grant.ID($0) })
        let terms = try payment.terms
        let count = try await Workplace.withOffice(access) { office, agent in
            try await office.write(as: agent) { try Grant.complete(selection, with: terms, by: agent, in: $0) }
        }
        print("\(FrenchText.count(count, "subvention complétée", "subventions complétées")).")
    }
}
