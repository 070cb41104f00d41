import Kevre
import PostgreSQL
import TestSupport
import Testing

extension ReturnedExportTests {
    @Test("The themes after the first come back as they are, corrected, or in a new line")
    func otherThemes() async throws {
        try await TestOffice.with { test in
            let id = try await PastGrant().write(test)
            try await test.office.write(as: .system) {
                _ = try $0.execute("UPDATE grant_record SET other_themes = 'Jeunesse ; Loisirs' WHERE id = \(id)")
            }
            let maelle = try await test.agent(.maelle)
            let exported = try text(
                try await export(
                    Grant.listing, ["association", "purpose", "year", "amount", "theme", "other_themes"], in: test))
            let (same, issues) = try await run(exported, as: .grant, in: test)
            #expect(same.unchanged == 1 && same.warnings.isEmpty && issues.isEmpty)
            let (corrected, _) = try await run(
                exported.replacing("Jeunesse ; Loisirs", with: "Jeunesse;Culture; Sport"), as: .grant, in: test)
            #expect(corrected.changed == 1)
            let after = try await test.office.read { try Grant.find(id, for: maelle, in: $0) }
            #expect(after.theme == "Culture" && after.otherThemes == "Jeunesse ; Sport")
            // Without its identifier the line is a new one: both columns say its themes.
            let new = exported.replacing(";\(id)", with: ";").replacing("3500", with: "900")
            let (added, _) = try await run(new, as: .grant, in: test)
            #expect(added.isDone && added.unchanged == 0)
            let found = try await test.office.read {
                try $0.one("SELECT theme, other_themes FROM grant_record WHERE amount_cents = 90000")
            }
            #expect(try found["theme"] == "Culture" && found["other_themes"] == "Jeunesse ; Loisirs")
        }
    }
}
