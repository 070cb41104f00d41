import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("One definition of a record")
struct SubjectTests {
    @Test("No table and no subject stands twice in the list of subjects, no column twice in its record")
    func saidOnce() {
        let tables = Record.all.map(\.table)
        #expect(Set(tables).count == tables.count)
        let names = Subject.all.map(\.name)
        #expect(Set(names).count == names.count)
        for record in Record.all {
            let columns = record.fields.map(\.column)
            #expect(Set(columns).count == columns.count, "\(record.table)")
        }
    }

    @Test("Every table whose changes the trail keeps is a record, and every record is such a table")
    func tablesOfTheTrail() async throws {
        try await TestOffice.with { office in
            let audited: [String] = try await office.office.read { tx in
                try tx.query(
                    """
                    SELECT DISTINCT t.tgrelid::regclass::text AS name FROM pg_trigger t
                      JOIN pg_proc p ON p.oid = t.tgfoid
                     WHERE p.proname LIKE 'audit%' AND p.pronamespace = current_schema()::regnamespace
                       AND t.tgrelid::regclass::text NOT LIKE '%.%'
                    """
                ).map { try $0["name"] }
            }
            #expect(audited.count > 50)
            #expect(Set(audited) == Set(Record.all.map(\.table)))
        }
    }

    @Test("Every field is a column, and every column people fill has a French name")
    func columnsOfRecords() async throws {
        try await TestOffice.with { office in
            let columns: [String: Set<String>] = try await office.office.read { tx in
                var found: [String: Set<String>] = [:]
                let rows = try tx.query(
                    """
                    SELECT table_name::text AS record, column_name::text AS name FROM information_schema.columns
                     WHERE table_schema = current_schema()
                    """)
                for row in rows { found[try row["record"], default: []].insert(try row["name"]) }
                return found
            }
            // Of the house: keys, counters of versions, what is derived from other columns.
            let ownBusiness: Set<String> = [
                "id", "version", "created_at", "updated_at", "search_text", "name_key", "import_key", "slot",
                "in_register",
            ]
            for record in Record.all {
                let known = try #require(columns[record.table], "\(record.table)")
                let named = Set(record.fields.map(\.column))
                #expect(named.subtracting(known) == [], "\(record.table)")
                let unnamed = known.subtracting(named).subtracting(ownBusiness).filter { !$0.hasSuffix("_id") }
                #expect(unnamed == [], "\(record.table)")
            }
        }
    }

    @Test(
        "A value of the trail is read as people write it",
        arguments: [
            ("budget_cents", "1250000", "12\u{202f}500\u{a0}€"), ("fte_hundredths", "250", "2,5"),
            ("created_on", "2026-03-12", "12/03/2026"),
            ("siret", "38047555800058", "380\u{202f}475\u{202f}558\u{202f}00058"),
            ("member_count", "1250", "1\u{202f}250"), ("name", "", "—"),
        ])
    func values(column: String, text: String, read: String) throws {
        #expect(try #require(Record.association[column]).words(text) == read)
    }

    @Test("A code is read by its own record's word, and an IBAN by its ends")
    func codes() throws {
        let aid = RecordField.named("outcome", sending: "not_met", at: "/financements/projets/5/aides/8")
        #expect(aid?.words("not_met") == "non rempli")
        let decision = RecordField.named("outcome", sending: "granted", at: "/seances/3/lignes/8")
        #expect(decision?.words("granted") == "Accordé")
        #expect(Record.of(table: "bank_account")?["iban"]?.words("FR7630006000011234567890189") == "FR76…0189")
    }
}
