import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

/// The verbs of a file: the events of its life cycle that an agent fires alone.
enum ApplicationVerbs {
    static let all: [any ParsableCommand.Type] = [
        Submit.self, Request.self, ExtendDueDay.self, Answer.self, Abandon.self, Complete.self, Inadmissible.self,
        AcceptLate.self, Assign.self, Take.self, Propose.self, SendBack.self, Withdraw.self, Notify.self,
        Comment.self, Document.self,
    ]

    /// Runs one event on one file and says where it stands.
    static func fire(
        _ target: ApplicationTarget, _ access: AccessOptions,
        _ event: @escaping @Sendable (Application, Agent, Day, Transaction) throws -> Void
    ) async throws {
        let state = try await Workplace.withOffice(access) { office, agent in
            let today = office.today()
            return try await office.write(as: agent) { tx in
                let file = try target.find(agent, tx)
                try event(file, agent, today, tx)
                return try Application.find(file.id, by: agent, in: tx)
            }
        }
        print("\(state.name)\u{a0}: \(state.state.label)")
    }

    /// A day as it is typed.
    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw Usage(message: "«\u{a0}\(text)\u{a0}» n’est pas une date.") }
        return day
    }

    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Dépose un brouillon\u{a0}; donne sa référence.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Jour et heure d’arrivée, pour une demande papier.") var received: String?
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let moment = try received.map { text -> Date in
                guard let moment = ParisTime.moment(parsing: text) else {
                    throw Usage(message: "«\u{a0}\(text)\u{a0}» n’est pas une date avec heure.")
                }
                return moment
            }
            try await fire(target, access) { file, agent, _, tx in
                _ = try Application.submit(.agent(agent, file.id), at: tx.moment, receivedAt: moment, in: tx)
            }
        }
    }

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "request-documents", abstract: "Demande les pièces qui manquent.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Dernier jour pour répondre.") var due: String
        @Option(help: "Autre pièce, répétable.") var document: [String] = []
        @OptionGroup var access: AccessOptions

        func run() async throws {
            let (due, others) = (try day(due), document)
            try await fire(target, access) { file, agent, today, tx in
                let missing = try ApplicationDocument.all(of: file.id, in: tx).filter { $0.state == .missing }
                try Application.requestDocuments(
                    file.id, documents: missing.map(\.id), others: others, dueOn: due, on: today, by: agent, in: tx)
            }
        }
    }

    struct ExtendDueDay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "extend-due-day", abstract: "Donne plus de temps pour les pièces demandées.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Nouveau dernier jour pour répondre.") var to: String
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let to = try day(to)
            try await fire(target, access) { file, agent, today, tx in
                try Application.extendDueDay(file.id, to: to, on: today, by: agent, in: tx)
            }
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Note que les pièces demandées sont arrivées.")
        @OptionGroup var target: ApplicationTarget
        @OptionGroup var access: AccessOptions
        func run() async throws {
            try await fire(target, access) { file, agent, _, tx in
                try Application.answer(file.id, by: agent, in: tx)
            }
        }
    }

    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Classe sans suite.")
        @OptionGroup var target: ApplicationTarget
        @OptionGroup var access: AccessOptions
        func run() async throws {
            try await fire(target, access) { file, agent, today, tx in
                try Application.abandon(file.id, on: today, by: agent, in: tx)
            }
        }
    }

    struct Complete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Déclare complet.")
        @OptionGroup var target: ApplicationTarget
        @OptionGroup var access: AccessOptions
        func run() async throws {
            try await fire(target, access) { file, agent, _, tx in
                try Application.declareComplete(file.id, by: agent, in: tx)
            }
        }
    }

    struct Inadmissible: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "declare-inadmissible", abstract: "Déclare irrecevable.")
        @OptionGroup var target: ApplicationTarget
        @Option(
            help: "Motif\u{a0}: \(Application.InadmissibilityGround.allCases.map(\.rawValue).joined(separator: ", ")).")
        var ground: String
        @Option(help: "Précision.") var comment: String = ""
        @OptionGroup var access: AccessOptions
        func run() async throws {
            guard let ground = Application.InadmissibilityGround(rawValue: ground) else {
                throw Usage(message: "Aucun motif «\u{a0}\(ground)\u{a0}».")
            }
            let comment = comment
            try await fire(target, access) { file, agent, _, tx in
                try Application.declareInadmissible(file.id, ground, comment: comment, by: agent, in: tx)
            }
        }
    }

    struct AcceptLate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept-late", abstract: "Accepte un dossier hors délai, par dérogation motivée.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Motif.") var reason: String
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let reason = reason
            try await fire(target, access) { file, agent, _, tx in
                try Application.acceptLate(file.id, reason: reason, by: agent, in: tx)
            }
        }
    }

    struct Comment: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ajoute un commentaire interne.")
        @OptionGroup var target: ApplicationTarget
        @Argument(help: "Texte.") var body: String
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let body = body
            try await fire(target, access) { file, agent, _, tx in
                try ApplicationComment.add(body, to: file.id, by: agent, in: tx)
            }
        }
    }

    struct Document: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Note l’état d’une pièce.")
        @OptionGroup var target: ApplicationTarget
        @Argument(help: "Début du nom de la pièce.") var label: String
        @Option(help: "missing, received ou not_applicable.") var state: String = "received"
        @OptionGroup var access: AccessOptions
        func run() async throws {
            guard let state = ApplicationDocument.State(rawValue: state) else {
                throw Usage(message: "Aucun état «\u{a0}\(state)\u{a0}».")
            }
            let label = label
            try await fire(target, access) { file, agent, today, tx in
                let found = try ApplicationDocument.all(of: file.id, in: tx).filter {
                    $0.label.lowercased().hasPrefix(label.lowercased())
                }
                guard found.count == 1, let document = found.first else {
                    throw Usage(
                        message: found.isEmpty
                            ? "Aucune pièce «\u{a0}\(label)\u{a0}»."
                            : "Plusieurs pièces commencent par «\u{a0}\(label)\u{a0}».")
                }
                try ApplicationDocument.set(document.id, of: file.id, state, on: today, by: agent, in: tx)
            }
        }
    }
}
