import Kevre
import TestSupport
import Testing

@Suite("Services and themes are the authority’s own lists")
struct SettingTests {
    private static func names(_ test: TestOffice) async throws -> [String] {
        try await test.office.read { try SettingEntry.all(.themes, in: $0).map(\.name) }
    }

    private static func entry(_ name: String, _ test: TestOffice) async throws -> SettingEntry {
        let found = try await test.office.read { tx in
            try SettingEntry.all(.themes, in: tx).first { $0.name == name }
        }
        return try #require(found)
    }

    @Test("A new theme stands last, keeps its code when it is renamed, and goes up one place at a time")
    func life() async throws {
        try await TestOffice.with { test in
            try await test.office.write(as: .system) {
                try SettingEntry.add(.themes, name: "  Langue   bretonne ", by: .system, in: $0)
            }
            let before = try await Self.names(test)
            #expect(before.last == "Langue bretonne")
            let added = try await Self.entry("Langue bretonne", test)
            try await test.office.write(as: .system) { tx in
                try SettingEntry.rename(.themes, added.id, to: "Brezhoneg", by: .system, in: tx)
                try SettingEntry.raise(.themes, added.id, by: .system, in: tx)
            }
            let after = try await Self.names(test)
            #expect(after == before.dropLast(2) + ["Brezhoneg", before[before.count - 2]])
            #expect(try await Self.entry("Brezhoneg", test).code == "langue-bretonne")
            try await test.office.write(as: .system) { try SettingEntry.delete(.themes, added.id, by: .system, in: $0) }
            #expect(try await Self.names(test) == before.dropLast())
        }
    }

    @Test("The first of the list can’t go higher, and nothing changes")
    func first() async throws {
        try await TestOffice.with { test in
            let before = try await Self.names(test)
            let top = try await Self.entry(try #require(before.first), test)
            try await test.office.write(as: .system) { try SettingEntry.raise(.themes, top.id, by: .system, in: $0) }
            #expect(try await Self.names(test) == before)
        }
    }

    @Test("A theme that an association has is not deleted")
    func used() async throws {
        try await TestOffice.with { test in
            let theme = try await Self.entry(try #require(try await Self.names(test).first), test)
            _ = try await test.office.write(as: .system) { tx in
                try Association.save(
                    nil, version: nil, FormInput(["name": ["Amzer"], "theme": [String(theme.id)]]), by: .system, in: tx)
            }
            await #expect(throws: SettingRefusal.used) {
                try await test.office.write(as: .system) {
                    try SettingEntry.delete(.themes, theme.id, by: .system, in: $0)
                }
            }
            #expect(try await Self.entry(theme.name, test).uses == 1)
        }
    }

    @Test(
        "A name without a letter, too long or taken is refused",
        arguments: ["", " ?! ", String(repeating: "a", count: 81)])
    func names(name: String) async throws {
        try await TestOffice.with { test in
            await #expect(throws: SettingRefusal.badName) {
                try await test.office.write(as: .system) {
                    try SettingEntry.add(.themes, name: name, by: .system, in: $0)
                }
            }
            let known = try #require(try await Self.names(test).first)
            await #expect(throws: SettingRefusal.taken(known)) {
                try await test.office.write(as: .system) {
                    try SettingEntry.add(.themes, name: known, by: .system, in: $0)
                }
            }
        }
    }

    @Test("Only who manages the authority changes its lists", arguments: [Cast.maelle, .yann, .marc, .nolwenn])
    func rights(_ cast: Cast) async throws {
        try await TestOffice.with { test in
            let agent = try await test.agent(cast)
            let before = try await Self.names(test)
            await #expect(throws: AccessRefusal.self) {
                try await test.office.write(as: agent) {
                    try SettingEntry.add(.themes, name: "Cirque", by: agent, in: $0)
                }
            }
            #expect(try await Self.names(test) == before)
        }
    }
}
