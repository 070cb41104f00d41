import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("The reach of rights") struct ReachTests {
    private func hire(_ roles: [Role], _ services: [String], _ office: Office) async throws -> Agent {
        try await office.write(as: .system) { tx in
            let keys = try services.map { code in
                String(try tx.one("SELECT id FROM service WHERE code = \(code)")["id"] as Int)
            }
            try AgentAccount.save(
                nil, version: nil,
                FormInput([
                    "name": ["Erwan Le Bihan"], "email": ["erwan@exemple.bzh"], "password": [Cast.password],
                    "roles": roles.map(\.rawValue), "services": keys, "active": ["1"],
                ]), by: .system, in: tx)
            return try Agent.find(email: "erwan@exemple.bzh", in: tx)
        }
    }

    @Test("Who reads everything and instructs for one service writes in that service only")
    func readingDoesNotSpread() async throws {
        try await Scene.play { scene in
            let erwan = try await hire([.reader, .caseOfficer, .reader], ["sport"], scene.office)
            let id = try await scene.submitted()
            let file = try await scene.office.read { try Application.find(id, by: erwan, in: $0) }
            #expect(file.id == id)
            await #expect(throws: AccessRefusal.otherService) {
                try await scene.office.write(as: erwan) { tx in
                    try ApplicationComment.add("Vu", to: id, by: erwan, in: tx)
                }
            }
            await #expect(throws: AccessRefusal.otherService) {
                try await scene.office.write(as: erwan) { tx in
                    _ = try Application.begin(
                        campaign: scene.campaign, association: scene.association, channel: .paper, by: erwan, in: tx)
                }
            }
            let (offered, entry) = try await scene.office.read { tx in
                (
                    try file.events(for: erwan, on: Day(2026, 3, 12), in: tx),
                    try Campaign.forEntry(by: erwan, in: tx)
                )
            }
            #expect(offered.isEmpty)
            #expect(entry.isEmpty)
        }
    }

    @Test("A role for one service and the same rights for all reach everything")
    func wholeAuthority() async throws {
        try await Scene.play { scene in
            let erwan = try await hire([.associationOfficer, .caseOfficer], ["sport"], scene.office)
            let id = try await scene.submitted()
            try await scene.office.write(as: erwan) { tx in
                try ApplicationComment.add("Vu", to: id, by: erwan, in: tx)
            }
            let comments = try await scene.office.read { try ApplicationComment.all(of: id, in: $0) }
            #expect(comments.map(\.body) == ["Vu"])
            let found = try await scene.office.read {
                try Application.listing.page(ListingQuery(), for: erwan, in: $0).rows.count
            }
            #expect(found == 1)
        }
    }

    @Test("A case officer alone neither sees nor finds the files of another service, however many match")
    func searching() async throws {
        try await Scene.play { scene in
            _ = try await scene.submitted()
            let (own, other) = try await scene.office.read { tx in
                (
                    try Search.find("vitraux", for: scene.yann, in: tx).map(\.title),
                    try Search.find("vitraux", for: scene.soizic, in: tx).map(\.title)
                )
            }
            #expect(own == ["Dossiers"])
            #expect(other.isEmpty)
        }
    }
}
