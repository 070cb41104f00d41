import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

/// What a session does: amounts, decisions, order, closing, annex.
enum SessionVerbs {
    static let all: [any ParsableCommand.Type] = [
        Amount.self, Grant.self, Refuse.self, Postpone.self, Undo.self, Move.self, Terms.self, Close.self, Annex.self,
    ]

    /// Changes one line and says where it stands.
    static func change(
        _ target: LineTarget, _ access: AccessOptions,
        _ body: @escaping @Sendable (AgendaLine, Agent, Transaction) throws -> Void
    ) async throws {
        let line = try await Workplace.withOffice(access) { office, agent in
            try await office.write(as: agent) { tx in
                let line = try target.find(agent, tx)
                try body(line, agent, tx)
                return try Session.find(line.session, for: agent, in: tx).lines(in: tx).first { $0.id == line.id }
            }
        }
        guard let line else { return print("Retiré de l’ordre du jour.") }
        let amount = line.amount.map { " (\($0.short))" } ?? ""
        print("\(line.reference) \(line.associationName)\u{a0}: \(line.outcome?.label ?? "à décider")\(amount)")
    }

    static func money(_ text: String) throws -> Money { try Money(parsing: text, allowsNegative: false) }

    struct Amount: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Écrit le montant en discussion.")
        @OptionGroup var target: LineTarget
        @Argument(help: "Montant en euros.") var amount: String
        @Flag(help: "Plus que demandé\u{a0}: c’est voulu.") var aboveRequest = false
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (amount, above) = (try money(amount), aboveRequest)
            try await change(target, access) {
                try Session.setAmount($0.id, amount, aboveRequest: above, by: $1, in: $2)
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accorde\u{a0}: le montant donné, en discussion ou proposé.")
        @OptionGroup var target: LineTarget
        @Option(help: "Montant en euros.") var amount: String?
        @Option(help: "Conditions.") var conditions = ""
        @Flag(help: "Plus que demandé\u{a0}: c’est voulu.") var aboveRequest = false
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let decision = Decision.granted(
                amount: try amount.map(money), conditions: conditions, aboveRequest: aboveRequest)
            try await change(target, access) { try Session.decide($0.id, decision, by: $1, in: $2) }
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse la demande.")
        @OptionGroup var target: LineTarget
        @Option(help: "Motif.") var reason = ""
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let decision = Decision.refused(reason: reason)
            try await change(target, access) { try Session.decide($0.id, decision, by: $1, in: $2) }
        }
    }

    struct Postpone: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ajourne le dossier.")
        @OptionGroup var target: LineTarget
        @Option(help: "Motif.") var reason = ""
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let decision = Decision.postponed(reason: reason)
            try await change(target, access) { try Session.decide($0.id, decision, by: $1, in: $2) }
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revient sur la décision d’une ligne.")
        @OptionGroup var target: LineTarget
        @OptionGroup var access: AccessOptions

        func run() async throws {
            try await change(target, access) { try Session.undo($0.id, by: $1, in: $2) }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Déplace un dossier dans l’ordre du jour.")
        @OptionGroup var target: LineTarget
        @Argument(help: "Nouveau rang.") var position: Int
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let position = position
            try await change(target, access) { line, agent, tx in
                try Session.move(line.id, by: position - line.position, by: agent, in: tx)
            }
        }
    }

    struct Terms: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Dit comment la subvention d’une ligne est versée\u{a0}; sans option, comme sa campagne.")
        @OptionGroup var target: LineTarget
        @OptionGroup var payment: PaymentOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let terms = try payment.terms
            try await change(target, access) { try Session.setTerms($0.id, terms, by: $1, in: $2) }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Clôt la séance\u{a0}: les décisions sont définitives.",
            discussion: """
                Les conditions et dates de versement données ici sont celles des subventions dont ni la ligne ni la \
                campagne ne les disent\u{a0}; elles sont nécessaires pour publier (SCDL).
                """)
        @Argument(help: "Numéro de la séance.") var session: Int
        @Option(help: "Numéro de la délibération ou de la décision.") var deliberation: String?
        @OptionGroup var payment: PaymentOptions
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, deliberation, terms) = (Session.ID(session), deliberation, try payment.terms)
            let closing = try await Workplace.withOffice(access) { office, agent in
                let authority = office.authority
                return try await office.write(as: agent) {
                    try Session.close(
                        id, deliberation: deliberation, terms: terms, authority: authority, by: agent, in: $0)
                }
            }
            print("Séance close\u{a0}: \(FrenchText.list(closing.consequences)).")
            for agreement in closing.agreements {
                print(
                    "Convention obligatoire\u{a0}: \(agreement.association), \(agreement.total.short) en \(agreement.year)."
                )
            }
            if let sentence = closing.termsToCome { print(sentence) }
        }
    }

    struct Annex: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "L’annexe à la délibération (xlsx).")
        @Argument(help: "Numéro de la séance.") var session: Int
        @Option(help: ArgumentHelp("Fichier\u{a0}; par défaut le nom de la séance.", valueName: "fichier")) var output:
            String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (id, output) = (Session.ID(session), output)
            let file = try await Workplace.withOffice(access) { office, agent in
                let name = try await office.read { try Session.find(id, for: agent, in: $0).annexFileName }
                let file = URL(filePath: output ?? name)
                try await office.writeAnnex(of: id, for: agent, to: file)
                return file
            }
            if output == nil { print(file.lastPathComponent) }
        }
    }
}

/// A line of a session: the session and the file.
struct LineTarget: ParsableArguments, Sendable {
    @Argument(help: "Numéro de la séance.") var session: Int
    @Argument(help: "Référence (SUB-2026-00042) ou numéro du dossier.") var file: String

    func find(_ agent: Agent, _ tx: Transaction) throws -> AgendaLine {
        let lines = try Session.find(Session.ID(session), for: agent, in: tx).lines(in: tx)
        let text = file.uppercased()
        guard let line = lines.first(where: { $0.reference == text || $0.application.description == text }) else {
            throw NotFound("Le dossier «\u{a0}\(file)\u{a0}» n’est pas à l’ordre du jour de cette séance.")
        }
        return line
    }
}
