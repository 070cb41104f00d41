/// Why something is not done to a project.
public enum ProjectRefusal: Refusal, Equatable {
    /// The association was merged into another since.
    case associationMerged
    /// The file stems from, or gave, another project already.
    case applicationTaken(String, by: Project.ID, title: String)
    /// A draft stands already in that campaign.
    case draftExists(campaign: String)
    case noBudget
    case noteMissing
    case noteTooLong(Int)
    case notePending(Day)

    public var message: String {
        switch self {
        case .associationMerged: "Cette association a été fusionnée avec une autre\u{a0}: rechargez sa fiche."
        case .applicationTaken(let file, _, let title):
            "Le dossier \(file) est déjà lié au projet «\u{a0}\(title)\u{a0}»."
        case .draftExists(let campaign):
            "Un brouillon de cette association existe déjà pour la campagne «\u{a0}\(campaign)\u{a0}»\u{a0}: complétez-le ou retirez-le d’abord. Rien n’a été recopié."
        case .noBudget: "Ce projet n’a pas encore de budget\u{a0}: saisissez-le d’abord."
        case .noteMissing: "Écrivez ce qui s’est dit."
        case .noteTooLong(let count):
            "La note a \(FrenchText.grouped(count)) caractères\u{a0}; 8\u{202f}000 au plus."
        case .notePending(let day): "Le \(day.long) est à venir\u{a0}: notez ce qui a eu lieu."
        }
    }

    public var code: String {
        switch self {
        case .associationMerged: "association_merged"
        case .applicationTaken: "application_taken"
        case .draftExists: "draft_exists"
        case .noBudget: "no_budget"
        case .noteMissing: "note_missing"
        case .noteTooLong: "note_too_long"
        case .notePending: "note_pending"
        }
    }

    public var field: String? {
        switch self {
        case .noteMissing, .noteTooLong: "body"
        case .notePending: "held_on"
        default: nil
        }
    }
}
