import Foundation
import PostgreSQL

/// Why something is not done to a programme or to a registration for it.
public enum ProgrammeRefusal: Refusal, Equatable {
    case roomExists(String)
    /// The sessions that take more people.
    case roomTooSmall([String])
    case roomInUse(room: String, sessions: [String], people: [String])
    case roomTaken(room: String, by: SessionMention)
    case speakerTaken(speaker: String, by: SessionMention)
    case aboveRoom(room: String, capacity: Int)
    case belowConfirmed(confirmed: Int, people: [String])
    case sessionInUse(title: String, people: [String])
    /// Moving a session would put these people in two places.
    case peopleElsewhere([String])
    case alreadyRegistered
    case alreadyBooked(String)
    case elsewhere(wanted: String, held: SessionMention)
    case twoAtOnce(SessionMention, SessionMention)
    case notOpen(String)
    /// The edition was held, or called off.
    case over(String, Int)
    case begun(String)
    case closed(Date)
    case freeEntry(String)
    case alreadyCancelled
    /// The form of a registration that was cancelled since is sent again.
    case sentAndCancelled
    case unknownLink

    public var message: String {
        switch self {
        case .roomExists(let name): "Une salle s’appelle déjà «\u{a0}\(name)\u{a0}»."
        case .roomTooSmall(let sessions):
            "\(Self.titles(sessions)) \(sessions.count == 1 ? "reçoit" : "reçoivent") davantage de personnes\u{a0}: réduisez d’abord leur jauge."
        case .roomInUse(let room, let sessions, let people):
            "«\u{a0}\(room)\u{a0}» ne peut pas être supprimée\u{a0}: \(Self.titles(sessions)) s’y \(sessions.count == 1 ? "tient" : "tiennent")\(people.isEmpty ? "" : ", avec \(Self.who(people))")."
        case .roomTaken(let room, let other):
            "«\u{a0}\(room)\u{a0}» est déjà prise par «\u{a0}\(other.title)\u{a0}», \(other.when)."
        case .speakerTaken(let speaker, let other):
            "\(speaker) intervient déjà à «\u{a0}\(other.title)\u{a0}», \(other.when)."
        case .aboveRoom(let room, let capacity):
            "«\u{a0}\(room)\u{a0}» ne reçoit que \(FrenchText.count(capacity, "personne"))."
        case .belowConfirmed(let confirmed, let people):
            "\(FrenchText.count(confirmed, "place est déjà confirmée", "places sont déjà confirmées")) à \(Self.who(people))\u{a0}: la jauge ne peut pas descendre plus bas."
        case .sessionInUse(let title, let people):
            "«\u{a0}\(title)\u{a0}» ne peut pas être supprimée\u{a0}: \(Self.who(people)) y \(people.count == 1 ? "est inscrit(e)" : "sont inscrits")."
        case .peopleElsewhere(let people):
            "À cette heure, \(Self.who(people)) \(people.count == 1 ? "est déjà inscrit(e)" : "sont déjà inscrits") ailleurs."
        case .alreadyRegistered:
            "Une inscription existe déjà à ce nom, avec cette adresse ou ce téléphone\u{a0}: retrouvez-la avec son code."
        case .alreadyBooked(let title): "Déjà inscrit(e) à «\u{a0}\(title)\u{a0}»."
        case .elsewhere(let wanted, let held):
            "«\u{a0}\(wanted)\u{a0}» a lieu en même temps que «\u{a0}\(held.title)\u{a0}» (\(held.when)), où une place est déjà tenue."
        case .twoAtOnce(let first, let second):
            "«\u{a0}\(first.title)\u{a0}» (\(first.when)) et «\u{a0}\(second.title)\u{a0}» (\(second.when)) ont lieu en même temps\u{a0}: choisissez."
        case .notOpen(let name): "Les inscriptions aux ateliers de «\u{a0}\(name)\u{a0}» ne sont pas ouvertes."
        case .over(let name, let year):
            "Les inscriptions à «\u{a0}\(name) \(year)\u{a0}» ont fermé\u{a0}: cette édition est passée ou annulée."
        case .begun(let title): "«\u{a0}\(title)\u{a0}» a déjà commencé."
        case .closed(let moment): "Les inscriptions sont closes depuis le \(moment.inParis.closing)."
        case .freeEntry(let title): "«\u{a0}\(title)\u{a0}» est en entrée libre\u{a0}: il n’y a pas à s’inscrire."
        case .alreadyCancelled: "Cette inscription est déjà annulée."
        case .sentAndCancelled:
            "L’inscription que ce formulaire a faite est annulée\u{a0}: rouvrez la page d’inscription pour en faire une autre."
        case .unknownLink: "Ce lien ne mène à aucune inscription\u{a0}: vérifiez-le, ou retrouvez-la avec votre code."
        }
    }

    public var code: String {
        switch self {
        case .roomExists: "room.exists"
        case .roomTooSmall: "room.too_small"
        case .roomInUse: "room.in_use"
        case .roomTaken: "programme_session.room_taken"
        case .speakerTaken: "programme_session.speaker_taken"
        case .aboveRoom: "programme_session.above_room"
        case .belowConfirmed: "programme_session.below_confirmed"
        case .sessionInUse: "programme_session.in_use"
        case .peopleElsewhere: "programme_session.people_elsewhere"
        case .alreadyRegistered: "participant.already_registered"
        case .alreadyBooked: "booking.already"
        case .elsewhere, .twoAtOnce: "booking.two_at_once"
        case .notOpen: "booking.not_open"
        case .over: "booking.over"
        case .begun: "booking.begun"
        case .closed: "booking.closed"
        case .freeEntry: "booking.free_entry"
        case .alreadyCancelled: "booking.already_cancelled"
        case .sentAndCancelled: "participant.sent_and_cancelled"
        case .unknownLink: "participant.unknown_link"
        }
    }

    /// The field of the form at fault.
    public var field: String? {
        switch self {
        case .roomExists, .alreadyRegistered: "name"
        case .roomTooSmall, .aboveRoom, .belowConfirmed: "capacity"
        case .roomTaken: "room"
        case .speakerTaken: "speakers"
        case .peopleElsewhere: "starts"
        case .elsewhere, .twoAtOnce, .begun, .freeEntry: "sessions"
        default: nil
        }
    }

    /// Whether the database says that the person is registered already: by name and address, or by name and number.
    static func isTwice(_ error: PostgreSQLError) -> Bool {
        error.constraint == "participant_once" || error.constraint == "participant_once_by_phone"
    }

    /// « Annaïg Le Bihan, Yann Omnès et 12 autres ».
    static func who(_ names: [String]) -> String {
        let shown = Array(names.prefix(5))
        let rest = names.count - shown.count
        return rest > 0
            ? shown.joined(separator: ", ") + " et \(FrenchText.count(rest, "autre"))" : FrenchText.list(shown)
    }

    private static func titles(_ titles: [String]) -> String {
        FrenchText.list(titles.map { "«\u{a0}\($0)\u{a0}»" })
    }
}

/// A session as messages name it.
public struct SessionMention: Sendable, Equatable {
    public let title: String
    public let startsAt: Date
    public let endsAt: Date

    /// « le 12/09/2026 de 10 h 00 à 11 h 30 ».
    public var when: String { "le \(startsAt.inParis.day.short) \(ProgrammeSession.hours(startsAt, endsAt))" }
}
