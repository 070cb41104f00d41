import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The demonstration") struct DemonstrationTests {
    @Test("Is convincing and obeys every rule that kevre check looks at")
    func check() async throws {
        let conninfo = try await TestServer.shared.emptyDatabase()
        let instance = Instance(
            conninfo: conninfo, installation: TestServer.installation,
            data: FileManager.default.temporaryDirectory, now: { Day(2026, 3, 12).noon })
        try await Demonstration.prepare(instance, applications: 300)
        let office = try await instance.office(nil)
        let findings = try await office.read { try Inspection.run(in: $0) }
        for finding in findings { #expect(finding.problems.isEmpty, "\(finding.subject)") }
        let counts = try await office.read { tx in
            try tx.one(
                "SELECT (SELECT count(*) FROM application) AS a, (SELECT count(*) FROM grant_record WHERE own) AS g")
        }
        #expect(try counts["a"] == 300)
        #expect(try counts["g"] > 50)
        // The list of files tells its themes: of all schemes but the one that is open to every theme.
        let themes = try await office.read { tx in
            try tx.one(
                """
                SELECT count(DISTINCT s.theme_id) AS themes, count(*) FILTER (WHERE s.theme_id IS NULL) AS without
                  FROM application p JOIN campaign k ON k.id = p.campaign_id JOIN scheme s ON s.id = k.scheme_id
                """)
        }
        #expect(try themes["themes"] == 4 && (themes["without"] as Int) < 100)
        // Most of the past can be published: what lacks is of beneficiaries, not of the authority.
        let authority = office.authority
        let publication = try await office.read {
            try Grant.exportSCDL(year: nil, authority: authority, by: .system, in: $0) { _ in }
        }
        #expect(publication.published > publication.leftOut.count)
        // One project asks for more than it costs, to show what the plan says of it; no other does.
        let plans = try await office.read { tx in
            try tx.query("SELECT id FROM project ORDER BY id").map { row -> (String, Money) in
                let project = try Project.find(try row["id"], by: .system, in: tx)
                return (project.title, try FinancingPlan.followed(of: project, in: tx).gap)
            }
        }
        #expect(plans.filter { $0.1 < .zero }.map(\.0) == ["Café des aidants itinérant"])
        // A second start makes nothing more.
        try await Demonstration.prepare(instance, applications: 300)
        let again: Int = try await office.read { try $0.one("SELECT count(*) AS n FROM application")["n"] }
        #expect(again == 300)
        await office.database.close()
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }
}
