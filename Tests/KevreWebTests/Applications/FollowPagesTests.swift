import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct FollowPagesTests {
    @Test("A decision is told behind the link once it is notified, also to an association dissolved since")
    func decision() async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose(
                "Radio Kreiz", asked: Money(euros: 4_321), proposed: Money(euros: 3_210))
            let session = try await scene.session([file])
            try await scene.decide(scene.lines(session)[0].id, .granted())
            try await scene.close(session, deliberation: "DEL-1")
            let token = try await web.office.write(as: scene.officer) { tx in
                try tx.execute("UPDATE association SET dissolved_on = '2026-03-11' WHERE name = 'Radio Kreiz'")
                return try Application.renewLink(file, by: scene.officer, in: tx)
            }
            let before = try await web.browser().get("/demandes/suivi/\(token)")
            #expect(before.status == 200)
            #expect(before.text.contains("4\u{202f}321"))
            #expect(!before.text.contains("3\u{202f}210"))
            try await web.office.write(as: scene.officer) { tx in
                try Application.notify(
                    file, on: Day(2026, 3, 20), legalityReceiptOn: Day(2026, 3, 19), by: scene.officer, in: tx)
            }
            let after = try await web.browser().get("/demandes/suivi/\(token)")
            #expect(after.text.contains("3\u{202f}210"))
        }
    }
}
