import Foundation
import HummingbirdTesting
import Kevre
import KevreWeb
import PostgreSQL
import TestSupport
import Testing

/// The site over the demonstration: real records behind every route.
struct DemonstratedSite: Sendable {
    /// An account of the demonstration and its letter in routes.txt.
    struct Role: Sendable {
        let letter: Character
        let email: String
    }

    static let roles = [
        Role(letter: "A", email: "administration@demo.example"),
        Role(letter: "V", email: "vie-associative@demo.example"),
        Role(letter: "I", email: "culture@demo.example"), Role(letter: "F", email: "finances@demo.example"),
        Role(letter: "L", email: "lecture@demo.example"),
    ]

    let client: any TestClientProtocol
    private let office: Office
    private let keys: [String: String]

    static func with(_ body: @escaping @Sendable (DemonstratedSite) async throws -> Void) async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let instance = Instance(
            conninfo: conninfo, installation: TestServer.installation,
            data: FileManager.default.temporaryDirectory.appending(path: "kevre-\(UUID().uuidString)"),
            now: { Day(2026, 3, 12).noon })
        try await Demonstration.prepare(instance, applications: 120)
        let office = try await instance.office(nil)
        let keys = try await office.read { try Self.keys(in: $0) }
        let server = try WebOffice.server(instance)
        try await server.application.test(.router) { client in
            try await body(DemonstratedSite(client: client, office: office, keys: keys))
        }
        await office.database.close()
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }

    func signIn(_ role: Role) async throws -> Browser {
        let browser = Browser(client)
        _ = try await browser.get("/connexion")
        let answer = try await browser.post(
            "/connexion", ["email": role.email, "password": "kenavo-ar-wech-all"])
        try #require(answer.status == 303, "\(role.email): \(answer.text)")
        return browser
    }

    /// Lines of the trail that are no refusal.
    func entries() async throws -> Int {
        try await office.read { try $0.one("SELECT count(*) AS n FROM audit_entry WHERE operation <> 'refusal'")["n"] }
    }

    /// The route with the key of a real record in place of each name; nil where only a secret or a file that waits
    /// would do.
    func path(of route: Route) -> String? {
        // An authority without a colour of its own has no style sheet of its own; two aids alike are not in the data.
        guard route.path != "apparence.css", !route.path.hasPrefix("financements/aides/doublons/") else { return nil }
        var path: [String] = []
        for part in route.path.split(separator: "/").map(String.init) {
            guard part.hasPrefix(":") else {
                path.append(part)
                continue
            }
            // What stands before the name says whose key it is: `seances/:id/lignes/:line`.
            let owner = path.last { $0.contains { $0.isLetter } && !$0.hasPrefix("SUB-") } ?? ""
            guard let key = keys["\(owner) \(part)"] ?? keys[part] else { return nil }
            path.append(key)
        }
        return "/" + path.joined(separator: "/")
    }

    /// By the word before it in the address and the name in the route.
    private static func keys(in tx: Transaction) throws -> [String: String] {
        var keys = ["etape :step": "withdraw", "saisie :step": "2", "garder :step": "2", ":kind": "themes"]
        let queries: [(String, SQL)] = [
            ("associations :id", "SELECT id::text AS key FROM association WHERE merged_into_id IS NULL"),
            ("doublons :id", "SELECT id::text AS key FROM duplicate_candidate WHERE state = 'proposed'"),
            ("campagnes :id", "SELECT id::text AS key FROM campaign"),
            ("dispositifs :id", "SELECT id::text AS key FROM scheme"),
            ("dossiers :reference", "SELECT reference AS key FROM application WHERE state = 'submitted'"),
            ("aides :id", "SELECT id::text AS key FROM aid WHERE closed_on IS NULL"),
            ("aides :aide", "SELECT id::text AS key FROM aid WHERE closed_on IS NULL"),
            ("financeurs :id", "SELECT id::text AS key FROM funder"),
            ("projets :id", "SELECT project_id::text AS key FROM financing_plan WHERE chosen"),
            ("plan :plan", "SELECT id::text AS key FROM financing_plan WHERE chosen"),
            ("recherches :id", "SELECT id::text AS key FROM funding_search"),
            ("subventions :id", "SELECT id::text AS key FROM grant_record"),
            ("seances :id", "SELECT session_id::text AS key FROM agenda_line"),
            ("lignes :line", "SELECT id::text AS key FROM agenda_line WHERE session_id::text = \(firstSession)"),
            (":year", "SELECT year::text AS key FROM edition JOIN programme p ON p.edition_id = edition.id"),
            ("inscriptions :id", "SELECT id::text AS key FROM registration WHERE \(ofTheYear)"),
            ("participants :id", "SELECT id::text AS key FROM participant WHERE \(ofTheYear)"),
            ("programme :id", "SELECT id::text AS key FROM programme_session WHERE \(ofTheYear)"),
            ("salles :id", "SELECT id::text AS key FROM room WHERE \(ofTheYear)"),
            ("taches :id", "SELECT id::text AS key FROM edition_task WHERE \(ofTheYear)"),
            ("plan :number", "SELECT number::text AS key FROM pitch WHERE \(ofTheYear)"),
            ("agents :id", "SELECT id::text AS key FROM agent"),
            ("themes :id", "SELECT id::text AS key FROM theme"),
        ]
        for (name, query) in queries {
            keys[name] = try tx.first("\(query) ORDER BY 1 LIMIT 1")?["key"]
        }
        return keys
    }

    private static let firstSession: SQL = "(SELECT min(session_id::text) FROM agenda_line)"

    private static let ofTheYear: SQL = """
        edition_id = (SELECT e.id FROM edition e JOIN programme p ON p.edition_id = e.id ORDER BY e.year LIMIT 1)
        """
}
