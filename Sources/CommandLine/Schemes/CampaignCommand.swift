import ArgumentParser
import Foundation
import Kevre

struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign", abstract: "Campagnes et enveloppes.",
        subcommands: [List.self, Show.self, Create.self, Edit.self, Workbook.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les campagnes.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Campaign.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une campagne et ses enveloppes.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Campaign.ID(id)
            let (campaign, envelopes) = try await Workplace.withOffice(access) { office, agent in
                try await office.read { tx in
                    (try Campaign.find(id, by: agent, in: tx), try Envelope.all(of: id, in: tx))
                }
            }
            let record = Record(
                [
                    ("id", "Numéro", .integer(campaign.id.number)), ("name", "Nom", .string(campaign.name)),
                    ("scheme", "Dispositif", .string(campaign.schemeName)), ("year", "Année", .integer(campaign.year)),
                    ("opens_at", "Ouverture", .string(campaign.opensAt.inParis.iso)),
                    ("closes_at", "Clôture", .string(campaign.closesAt.inParis.iso)),
                    ("page", "Page publique", .string("/demandes/\(campaign.slug)")),
                    (
                        "envelopes", "Enveloppes",
                        .array(
                            envelopes.map {
                                .object([
                                    ("name", .string($0.name)), ("amount_cents", .integer($0.amount.cents)),
                                    ("proposed_cents", .integer($0.proposed.cents)),
                                    ("decided_cents", .integer($0.decided.cents)),
                                    ("left_cents", .integer($0.left.cents)),
                                ])
                            })
                    ),
                    ("version", "Version", .integer(campaign.version)),
                ],
                words: [
                    "opens_at": campaign.opensAt.inParis.long, "closes_at": campaign.closesAt.inParis.closing,
                    "envelopes": envelopes.map { envelope in
                        "\(envelope.name)\u{a0}: \(envelope.amount.short), dont \(envelope.decided.short) décidés, "
                            + "\(envelope.proposed.short) proposés\u{a0}; reste \(envelope.left.short)"
                    }.joined(separator: "\n            "),
                ])
            try record.print(output)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ouvre une campagne.",
            discussion:
                "Champs\u{a0}: scheme (numéro), year, name, opens_at, closes_at, instructions\u{a0}; enveloppes\u{a0}: envelope_name, envelope_amount, répétés."
        )
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        /// The columns of the envelopes, a line each.
        static let envelopes = ["envelope_name", "envelope_amount"]

        func run() async throws {
            let input = try fields.input()
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Campaign.form(for: agent, in: tx).expect(input, besides: Self.envelopes)
                    return try Campaign.save(nil, version: nil, input, by: agent, in: tx)
                }
            }
            print(id)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Modifie une campagne.")
        @Argument(help: "Numéro.") var id: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Campaign.ID(id), try fields.input())
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    try Campaign.form(for: agent, in: tx).expect(changes, besides: Create.envelopes)
                    let campaign = try Campaign.find(id, by: agent, in: tx)
                    let input = campaign.input(try Envelope.all(of: id, in: tx))
                    let merged = FormInput(input.values.merging(changes.values) { _, new in new })
                    try Campaign.save(id, version: campaign.version, merged, by: agent, in: tx)
                }
            }
            print("La campagne est modifiée.")
        }
    }
}
