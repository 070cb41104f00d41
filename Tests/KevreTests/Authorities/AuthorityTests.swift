import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("An authority") struct AuthorityTests {
    @Test("Can be renamed, given its SIRET and its host, and lose them again")
    func edit() async throws {
        try await TestOffice.with { test in
            try await test.instance.changeAuthority(
                code: "gpa", name: "Agglomération", siret: "200 067 981 00015", host: "Demandes.Example.fr")
            var gpa = try #require(await test.instance.authorities().first { $0.code == "gpa" })
            #expect(gpa.name == "Agglomération")
            #expect(gpa.siret == "20006798100015")
            #expect(gpa.host == "demandes.example.fr")
            try await test.instance.changeAuthority(code: "gpa", name: nil, siret: "", host: "")
            gpa = try #require(await test.instance.authorities().first { $0.code == "gpa" })
            #expect(gpa.name == "Agglomération")
            #expect(gpa.siret == nil)
            #expect(gpa.host == nil)
        }
    }

    @Test("Takes no wrong SIRET, no empty name and no other's host")
    func refusals() async throws {
        try await TestOffice.with { test in
            await #expect(throws: IdentityRefusal.self) {
                try await test.instance.changeAuthority(code: "gpa", name: nil, siret: "20006798100011", host: nil)
            }
            await #expect(throws: AuthorityRefusal.nameMissing) {
                try await test.instance.changeAuthority(code: "gpa", name: " ", siret: nil, host: nil)
            }
            try await test.instance.changeAuthority(code: "voisine", name: nil, siret: nil, host: "a.example")
            await #expect(throws: AuthorityRefusal.hostTaken("a.example")) {
                try await test.instance.changeAuthority(code: "gpa", name: nil, siret: nil, host: "a.example")
            }
        }
    }
}
