import Foundation

/// Why something is not done to an edition.
public enum EditionRefusal: Refusal, Equatable {
    case yearTaken(Int)
    case notDescribed
    case hasPeople(year: Int, names: [String], count: Int)
    case hasProgramme(year: Int)
    /// Somebody passed a door, be it without a name.
    case hasPassages(year: Int, count: Int)
    case quotaBelowHeld(type: String, quota: Int, held: Int, names: [String])
    case typeInUse(type: String, names: [String], count: Int)
    case taskTaken(String)

    public var message: String {
        switch self {
        case .yearTaken(let year): "L’édition \(year) existe déjà."
        case .notDescribed: "Indiquez d’abord le lieu\u{a0}: la page publique l’annonce."
        case .hasPeople(let year, let names, let count):
            "L’édition \(year) ne peut pas être supprimée\u{a0}: \(Self.who(names, count)) y \(count == 1 ? "est inscrite" : "sont inscrites")."
        case .hasProgramme(let year):
            "L’édition \(year) ne peut pas être supprimée\u{a0}: des personnes sont inscrites à son programme."
        case .hasPassages(let year, let count):
            "L’édition \(year) ne peut pas être supprimée\u{a0}: \(FrenchText.count(count, "personne y a été comptée", "personnes y ont été comptées")) aux portes."
        case .quotaBelowHeld(let type, let quota, let held, let names):
            "«\u{a0}\(type)\u{a0}»\u{a0}: \(FrenchText.count(held, "place est déjà prise", "places sont déjà prises")) (\(Self.who(names, held)))\u{a0}; le nombre de places ne peut pas descendre à \(quota)."
        case .typeInUse(let type, let names, let count):
            "«\u{a0}\(type)\u{a0}» ne peut pas être retiré\u{a0}: \(Self.who(names, count)) l’\(count == 1 ? "a" : "ont") choisi."
        case .taskTaken(let label): "Une tâche s’appelle déjà «\u{a0}\(label.shown)\u{a0}»."
        }
    }

    public var code: String {
        switch self {
        case .yearTaken: "edition.year_taken"
        case .notDescribed: "edition.not_described"
        case .hasPeople: "edition.has_people"
        case .hasProgramme: "edition.has_programme"
        case .hasPassages: "edition.has_passages"
        case .quotaBelowHeld: "stand_type.quota_below_held"
        case .typeInUse: "stand_type.in_use"
        case .taskTaken: "edition_task.taken"
        }
    }

    public var field: String? {
        switch self {
        case .yearTaken: "year"
        case .quotaBelowHeld, .typeInUse: "type_quota"
        default: nil
        }
    }

    /// « Radio Kreiz, Vélo utile et 12 autres ».
    static func who(_ names: [String], _ count: Int) -> String {
        let shown = Array(names.prefix(5))
        let rest = count - shown.count
        return rest > 0
            ? shown.joined(separator: ", ") + " et \(FrenchText.count(rest, "autre"))" : FrenchText.list(shown)
    }
}
