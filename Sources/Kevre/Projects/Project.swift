import Foundation
import PostgreSQL

/// What an association wants to do and the authority helps it to find money for: from the idea to its end.
public struct Project: Sendable, Identifiable {
    public typealias ID = Identifier<Project>

    /// How far it has come.
    public enum Stage: String, CaseIterable, Sendable, SQLValue {
        case idea, design, ready, running, done, abandoned

        public var label: String {
            switch self {
            case .idea: "Idée"
            case .design: "En conception"
            case .ready: "Prêt à démarrer"
            case .running: "En cours"
            case .done: "Terminé"
            case .abandoned: "Abandonné"
            }
        }

        public static let vocabulary = Vocabulary([
            ("idea", Stage.idea.label, .neutral), ("design", Stage.design.label, .info),
            ("ready", Stage.ready.label, .accent), ("running", Stage.running.label, .info),
            ("done", Stage.done.label, .done), ("abandoned", Stage.abandoned.label, .danger),
        ])

        /// Money is still looked for.
        public var isOpen: Bool { self != .done && self != .abandoned }
    }

    /// How far it reaches.
    public enum Scope: String, CaseIterable, Sendable, SQLValue {
        case commune, epci, department, region, country

        public var label: String {
            switch self {
            case .commune: "Une ou quelques communes"
            case .epci: "L’intercommunalité"
            case .department: "Le département"
            case .region: "La région"
            case .country: "Au-delà de la région"
            }
        }

        public static let vocabulary = Vocabulary(allCases.map { ($0.rawValue, $0.label, .neutral) })
    }

    /// The kinds of subsidy whose budget a project may have.
    public static let kinds: [SubsidyKind] = [.project, .event, .operating, .investment]

    public let id: ID
    public let association: Association.ID
    public let associationName: String
    public let title: String
    /// Decides the accounts of its budget.
    public let kind: SubsidyKind
    public let need: String
    public let objectives: String
    /// For whom.
    public let audience: String
    /// Codes of themes.
    public let themes: [String]
    public let themeNames: [String]
    public let scope: Scope?
    /// INSEE codes.
    public let communes: [String]
    public let communeNames: [String]
    /// What the communes do not say: a neighbourhood, a valley.
    public let territory: String
    public let startsOn: Day?
    public let endsOn: Day?
    public let stage: Stage
    /// What is sought outside, as said; nil: what the budget leaves to be found.
    public let sought: Money?
    public let agent: Agent.ID?
    public let agentName: String?
    public let version: Int
    public let createdAt: Date
    public let updatedAt: Date

    static let selection: SQL = """
        SELECT project.*, association.name AS association_name, agent.name AS agent_name,
               ARRAY(SELECT t.name FROM theme t WHERE t.code = ANY(project.themes) ORDER BY t.position, t.name)
                   AS theme_names,
               ARRAY(SELECT c.name FROM shared.commune c WHERE c.code = ANY(project.communes) ORDER BY c.search_name)
                   AS commune_names
          FROM project JOIN association ON association.id = project.association_id
               LEFT JOIN agent ON agent.id = project.accompanied_by
        """

    init(_ row: Row) throws {
        id = try row["id"]
        association = try row["association_id"]
        associationName = try row["association_name"]
        title = try row["title"]
        kind = try row["kind"]
        need = try row["need"]
        objectives = try row["objectives"]
        audience = try row["public"]
        themes = try row["themes"]
        themeNames = try row["theme_names"]
        scope = try row["scope"]
        communes = try row["communes"]
        communeNames = try row["commune_names"]
        territory = try row["territory"]
        startsOn = try row["starts_on"]
        endsOn = try row["ends_on"]
        stage = try row["stage"]
        sought = try row["sought_cents"]
        agent = try row["accompanied_by"]
        agentName = try row["agent_name"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }

    /// A project by its key.
    ///
    /// - Throws: ``NotFound``, ``AccessRefusal``.
    public static func find(_ id: ID, by agent: Agent, in tx: Transaction) throws -> Project {
        try agent.require(.readFunding)
        return try find(id, in: tx)
    }

    static func find(_ id: ID, in tx: Transaction) throws -> Project {
        let row = try tx.first("\(selection) WHERE project.id = \(id)")
        guard let row else { throw NotFound("Ce projet n’existe pas.") }
        return try Project(row)
    }

    /// The open projects of an association, the newest first.
    public static func all(of association: Association.ID, by agent: Agent, in tx: Transaction) throws -> [Project] {
        try agent.require(.readFunding)
        return try tx.query(
            "\(selection) WHERE project.association_id = \(association) ORDER BY project.id DESC LIMIT 50"
        ).map(Project.init)
    }

    /// The territory in words: reach, communes, what was added.
    public var place: String {
        var parts: [String] = []
        if let scope { parts.append(scope.label) }
        if !communeNames.isEmpty { parts.append(FrenchText.list(communeNames)) }
        if !territory.isEmpty { parts.append(territory) }
        return parts.joined(separator: "\u{a0}; ")
    }

    /// Its years: those of the calendar, else the one given.
    public func years(_ fallback: Int) -> [Int] {
        let first = startsOn?.year ?? endsOn?.year ?? fallback
        let last = endsOn?.year ?? first
        return Array(first...min(max(first, last), first + 5))
    }
}

/// Something a project does not say yet, and what that prevents.
public struct ProjectLack: Sendable, Equatable {
    /// Stable name.
    public let code: String
    /// One French sentence.
    public let sentence: String
}

extension Project {
    /// What is missing, the gravest first; nothing here forbids anything.
    public func lacks(_ budget: ProjectBudget) -> [ProjectLack] {
        var result: [ProjectLack] = []
        func lack(_ code: String, _ sentence: String) { result.append(ProjectLack(code: code, sentence: sentence)) }
        if budget.isEmpty {
            lack(
                "budget",
                "Pas encore de budget\u{a0}: ni le plan de financement ni le montant plausible des aides ne peuvent être calculés."
            )
        }
        if scope == nil && communes.isEmpty {
            lack("territory", "Le territoire n’est pas dit\u{a0}: beaucoup d’aides en dépendent.")
        }
        if themes.isEmpty { lack("themes", "Aucun thème\u{a0}: les aides se choisissent d’abord par lui.") }
        if startsOn == nil {
            lack("calendar", "Le début n’est pas dit\u{a0}: un projet commencé perd souvent ses droits.")
        }
        if need.isEmpty { lack("need", "Le besoin n’est pas décrit\u{a0}: c’est la première question des financeurs.") }
        if audience.isEmpty { lack("public", "Le public n’est pas dit.") }
        if agent == nil { lack("agent", "Personne n’accompagne ce projet.") }
        return result
    }
}
