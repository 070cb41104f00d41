import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

/// The verbs of a file from its study to the notification.
extension ApplicationVerbs {
    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Confie le dossier à un agent, ou à personne.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Numéro du compte à qui le confier\u{a0}; sans lui, le dossier n’est plus suivi par personne.")
        var officer: Int?
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let officer = officer.map { Agent.ID($0) }
            try await fire(target, access) { file, agent, _, tx in
                try Application.assign(file.id, to: officer, by: agent, in: tx)
            }
        }
    }

    struct Take: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prend en instruction, ou confie à un agent.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Numéro du compte à qui le confier.") var officer: Int?
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let officer = officer.map { Agent.ID($0) }
            try await fire(target, access) { file, agent, _, tx in
                try Application.take(file.id, officer: officer, by: agent, in: tx)
            }
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Propose un montant.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Montant en euros.") var amount: String
        @Option(help: "Avis\u{a0}: \(Application.Opinion.allCases.map(\.rawValue).joined(separator: ", ")).")
        var opinion: String = "favourable"
        @Option(help: "Numéro de l’enveloppe\u{a0}; par défaut la seule de la campagne.") var envelope: Int?
        @Option(help: "Motivation.") var text: String = ""
        @Option(help: "Motif de dérogation.") var derogation: String = ""
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let (amount, opinion, envelope, text, derogation) = (amount, opinion, envelope, text, derogation)
            try await fire(target, access) { file, agent, _, tx in
                let envelopes = try Envelope.all(of: file.campaign, in: tx)
                let chosen = envelope.map(String.init) ?? (envelopes.count == 1 ? envelopes[0].id.description : "")
                let input = FormInput([
                    "amount": [amount], "opinion": [opinion], "envelope": [chosen], "opinion_text": [text],
                    "derogation": [derogation],
                ])
                try Application.propose(file.id, input, by: agent, in: tx)
            }
        }
    }

    struct SendBack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "send-back", abstract: "Renvoie une proposition en instruction.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Commentaire.") var comment: String
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let comment = comment
            try await fire(target, access) { file, agent, _, tx in
                try Application.sendBack(file.id, comment: comment, by: agent, in: tx)
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Retire la demande, à la demande de l’association.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Motif.") var reason: String = ""
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let reason = reason
            try await fire(target, access) { file, agent, _, tx in
                try Application.withdraw(.agent(agent, file.id), reason: reason, in: tx)
            }
        }
    }

    struct Notify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Note la notification de la décision.")
        @OptionGroup var target: ApplicationTarget
        @Option(help: "Jour de la lettre\u{a0}; aujourd’hui par défaut.") var on: String?
        @Option(help: "Jour où la préfecture a reçu la délibération, pour un accord.") var legalityReceipt: String?
        @OptionGroup var access: AccessOptions
        func run() async throws {
            let (day, receipt) = (try on.map(ApplicationVerbs.day), try legalityReceipt.map(ApplicationVerbs.day))
            try await fire(target, access) { file, agent, today, tx in
                try Application.notify(file.id, on: day ?? today, legalityReceiptOn: receipt, by: agent, in: tx)
            }
        }
    }
}
