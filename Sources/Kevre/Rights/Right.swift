/// What an agent may do. A use case checks one right; a route and a command name it.
public enum Right: String, CaseIterable, Sendable {
    case readAssociations, writeAssociations, mergeAssociations
    case importFiles
    case readGrants, writeGrants
    case readSchemes, writeSchemes
    case readApplications, writeApplications, instructApplications
    case readBankAccounts
    case readSessions, writeSessions
    case readFunding, writeFunding
    case readRencontres, writeRencontres, checkIn
    case manageAgents
    case manageAuthority

    /// What the right allows, for the page that explains the roles and for refusals.
    public var label: String {
        switch self {
        case .readAssociations: "consulter les associations"
        case .writeAssociations: "modifier les associations"
        case .mergeAssociations: "fusionner les doublons"
        case .importFiles: "importer des fichiers"
        case .readGrants: "consulter les subventions passées"
        case .writeGrants: "modifier les subventions passées"
        case .readSchemes: "consulter les dispositifs et les campagnes"
        case .writeSchemes: "modifier les dispositifs, les campagnes et les enveloppes"
        case .readApplications: "consulter les dossiers"
        case .writeApplications: "saisir les dossiers"
        case .instructApplications: "instruire les dossiers"
        case .readBankAccounts: "voir les coordonnées bancaires entières"
        case .readSessions: "consulter les séances"
        case .writeSessions: "tenir les séances"
        case .readFunding: "consulter les financements externes"
        case .writeFunding: "suivre les projets, les aides et les recherches de financement"
        case .readRencontres: "consulter les Rencontres"
        case .writeRencontres: "préparer les Rencontres"
        case .checkIn: "accueillir aux Rencontres"
        case .manageAgents: "gérer les agents"
        case .manageAuthority: "administrer la collectivité"
        }
    }
}

/// A bundle of rights, given for the whole authority or for one service.
public enum Role: String, CaseIterable, Sendable {
    case administrator
    case associationOfficer = "association_officer"
    case caseOfficer = "case_officer"
    case financeOfficer = "finance_officer"
    case reader

    /// What people call it.
    public var label: String {
        switch self {
        case .administrator: "Administration"
        case .associationOfficer: "Vie associative"
        case .caseOfficer: "Instruction (service)"
        case .financeOfficer: "Finances"
        case .reader: "Lecture"
        }
    }

    /// What it allows, for the whole authority or for the service it is held for.
    public var rights: Set<Right> {
        let reading: Set<Right> = [
            .readAssociations, .readGrants, .readSchemes, .readApplications, .readSessions,
            .readFunding, .readRencontres,
        ]
        switch self {
        case .administrator: return Set(Right.allCases)
        case .associationOfficer:
            return Set(Right.allCases).subtracting([.manageAgents, .manageAuthority])
        case .caseOfficer:
            return reading.union([
                .writeAssociations, .writeApplications, .instructApplications, .readBankAccounts, .checkIn,
            ])
        case .financeOfficer: return reading.union([.readBankAccounts])
        case .reader: return reading
        }
    }

    /// Whether the role only makes sense for one service.
    public var needsService: Bool { self == .caseOfficer }
}
