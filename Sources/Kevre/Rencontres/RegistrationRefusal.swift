import Foundation

/// Why an association is not registered, or something is not done to its registration.
public enum RegistrationRefusal: Refusal, Equatable {
    case notOpen(year: Int, from: Date)
    case closed(year: Int, at: Date)
    case calledOff(year: Int)
    /// The association is registered already: the first registration is named.
    case already(name: String, number: Int, on: Date, state: RegistrationState)
    case alreadySubmitted
    case alreadyCancelled(on: Date?)
    /// It was refused: nothing is changed or cancelled any more.
    case notRetained
    /// A draft that was given up: there is nothing to take back.
    case neverSent
    case unknownLink
    case typeFull(String)
    case lateReasonMissing(Date)
    case reasonMissing
    case notPlaceable(state: RegistrationState)
    case pitchTaken(number: Int, by: String)
    /// What it plugs in finds no socket on that pitch; placed all the same by who says so.
    case noSocket(name: String, watts: Int, number: Int)
    case edited

    public var message: String {
        switch self {
        case .notOpen(let year, let from):
            "Les inscriptions aux Rencontres \(year) ouvrent le \(from.inParis.long)."
        case .closed(let year, let at):
            "Les inscriptions aux Rencontres \(year) ont fermé le \(at.inParis.closing). Prenez contact avec les organisateurs\u{a0}: ils peuvent encore vous inscrire si une place se libère."
        case .calledOff(let year): "L’édition \(year) est annulée ou terminée\u{a0}: on ne s’y inscrit plus."
        case .already(let name, let number, let on, let state):
            "\(name) est déjà inscrite\u{a0}: inscription n°\u{a0}\(number) du \(on.inParis.long), à l’état «\u{a0}\(state.label)\u{a0}»."
        case .alreadySubmitted: "Cette inscription est déjà envoyée."
        case .alreadyCancelled(let on):
            "Cette inscription est déjà annulée\(on.map { ", depuis le \($0.inParis.long)" } ?? "")\u{a0}: rien n’a changé."
        case .notRetained:
            "Cette inscription n’a pas été retenue par les organisateurs\u{a0}: elle ne se modifie ni ne s’annule plus."
        case .neverSent:
            "Cette inscription n’a jamais été envoyée\u{a0}: il n’y a rien à reprendre. Inscrivez l’association à nouveau."
        case .unknownLink:
            "Ce lien ne mène à aucune inscription. Vérifiez qu’il est complet, ou demandez-en un nouveau aux organisateurs."
        case .typeFull(let name): "«\u{a0}\(name)\u{a0}» est complet. La place actuelle est gardée."
        case .lateReasonMissing(let at):
            "Les inscriptions ont fermé le \(at.inParis.closing)\u{a0}: indiquez pourquoi vous inscrivez quand même."
        case .reasonMissing: "Indiquez le motif."
        case .notPlaceable(let state):
            "Seule une inscription validée se place sur le plan\u{a0}: celle-ci est à l’état «\u{a0}\(state.label)\u{a0}»."
        case .pitchTaken(let number, let name):
            "L’emplacement \(number) est déjà attribué à \(name). Libérez-le d’abord, ou choisissez-en un autre."
        case .noSocket(let name, let watts, let number):
            "\(name) demande \(FrenchText.grouped(watts))\u{a0}W\u{a0}: l’emplacement \(number) n’a pas de prise."
        case .edited:
            "Cette inscription a été modifiée dans une autre fenêtre ou par les organisateurs. Rechargez la page."
        }
    }

    public var code: String {
        switch self {
        case .notOpen: "registration.not_open"
        case .closed: "registration.closed"
        case .calledOff: "registration.called_off"
        case .already: "registration.already"
        case .alreadySubmitted: "registration.already_submitted"
        case .alreadyCancelled: "registration.already_cancelled"
        case .notRetained: "registration.not_retained"
        case .neverSent: "registration.never_sent"
        case .unknownLink: "registration.unknown_link"
        case .typeFull: "registration.type_full"
        case .lateReasonMissing: "registration.late_reason_missing"
        case .reasonMissing: "registration.reason_missing"
        case .notPlaceable: "registration.not_placeable"
        case .pitchTaken: "pitch.taken"
        case .noSocket: "no_socket"
        case .edited: "registration.edited"
        }
    }

    public var field: String? {
        switch self {
        case .lateReasonMissing: "late_reason"
        case .reasonMissing: "reason"
        default: nil
        }
    }
}
