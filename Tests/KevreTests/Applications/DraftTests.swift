import Foundation
import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct DraftTests {
    @Test("A draft is found again rather than begun twice, also by two officers at once")
    func foundAgain() async throws {
        try await Scene.play { scene in
            let drafts = try await withThrowingTaskGroup(of: Application.Begun.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await scene.office.write(as: scene.yann) { tx in
                            try Application.begin(
                                campaign: scene.campaign, association: scene.association, channel: .paper,
                                by: scene.yann, in: tx)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(drafts.map(\.id)).count == 1)
            #expect(drafts.filter(\.isNew).count == 1)
        }
    }

    @Test("The link resumes the draft; another secret leads nowhere; a renewed link ends the former")
    func link() async throws {
        try await Scene.play { scene in
            let begun = try await begin(scene)
            let token = try #require(begun.token)
            #expect(token.count >= 26)
            let found = try await scene.office.read { tx in try Application.find(token: token, in: tx).id }
            #expect(found == begun.id)
            let other = try await scene.office.write(as: scene.yann) { tx in
                try Application.renewLink(begun.id, by: scene.yann, in: tx)
            }
            #expect(
                try await refusal {
                    _ = try await scene.office.read { tx in try Application.find(token: token, in: tx).id }
                }
                    == "unknown_link")
            #expect(try await scene.office.read { tx in try Application.find(token: other, in: tx).id } == begun.id)
        }
    }

    @Test("What was typed wrong stays as typed, is explained, and harms nothing else")
    func tolerant() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene).token)
            let saved = try await save(
                scene, token, step: 2, version: 1,
                ["title": "Vitraux", "starts_on": "31/02/2026", "ends_on": "30/09/2026"])
            #expect(saved.reading.problems(ofStep: 2).contains { $0.field == "starts_on" })
            let file = try await scene.find(saved.id)
            #expect(file.draft["starts_on"] == "31/02/2026")
            #expect(file.title == "Vitraux")
            #expect(file.startsOn == nil)
            #expect(file.endsOn == Day(2026, 9, 30))
            #expect(file.step == 3)
        }
    }

    @Test("The end before the beginning is explained, and the draft kept")
    func datesOutOfOrder() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene).token)
            let saved = try await save(
                scene, token, step: 2, version: 1,
                ["title": "V", "object": "o", "starts_on": "01/09/2026", "ends_on": "01/05/2026"])
            #expect(saved.reading.problems(ofStep: 2).map(\.field) == ["ends_on"])
        }
    }

    @Test("A box unticked on its step is unticked; other steps are left alone")
    func unticked() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene).token)
            _ = try await save(scene, token, step: 1, version: 1, ["identity_confirmed": "1", "association_name": "A"])
            _ = try await save(scene, token, step: 2, version: 2, ["title": "T"])
            let saved = try await save(scene, token, step: 1, version: 3, ["association_name": "A"])
            let draft = try await scene.find(saved.id).draft
            #expect(draft["identity_confirmed"] == nil)
            #expect(draft["title"] == "T")
        }
    }

    @Test("A tab left behind is refused rather than overwriting the newer one")
    func twoTabs() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene).token)
            _ = try await save(scene, token, step: 2, version: 1, ["title": "Premier onglet"])
            let code = try await refusal {
                _ = try await save(scene, token, step: 2, version: 1, ["title": "Second onglet"])
            }
            #expect(code == "stale_version")
        }
    }

    @Test("A draft that someone typed into is not shown to whoever knows the association's number")
    func private_() async throws {
        try await Scene.play { scene in
            let token = try #require(try await begin(scene).token)
            _ = try await save(scene, token, step: 2, version: 1, ["title": "Vitraux"])
            // Who names the association begins another one, empty, and ends nothing.
            let other = try #require(try await begin(scene).token)
            #expect(other != token)
            let (first, second) = try await scene.office.read { tx in
                (try Application.find(token: token, in: tx), try Application.find(token: other, in: tx))
            }
            #expect(first.id != second.id && first.title == "Vitraux" && second.draft["title"] == nil)
        }
    }

    @Test("Nobody begins before the opening nor after the closing")
    func dates() async throws {
        try await Scene.play { scene in
            let early = try await refusal { _ = try await begin(scene, at: ParisTime.moment(Day(2025, 12, 31))) }
            let late = try await refusal { _ = try await begin(scene, at: Scene.afterClosing) }
            #expect(early == "campaign_not_open")
            #expect(late == "campaign_ended")
        }
    }

    @Test("The public page knows of the association only what the registers publish")
    func prefill() async throws {
        try await Scene.play { scene in
            _ = try await scene.office.write(as: scene.maelle) { tx in
                try tx.execute(
                    "UPDATE association SET email = 'secret@exemple.bzh', address = '1 rue du Port' WHERE id = \(scene.association)"
                )
            }
            let online = try await scene.find(try await begin(scene).id).draft
            #expect(online["association_name"] == "Les Amis de la chapelle")
            #expect(online["association_rna"] == "W224001873")
            #expect(online["association_email"] == nil)
            #expect(online["association_address"] == nil)
        }
    }

    @Test("An officer of another service can neither begin nor type")
    func otherService() async throws {
        try await Scene.play { scene in
            let code = try await refusal {
                _ = try await scene.office.write(as: scene.soizic) { tx in
                    try Application.begin(
                        campaign: scene.campaign, association: scene.association, channel: .paper,
                        by: scene.soizic, in: tx)
                }
            }
            #expect(code == "not_allowed")
        }
    }

    private func begin(_ scene: Scene, at moment: Date = Scene.now) async throws -> Application.Begun {
        try await scene.office.write(as: .applicant("Les Amis")) { tx in
            let campaign = try Campaign.find(scene.campaign, by: scene.yann, in: tx)
            return try Application.begin(campaign: campaign, association: scene.association, at: moment, in: tx)
        }
    }

    private func save(
        _ scene: Scene, _ token: String, step: Int, version: Int, _ values: [String: String]
    ) async throws -> Application.Saved {
        try await scene.office.write(as: .applicant("Les Amis")) { tx in
            try Application.save(
                .link(token), step: step, version: version, FormInput(values.mapValues { [$0] }), in: tx)
        }
    }
}
