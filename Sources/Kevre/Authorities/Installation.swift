import Foundation

/// Where the files that come with the binary are: SQL, templates, reference data.
public struct Installation: Sendable {
    /// The folder that holds `sql` and `templates`.
    public let home: URL

    /// An installation in a known folder.
    public init(home: URL) { self.home = home }

    /// Migrations and reference data.
    public var sql: URL { home.appending(path: "sql") }
    /// Frames of pages, style sheet, script, font.
    public var templates: URL { home.appending(path: "templates") }

    /// Finds them: the setting if given, else the nearest folder above the executable that holds them (a
    /// checkout), else the usual prefixes of an installed tree. The current folder does not matter.
    ///
    /// - Throws: ``InstallationProblem`` naming the places looked at.
    public static func locate(setting: String?, executable: URL) throws -> Installation {
        var places: [URL] = []
        if let setting, !setting.isEmpty { places.append(URL(filePath: setting)) }
        if places.isEmpty {
            var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
            while folder.path(percentEncoded: false).count > 1 {
                places.append(folder)
                places.append(folder.appending(path: "share/kevre"))
                folder = folder.deletingLastPathComponent()
            }
            places.append(URL(filePath: "/usr/local/share/kevre"))
            places.append(URL(filePath: "/usr/share/kevre"))
        }
        for place in places {
            let marker = place.appending(path: "sql/authority/0001_audit.sql").path(percentEncoded: false)
            if FileManager.default.fileExists(atPath: marker) { return Installation(home: place) }
        }
        throw InstallationProblem(places: places.map { $0.path(percentEncoded: false) })
    }
}

/// The files that come with Kevre are nowhere to be found.
public struct InstallationProblem: Refusal {
    let places: [String]
    public var code: String { "installation_not_found" }
    public var field: String? { nil }
    public var message: String {
        "Les fichiers de Kevre (sql, templates) sont introuvables. Indiquez leur dossier par KEVRE_HOME. Cherché dans\u{a0}: \(places.joined(separator: ", "))."
    }
}
