import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct Searching {
    /// Two associations, known by number and by name.
    private static func fill(_ test: TestOffice) async throws {
        try await test.office.write(as: .system) { tx in
            _ = try tx.execute(
                """
                INSERT INTO association (name, short_name, siren, siret, rna) VALUES
                    ('Théâtre de la Vallée', NULL, '732829320', '73282932000074', 'W223000001'),
                    ('Comité des fêtes de Pabu', 'CFP', NULL, NULL, NULL),
                    ('Hand-ball club de l’Argoat', 'HBCA', NULL, NULL, NULL)
                """)
        }
    }

    private static func names(_ test: TestOffice, _ text: String) async throws -> [String] {
        try await test.office.read { tx in
            try Search.find(text, for: .system, in: tx).flatMap(\.finds).map(\.title)
        }
    }

    @Test(
        "An association is found by what people type",
        arguments: [
            ("theatre", "Théâtre de la Vallée"), ("vallee théatre", "Théâtre de la Vallée"),
            ("teatre de la valée", "Théâtre de la Vallée"), ("732 829 320 00074", "Théâtre de la Vallée"),
            ("73282932000074", "Théâtre de la Vallée"), ("732829320", "Théâtre de la Vallée"),
            ("w223000001", "Théâtre de la Vallée"), ("comite fetes pabu", "Comité des fêtes de Pabu"),
            ("commité des fete", "Comité des fêtes de Pabu"), ("hbca", "Hand-ball club de l’Argoat"),
            ("handball argoat", "Hand-ball club de l’Argoat"),
        ])
    func association(_ text: String, _ name: String) async throws {
        try await TestOffice.with { test in
            try await Self.fill(test)
            #expect(try await Self.names(test, text).first == name)
        }
    }

    @Test("Signs of patterns are only signs", arguments: ["%%", "__", "\\", "'", "100 %"])
    func signs(_ text: String) async throws {
        try await TestOffice.with { test in
            try await Self.fill(test)
            #expect(try await Self.names(test, text).isEmpty)
        }
    }

    @Test("Who may not see a kind does not find it")
    func withoutRight() async throws {
        try await TestOffice.with { test in
            try await Self.fill(test)
            let found = try await test.office.read { tx in
                try Search.find("theatre", for: .applicant("X"), in: tx)
            }
            #expect(found.isEmpty)
        }
    }
}
