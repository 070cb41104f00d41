import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("An authority's data") struct IsolationTests {
    @Test(
        "Stay out of another authority's reach, even for hostile SQL",
        arguments: [
            "SELECT * FROM authority_voisine.association",
            "INSERT INTO authority_voisine.service (code, name) VALUES ('x', 'x')",
            "SELECT secret FROM shared.authority",
            "SET ROLE postgres",
            "SELECT set_config('role', 'postgres', true), query_to_xml('SELECT * FROM authority_voisine.service', true, false, '')",
            "SELECT set_config('search_path', 'authority_voisine', true), query_to_xml('SELECT * FROM authority_voisine.service', true, false, '')",
            "ALTER TABLE association DISABLE TRIGGER ALL",
            "DELETE FROM audit_entry",
            "UPDATE audit_entry SET actor_name = 'x'",
            "CREATE TABLE mine (id int)",
        ])
    func hostile(statement: String) async throws {
        try await TestOffice.with { test in
            let error = await #expect(throws: PostgreSQLError.self) {
                try await test.office.write(as: .system) { tx in
                    _ = try tx.query(SQL(trusted: statement))
                }
            }
            #expect(
                error?.isInsufficientPrivilege == true || error?.sqlState == "22023", "\(String(describing: error))")
        }
    }

    @Test("Are apart: the same code in two authorities is two records")
    func apart() async throws {
        try await TestOffice.with { test in
            let neighbour = try await test.neighbour()
            _ = try await test.office.write(as: .system) {
                try Association.save(nil, version: nil, FormInput(["name": ["Chez nous"]]), by: .system, in: $0)
            }
            let count = try await neighbour.read {
                try $0.one("SELECT count(*) AS n FROM association").value("n", as: Int.self)
            }
            #expect(count == 0)
            await neighbour.database.close()
        }
    }
}
