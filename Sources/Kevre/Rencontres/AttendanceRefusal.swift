/// Why something is not done at the door.
public enum AttendanceRefusal: Refusal, Equatable {
    case people
    /// At the door of a session only entries are noted.
    case sessionExit
    /// Nobody is absent before the first day.
    case notYet(Day)

    public var message: String {
        switch self {
        case .people: "Comptez de 1 à 500 personnes à la fois."
        case .sessionExit: "À l’entrée d’un rendez-vous, seules les entrées se pointent\u{a0}: rien n’est noté."
        case .notYet(let day): "Les Rencontres commencent le \(day.long)\u{a0}: une absence se note le jour même."
        }
    }

    public var code: String {
        switch self {
        case .people: "attendance.people"
        case .sessionExit: "attendance.session_exit"
        case .notYet: "attendance.not_yet"
        }
    }
}
