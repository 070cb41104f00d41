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
            // The same number in the national register: one association that both support.
            for (office, name) in [(test.office, "Chez nous"), (neighbour, "Chez eux")] {
                _ = try await office.write(as: .system) {
                    try Association.save(
                        nil, version: nil, FormInput(["name": [name], "rna": ["W224001873"]]), by: .system, in: $0)
                }
            }
            for (office, name) in [(test.office, "Chez nous"), (neighbour, "Chez eux")] {
                let names: [String] = try await office.read {
                    try $0.query("SELECT name FROM association WHERE rna = 'W224001873'").map { try $0["name"] }
                }
                #expect(names == [name])
            }
            await neighbour.database.close()
        }
    }
}
