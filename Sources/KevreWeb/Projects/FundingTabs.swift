import Kevre

/// The pages of « Financements externes », one beside the other.
enum FundingTab: String, CaseIterable {
    case projects, searches, board, deadlines, effect

    var link: (title: String, address: String) {
        switch self {
        case .projects: ("Projets", "/financements/projets")
        case .searches: ("Recherches", "/financements/recherches")
        case .board: ("Tableau", "/financements/recherches/tableau")
        case .deadlines: ("Échéances", "/financements/echeances")
        case .effect: ("Ce que cela rapporte", "/financements/effet")
        }
    }
}

/// The strip that leads from one to the other.
func fundingTabs(_ current: FundingTab?) -> HTML {
    tabs(
        FundingTab.allCases.map { Link($0.link.title, $0.link.address, isCurrent: $0 == current) },
        label: "Financements externes")
}
