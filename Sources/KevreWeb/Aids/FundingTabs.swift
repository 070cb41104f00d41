/// The parts of external funding.
enum FundingPart: CaseIterable {
    case projects, searches, aids, funders, deadlines, effect

    var link: Link {
        switch self {
        case .projects: Link("Projets", "/financements/projets")
        case .searches: Link("Recherches", "/financements/recherches")
        case .aids: Link("Aides", "/financements/aides")
        case .funders: Link("Financeurs", "/financements/financeurs")
        case .deadlines: Link("Échéances", "/financements/echeances")
        case .effect: Link("Résultats", "/financements/effet")
        }
    }
}

/// The way between the parts of external funding, the same on each of their first pages.
func fundingTabs(_ current: FundingPart) -> HTML {
    tabs(
        FundingPart.allCases.map { part in
            var link = part.link
            link.isCurrent = part == current
            return link
        }, label: "Financements externes")
}
