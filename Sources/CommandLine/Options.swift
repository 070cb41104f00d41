import ArgumentParser
import Foundation
import Kevre

/// Where Kevre works and in whose name: the options every command has.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Dossier de données (base privée, documents).", valueName: "dossier"))
    var data: String?

    @Option(help: ArgumentHelp("Base PostgreSQL à utiliser au lieu de la base privée.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("Collectivité\u{a0}; par défaut la seule.", valueName: "code"))
    var authority: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("Agent au nom duquel agir.", valueName: "adresse"))
    var agent: String?
}

/// How a result is shown.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, csv, xlsx
    }

    @Option(help: "Forme du résultat\u{a0}: table, json, csv ou xlsx.")
    var format: Format = .table

    @Option(help: ArgumentHelp("Fichier où l’écrire\u{a0}; par défaut la sortie standard.", valueName: "fichier"))
    var output: String?
}

/// What every list takes: words, filters, order, columns.
struct ListingOptions: ParsableArguments {
    @Option(name: [.customLong("query"), .customShort("q")], help: ArgumentHelp("Mots cherchés.", valueName: "texte"))
    var text: String?

    @Option(
        name: .customLong("filter"), parsing: .singleValue,
        help: ArgumentHelp("Filtre, répétable\u{a0}: nom=valeur, nom.min=…, nom.max=….", valueName: "filtre"))
    var filters: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Colonne de tri, précédée de - pour l’ordre inverse.", valueName: "colonne"))
    var sort: String?

    @Option(help: ArgumentHelp("Colonnes, séparées par des virgules.", valueName: "colonnes"))
    var columns: String?

    @Option(help: ArgumentHelp("Nombre de lignes au plus dans la table.", valueName: "n"))
    var limit: Int = 50

    /// The query these options ask for.
    ///
    /// - Parameter more: parameters from a command's own options.
    /// - Throws: ``Usage`` for a filter without `=`.
    func query(_ more: [(name: String, value: String?)] = []) throws -> ListingQuery {
        var parameters: [(name: String, value: String)] = []
        if let text { parameters.append(("q", text)) }
        for filter in filters {
            guard let sign = filter.firstIndex(of: "=") else {
                throw Usage(message: "--filter attend nom=valeur, pas «\u{a0}\(filter)\u{a0}».")
            }
            parameters.append((String(filter[..<sign]), String(filter[filter.index(after: sign)...])))
        }
        for (name, value) in more {
            if let value { parameters.append((name, value)) }
        }
        if let sort { parameters.append(("sort", sort)) }
        if let columns { parameters.append(("columns", columns)) }
        var query = ListingQuery(parameters: parameters)
        query.limit = max(1, limit)
        return query
    }
}
