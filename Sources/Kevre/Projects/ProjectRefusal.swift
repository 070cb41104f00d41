/// Why something is not done to a project.
public enum ProjectRefusal: Refusal, Equatable {
    /// The association was merged into another since.
    case associationMerged
    /// A draft stands already in that campaign.
    case draftExists(campaign: String)
    case notePending(Day)

    public var message: String {
        switch self {
        case .associationMerged: "Cette association a été fusionnée avec une autre\u{a0}: rechargez sa fiche."
        case .draftExists(let campaign):
            "Un brouillon de cette association existe déjà pour la campagne «\u{a0}\(campaign)\u{a0}»\u{a0}: complétez-le ou retirez-le d’abord. Rien n’a été recopié."
        case .notePending(let day): "Le \(day.long) est à venir\u{a0}: notez ce qui a eu lieu."
        }
    }

    public var code: String {
        switch self {
        case .associationMerged: "association_merged"
        case .draftExists: "draft_exists"
        case .notePending: "note_pending"
        }
    }

    public var field: String? {
        switch self {
        case .notePending: "held_on"
        default: nil
        }
    }
}
