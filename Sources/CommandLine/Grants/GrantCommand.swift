import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Subventions passées et autres financements publics\u{a0}; publication.",
        subcommands: [
            List.self, Show.self, Edit.self, Remove.self, GrantTerms.self, GrantImport.self, GrantExport.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les subventions connues.")
        @Option(help: "Année budgétaire.") var year: Int?
        @Option(help: "own\u{a0}: de la collectivité\u{a0}; other\u{a0}: d’autres financeurs publics.") var origin:
            String?
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query([("year", year.map { String($0) }), ("origin", origin)])
            try await Workplace.withOffice(access) { office, agent in
                try await Grant.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une subvention.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Grant.ID(id)
            let grant = try await Workplace.withOffice(access) { office, agent in
                try await office.read { try Grant.find(id, for: agent, in: $0) }
            }
            func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
            try Record([
                ("id", "Numéro", .integer(grant.id.number)),
                ("association_id", "Fiche", .integer(grant.association.number)),
                ("association", "Association", .string(grant.associationName)),
                ("own", "De la collectivité", .boolean(grant.own)),
                ("funder_name", "Financeur", .string(grant.funderName)),
                ("funder_siret", "SIRET", text(grant.funderSIRET)),
                ("year", "Année", .integer(grant.year)), ("decision_date", "Décision", text(grant.decidedOn?.iso)),
                ("decision_reference", "Référence", text(grant.decisionReference)),
                ("beneficiary_name", "Bénéficiaire", .string(grant.beneficiaryName)),
                ("siret", "SIRET du bénéficiaire", text(grant.beneficiarySIRET)),
                ("rna", "RNA", text(grant.beneficiaryRNA)), ("purpose", "Objet", text(grant.purpose)),
                ("amount_cents", "Montant (centimes)", .integer(grant.amount.cents)),
                ("refused", "Refusée", .boolean(grant.refused)), ("nature", "Nature", .string(grant.nature.rawValue)),
                ("conditions", "Conditions", text(grant.conditions)),
                ("payment_period", "Versement", text(grant.paymentPeriod)), ("theme", "Thème", text(grant.theme)),
                ("service", "Service", text(grant.service)), ("scheme", "Dispositif", text(grant.scheme)),
                ("commune", "Commune", text(grant.commune)),
                ("application_id", "Dossier", grant.application.map { .integer($0) } ?? .null),
                ("version", "Version", .integer(grant.version)),
            ]).print(output)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Supprime une subvention enregistrée par erreur\u{a0}; l’historique la garde.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Grant.ID(id)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Grant.remove(id, by: agent, in: $0) }
            }
            print("La subvention \(id) est supprimée.")
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Corrige une subvention.",
            discussion: "Champs\u{a0}: \(Grant.form.fields.map(\.name).joined(separator: ", ")).")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Grant.ID(id), try fields.input(of: Grant.form))
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let grant = try Grant.find(id, for: agent, in: tx)
                    let input = FormInput(grant.input.values.merging(changes.values) { _, new in new })
                    try Grant.save(id, version: grant.version, input, by: agent, in: tx)
                }
            }
            print("La subvention \(id) est corrigée.")
        }
    }
}
