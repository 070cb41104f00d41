import Kevre
import Logging
import PostgreSQL
import TestSupport
import Testing

@testable import KevreWeb

@Suite("The authorities a server serves") struct OfficesTests {
    @Test("One that changed is served by a new office; visits of the old one finish, and its connections close with it")
    func changed() async throws {
        try await TestOffice.with { test in
            let offices = Offices(test.instance, logger: Logger(label: "test"))
            try await test.instance.changeAuthority(code: "voisine", host: "voisine.example")
            var old: Office? = try await offices.office(host: "gpa.example")
            let before = test.instance.connections.openConnections
            try await old?.read { _ = try $0.query("SELECT 1") }
            try await test.instance.changeAuthority(code: "gpa", name: "Agglomération")
            try await test.instance.changeSecret(of: "gpa")
            offices.refresh()
            let new = try await offices.office(host: "gpa.example")
            #expect(new.authority.name == "Agglomération")
            let count: Int? = try await old?.read { try $0.one("SELECT count(*) AS n FROM association")["n"] }
            #expect(count == 0, "a visit of the old office still reads")
            old = nil
            while test.instance.connections.openConnections > before { await Task.yield() }
            #expect(try await offices.office(host: "gpa.example").database === new.database)
            #expect(try await offices.office(host: "voisine.example").authority.code == "voisine")
        }
    }
}
