import Kevre

/// An entry of the navigation.
public enum Section: String, Sendable, CaseIterable {
    case toDo, associations, applications, campaigns, sessions, grants, imports, funding, rencontres, settings

    var title: String {
        switch self {
        case .toDo: "À faire"
        case .associations: "Associations"
        case .applications: "Dossiers"
        case .campaigns: "Campagnes"
        case .sessions: "Séances"
        case .grants: "Subventions passées"
        case .imports: "Imports"
        case .funding: "Financements externes"
        case .rencontres: "Rencontres"
        case .settings: "Réglages"
        }
    }

    /// Where it leads.
    public var path: String {
        switch self {
        case .toDo: "/"
        case .associations: "/associations"
        case .applications: "/dossiers"
        case .campaigns: "/campagnes"
        case .sessions: "/seances"
        case .grants: "/subventions"
        case .imports: "/imports"
        case .funding: "/financements/projets"
        case .rencontres: "/rencontres"
        case .settings: "/reglages"
        }
    }

    /// The right to open it; nil: every agent.
    var right: Right? {
        switch self {
        case .toDo: nil
        case .associations: .readAssociations
        case .applications: .readApplications
        case .campaigns: .readSchemes
        case .sessions: .readSessions
        case .grants: .readGrants
        case .imports: .importFiles
        case .funding: .readFunding
        case .rencontres: .readRencontres
        case .settings: .manageAgents
        }
    }

    static func navigation(for agent: Agent, active: Section?) -> [NavigationItem] {
        allCases.filter { $0.right.map(agent.may) ?? true }.map { section in
            NavigationItem(
                Link(section.title, section.path, isCurrent: section == active),
                startsGroup: section == .funding || section == .settings)
        }
    }
}
