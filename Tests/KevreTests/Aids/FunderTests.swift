import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct FunderTests {
    private static func input(_ name: String, _ more: [String: [String]] = [:]) -> FormInput {
        FormInput(["name": [name], "kind": ["foundation"]].merging(more) { $1 })
    }

    private static func save(_ id: Funder.ID?, _ input: FormInput, _ test: TestOffice) async throws -> Funder {
        try await test.office.write(as: .system) { tx in
            let version = try id.map { try Funder.find($0, by: .system, in: tx).version }
            return try Funder.find(
                try Funder.save(id, version: version, input, by: .system, in: tx), by: .system, in: tx)
        }
    }

    @Test("What is noted of a contact survives a saving, under another name at one address too")
    func contacts() async throws {
        try await TestOffice.with { test in
            let people = Self.input(
                "Fondation",
                ["contact_name": ["Anna", "Loïc"], "contact_email": ["anna@fondation.example", ""]])
            let made = try await Self.save(nil, people, test)
            try await test.office.write(as: .system) {
                _ = try $0.execute("UPDATE funder_contact SET notes = 'Le mardi : ' || name")
            }
            var renamed = try await test.office.read { try Funder.find(made.id, by: .system, in: $0).input }
            renamed.values["contact_name"] = ["Anna Le Bihan", "Loïc", "Nolwenn"]
            renamed.values["contact_email"] = ["anna@fondation.example", "", ""]
            let after = try await Self.save(made.id, renamed, test)
            #expect(after.contacts.map(\.name) == ["Anna Le Bihan", "Loïc", "Nolwenn"])
            #expect(after.contacts.map(\.notes) == ["Le mardi : Anna", "Le mardi : Loïc", ""])
        }
    }

    @Test("A funder that is no longer followed may be entered as such")
    func active() async throws {
        try await TestOffice.with { test in
            let former = try await Self.save(nil, Self.input("Une"), test)
            let followed = try await Self.save(nil, Self.input("Autre", ["active": ["1"]]), test)
            #expect(!former.active && followed.active)
        }
    }

    @Test("Another name that leads to another funder is said; what changes of the names is kept in the trail")
    func names() async throws {
        try await TestOffice.with { test in
            let first = try await Self.save(nil, Self.input("Crédit Agricole", ["other_names": ["CA 22\nCACA"]]), test)
            for taken in ["ca 22", "CRÉDIT  AGRICOLE"] {
                do {
                    _ = try await Self.save(nil, Self.input("Autre", ["other_names": [taken]]), test)
                    Issue.record("nothing was refused")
                } catch let refusal as FormRefusal {
                    #expect(refusal.problems.map(\.field) == ["other_names"])
                    #expect(refusal.problems.first?.message.contains("Crédit Agricole") == true)
                }
            }
            var input = first.input
            input["other_names"] = "CA 22\nCrédit Agricole des Côtes-d’Armor"
            let after = try await Self.save(first.id, input, test)
            #expect(after.otherNames == ["CA 22", "Crédit Agricole des Côtes-d’Armor"])
            let trail = try await test.office.read { tx in
                try tx.query(
                    """
                    SELECT operation, coalesce(after, before) ->> 'name' AS name FROM audit_entry
                     WHERE table_name = 'funder_alias' AND subject = 'funder' AND subject_id = \(first.id) ORDER BY id
                    """
                ).map { "\(try $0["operation"] as String) \(try $0["name"] as String)" }
            }
            #expect(
                trail == [
                    "insert CA 22", "insert CACA", "delete CACA", "insert Crédit Agricole des Côtes-d’Armor",
                ])
        }
    }
}
