import ArgumentParser
import Foundation
import Kevre

struct RencontresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rencontres", abstract: "Rencontres de la vie associative\u{a0}: éditions, inscriptions, plan.",
        subcommands: [EditionVerbs.self, RegistrationVerbs.self, PlanVerbs.self, LogisticsVerbs.self]
            + ProgrammeVerbs.all + DoorVerbs.all)

    struct EditionVerbs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edition", abstract: "Les éditions.", subcommands: [List.self, Show.self, Copy.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Les éditions.")
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let query = try listing.query()
                try await Workplace.withOffice(access) { office, agent in
                    try await Edition.listing.print(query, output, office, agent)
                }
            }
        }

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Une édition et ses places.")
            @Argument(help: "Année.") var year: Int
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let year = year
                let (edition, types) = try await Workplace.withOffice(access) { office, agent in
                    try await office.read { tx in
                        let edition = try Edition.find(year: year, by: agent, in: tx)
                        return (edition, try StandType.all(of: edition.id, in: tx))
                    }
                }
                try edition.record(types).print(output)
            }
        }

        struct Copy: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Prépare une édition d’après une autre\u{a0}: participations, plan, tâches, budget prévu.")
            @Argument(help: "Année du modèle.") var model: Int
            @Option(help: ArgumentHelp("Année de la nouvelle édition.", valueName: "année")) var year: Int
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (model, year) = (model, year)
                let (edition, types) = try await Workplace.withOffice(access) { office, agent in
                    try await office.write(as: agent) { tx in
                        try Edition.copy(model, to: year, by: agent, in: tx)
                        let edition = try Edition.find(year: year, by: agent, in: tx)
                        return (edition, try StandType.all(of: edition.id, in: tx))
                    }
                }
                try edition.record(types).print(output)
            }
        }
    }

    struct RegistrationVerbs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "registration", abstract: "Les inscriptions des associations.",
            subcommands: [List.self, Register.self, Fire.self])

        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(abstract: "Les inscriptions d’une édition.")
            @Argument(help: "Année.") var year: Int
            @OptionGroup var listing: ListingOptions
            @OptionGroup var output: OutputOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (query, year) = (try listing.query(), year)
                try await Workplace.withOffice(access) { office, agent in
                    let query = try await query.narrowed(to: year, office, agent)
                    try await Registration.listing.print(query, output, office, agent)
                }
            }
        }

        struct Register: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Inscrit une association.",
                discussion: """
                    Champs\u{a0}: type (numéro de la participation), contact_name, contact_phone, contact_email, tables, \
                    chairs, panels, watts, devices, people_morning, people_afternoon… Hors délai\u{a0}: late_reason.
                    """)
            @Argument(help: "Année.") var year: Int
            @Argument(help: "Numéro de l’association.") var association: Int
            @OptionGroup var fields: FieldOptions
            @OptionGroup var access: AccessOptions

            func run() async throws {
                let (year, association, input) = (year, Association.ID(association), try fields.input())
                let outcome = try await Workplace.withOffice(access) { office, agent in
                    try await office.write(as: agent) { tx in
                        try Registration.register(association, year: year, input, at: office.now(), by: agent, in: tx)
                    }
                }
                print("\(outcome.id) \(outcome.state.label)")
            }
        }

        struct Fire: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "fire",
                abstract: "Valide, refuse, confirme ou annule une inscription.",
                discussion:
                    "Étapes\u{a0}: validate, refuse, confirm, cancel, register_again, arrive, undo_arrival, note_absence, survey."
            )
            @Argument(help: "Numéro de l’inscription.") var id: Int
            @Argument(help: "Étape.") var event: String
            @Option(help: "Motif.") var reason: String?
            @OptionGroup var access: AccessOptions

            func run() async throws {
                guard let event = RegistrationEvent(rawValue: event), event.isButton else {
                    throw Usage(message: "Pas d’étape «\u{a0}\(event)\u{a0}».")
                }
                let (id, reason) = (Registration.ID(id), reason)
                let state = try await Workplace.withOffice(access) { office, agent in
                    try await office.write(as: agent) { tx in
                        try Registration.fire(event, id, reason: reason, by: agent, in: tx)
                    }
                }
                print("\(event.done) \(state.label).")
            }
        }
    }
}

extension ListingQuery {
    /// The query narrowed to the edition of a year.
    func narrowed(to year: Int, _ office: Office, _ agent: Agent) async throws -> ListingQuery {
        let edition = try await office.read { try Edition.find(year: year, by: agent, in: $0) }
        var query = self
        query.filters["edition"] = [edition.id.description]
        return query
    }
}

extension Edition {
    /// An edition as a command shows it.
    func record(_ types: [StandType]) -> Record {
        Record(
            [
                ("id", "Numéro", .integer(id.number)), ("year", "Année", .integer(year)),
                ("name", "Nom", .string(name)),
                ("state", "État", .string(state.rawValue)), ("starts_on", "Premier jour", .string(startsOn.iso)),
                ("ends_on", "Dernier jour", .string(endsOn.iso)), ("place", "Lieu", .string(place)),
                ("registration_opens_at", "Ouverture", .string(registrationOpensAt.inParis.iso)),
                ("registration_closes_at", "Clôture", .string(registrationClosesAt.inParis.iso)),
                ("page", "Page publique", .string("/forum/\(year)")),
                (
                    "types", "Places",
                    .array(
                        types.map {
                            .object([
                                ("id", .integer($0.id.number)), ("name", .string($0.name)),
                                ("quota", $0.quota.map { .integer($0) } ?? .null), ("held", .integer($0.held)),
                                ("waiting", .integer($0.waiting)),
                            ])
                        })
                ),
            ],
            words: [
                "state": state.label, "starts_on": startsOn.longWithWeekday, "ends_on": endsOn.longWithWeekday,
                "registration_opens_at": registrationOpensAt.inParis.long,
                "registration_closes_at": registrationClosesAt.inParis.closing,
                "types": types.map { type in
                    "\(type.name) (n°\u{a0}\(type.id))\u{a0}: \(type.held) prises"
                        + (type.quota.map { " sur \($0)" } ?? "")
                        + (type.waiting > 0 ? ", \(type.waiting) en attente" : "")
                }.joined(separator: "\n            "),
            ])
    }
}
