import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Séances\u{a0}: ordre du jour, décisions, clôture, annexe.",
        subcommands: [
            List.self, Show.self, Create.self, Edit.self, Delete.self, Proposals.self, Add.self, Remove.self,
        ] + SessionVerbs.all)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les séances.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Session.listing.print(query, output, office, agent)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Une séance, son ordre du jour, ses enveloppes.")
        @Argument(help: "Numéro de la séance.") var session: Int
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Session.ID(session)
            let record = try await Workplace.withOffice(access) { office, agent in
                try await office.read { tx in
                    let session = try Session.find(id, for: agent, in: tx)
                    return SessionRecord(
                        session: session, lines: try session.lines(in: tx), gauges: try session.gauges(in: tx))
                }
            }
            try Output.print(output.format == .json ? record.json.text : record.text, to: output.output)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Crée une séance\u{a0}; donne son numéro.",
            discussion: "Champs\u{a0}: \(Session.form.fields.map(\.name).joined(separator: ", ")).")
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let input = try fields.input(of: Session.form)
            let id = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Session.save(nil, version: nil, input, by: agent, in: $0) }
            }
            print(id)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Modifie une séance\u{a0}; une fois close, seul deliberation_reference peut l’être.")
        @Argument(help: "Numéro de la séance.") var session: Int
        @OptionGroup var fields: FieldOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, changes) = (Session.ID(session), try fields.input(of: Session.form))
            _ = try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let session = try Session.find(id, for: agent, in: tx)
                    let input = FormInput(session.input.values.merging(changes.values) { _, new in new })
                    return try Session.save(id, version: session.version, input, by: agent, in: tx)
                }
            }
            print("La séance \(id) est modifiée.")
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Supprime une séance sans ordre du jour.")
        @Argument(help: "Numéro de la séance.") var session: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let id = Session.ID(session)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { try Session.delete(id, by: agent, in: $0) }
            }
            print("La séance \(id) est supprimée.")
        }
    }

    struct Proposals: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Les propositions qui attendent une séance.")
        @OptionGroup var listing: ListingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let query = try listing.query()
            try await Workplace.withOffice(access) { office, agent in
                try await Session.proposals.print(query, output, office, agent)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Inscrit des dossiers proposés à l’ordre du jour, tous ou aucun.")
        @Argument(help: "Numéro de la séance.") var session: Int
        @Argument(help: "Références ou numéros des dossiers.") var files: [String]
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, files) = (Session.ID(session), files)
            try await Workplace.withOffice(access) { office, agent in
                try await office.write(as: agent) { tx in
                    let chosen = try files.map { file in
                        try Application.ID(file) ?? Application.find(reference: file, by: agent, in: tx).id
                    }
                    try Session.putOnAgenda(id, chosen, by: agent, in: tx)
                }
            }
            print("\(FrenchText.count(files.count, "dossier inscrit", "dossiers inscrits")) à l’ordre du jour.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Retire un dossier de l’ordre du jour.")
        @OptionGroup var target: LineTarget
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await SessionVerbs.change(target, access) { try Session.remove($0.id, by: $1, in: $2) }
        }
    }
}

/// What `kevre session show` prints.
struct SessionRecord: Sendable {
    let session: Session
    let lines: [AgendaLine]
    let gauges: [EnvelopeGauge]

    var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return .object([
            ("id", .integer(session.id.number)), ("name", .string(session.name)),
            ("body", .string(session.body.rawValue)), ("held_on", .string(session.heldOn.iso)),
            ("held_at", text(session.heldAt)), ("place", .string(session.place)),
            ("closed", .boolean(session.isClosed)), ("deliberation_reference", text(session.deliberationReference)),
            ("lines", .array(lines.map(Self.json))),
            ("envelopes", .array(gauges.map(Self.json))), ("version", .integer(session.version)),
        ])
    }

    private static func json(_ line: AgendaLine) -> JSONValue {
        func cents(_ value: Money?) -> JSONValue { value.map { .integer($0.cents) } ?? .null }
        return .object([
            ("id", .integer(line.id.number)), ("position", .integer(line.position)),
            ("application", .integer(line.application.number)), ("reference", .string(line.reference)),
            ("association", .string(line.associationName)), ("project", .string(line.project)),
            ("envelope", .string(line.envelopeName)), ("requested_cents", cents(line.requested)),
            ("last_year_cents", cents(line.lastYear)), ("proposed_cents", cents(line.proposed)),
            ("amount_cents", cents(line.amount)),
            ("outcome", line.outcome.map { .string($0.rawValue) } ?? .null),
            ("conditions", .string(line.conditions)),
            ("payment_conditions", line.paymentTerms.conditions.map { .string($0) } ?? .null),
            ("payment_period", line.paymentTerms.period.map { .string($0) } ?? .null), ("reason", .string(line.reason)),
            ("final", .boolean(line.final)),
        ])
    }

    private static func json(_ gauge: EnvelopeGauge) -> JSONValue {
        .object([
            ("id", .integer(gauge.envelope.number)), ("name", .string(gauge.name)),
            ("amount_cents", .integer(gauge.amount.cents)),
            ("decided_cents", .integer(gauge.decided.cents)),
            ("decided_elsewhere_cents", .integer(gauge.decidedElsewhere.cents)),
            ("decided_here_cents", .integer(gauge.decidedHere.cents)),
            ("discussed_cents", .integer(gauge.discussed.cents)), ("left_cents", .integer(gauge.left.cents)),
            ("left_after_discussion_cents", .integer(gauge.leftAfterDiscussion.cents)),
            ("to_come_cents", .integer(gauge.toCome.cents)), ("exceeding_cents", .integer(gauge.exceeding.cents)),
        ])
    }

    var text: String {
        let state = session.isClosed ? "close" : "à tenir"
        var result = ["\(session.body.label) — \(session.name), \(session.moment) (\(state))"]
        for gauge in gauges {
            result.append(
                "Enveloppe \(gauge.name)\u{a0}: \(gauge.left.short) restent sur \(gauge.amount.short), "
                    + "\(gauge.decided.short) décidés, \(gauge.discussed.short) en discussion")
            if let warning = gauge.warning { result.append("  \(warning)") }
        }
        for line in lines {
            let decision = line.outcome?.label ?? "à décider"
            let amounts =
                "demandé \(line.requested.short), proposé \(line.proposed?.short ?? "—"), en séance \(line.amount?.short ?? "—")"
            result.append(
                "\(line.position). \(line.reference)  \(line.associationName)\u{a0}: \(amounts) — \(decision)")
        }
        return result.joined(separator: "\n")
    }
}
