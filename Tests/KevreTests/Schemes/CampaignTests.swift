import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct CampaignTests {
    @Test("A campaign has its public address; a second of the same name gets another")
    func slugs() async throws {
        try await Scene.play { scene in
            let slugs = try await scene.office.write(as: scene.maelle) { tx in
                let second = try Campaign.save(
                    nil, version: nil, Scene.campaignInput(scene.scheme, envelope: "1"), by: scene.maelle, in: tx)
                return [
                    try Campaign.find(scene.campaign, by: scene.maelle, in: tx).slug,
                    try Campaign.find(second, by: scene.maelle, in: tx).slug,
                ]
            }
            #expect(slugs == ["culture-2026", "culture-2026-2"])
        }
    }

    @Test("Closing before opening is refused, and so is a campaign without money")
    func dates() async throws {
        try await Scene.play { scene in
            var input = Scene.campaignInput(scene.scheme, envelope: "0")
            input["closes_at"] = "01/01/2026 07:59"
            do {
                try await scene.office.write(as: scene.maelle) { [input] tx in
                    _ = try Campaign.save(nil, version: nil, input, by: scene.maelle, in: tx)
                }
                Issue.record("it went through")
            } catch let refusal as FormRefusal {
                #expect(Set(refusal.problems.compactMap(\.field)) == ["closes_at", "envelope_amount"])
            }
        }
    }

    @Test("An envelope never falls below what is decided, and the sentence says how much that is")
    func lowered() async throws {
        try await Scene.play { scene in
            try await scene.test.asOwner { tx in
                _ = try tx.execute("UPDATE envelope SET decided_cents = 5000000 WHERE campaign_id = \(scene.campaign)")
            }
            let (campaign, envelopes) = try await scene.office.read { tx in
                (
                    try Campaign.find(scene.campaign, by: scene.maelle, in: tx),
                    try Envelope.all(of: scene.campaign, in: tx)
                )
            }
            var input = campaign.input(envelopes)
            input["envelope_amount"] = "49 999,99"
            do {
                try await scene.office.write(as: scene.maelle) { [input] tx in
                    _ = try Campaign.save(campaign.id, version: campaign.version, input, by: scene.maelle, in: tx)
                }
                Issue.record("it went through")
            } catch let refusal as FormRefusal {
                #expect(refusal.message.contains(Money(euros: 50_000).short))
            }
            input["envelope_amount"] = "50 000"
            try await scene.office.write(as: scene.maelle) { [input] tx in
                _ = try Campaign.save(campaign.id, version: campaign.version, input, by: scene.maelle, in: tx)
            }
            let left = try await scene.office.read { tx in try Envelope.all(of: scene.campaign, in: tx)[0].left }
            #expect(left == .zero)
        }
    }

    @Test("A stale version is refused")
    func stale() async throws {
        try await Scene.play { scene in
            let code = try await refusal {
                try await scene.office.write(as: scene.maelle) { tx in
                    let campaign = try Campaign.find(scene.campaign, by: scene.maelle, in: tx)
                    let input = campaign.input(try Envelope.all(of: campaign.id, in: tx))
                    _ = try Campaign.save(campaign.id, version: campaign.version - 1, input, by: scene.maelle, in: tx)
                }
            }
            #expect(code == "stale_version")
        }
    }

    @Test("A case officer reads campaigns and changes none")
    func rights() async throws {
        try await Scene.play { scene in
            let code = try await refusal {
                try await scene.office.write(as: scene.yann) { tx in
                    _ = try Campaign.save(
                        nil, version: nil, Scene.campaignInput(scene.scheme, envelope: "1"), by: scene.yann, in: tx)
                }
            }
            #expect(code == "not_allowed")
        }
    }

    @Test("The list of campaigns sums envelopes")
    func listed() async throws {
        try await Scene.play { scene in
            let sums = try await scene.office.read { tx in
                _ = try Scheme.listing.page(ListingQuery(), for: scene.yann, in: tx)
                _ = try Campaign.listing.page(ListingQuery(), for: scene.yann, in: tx)
                return try Campaign.listing.totals(ListingQuery(), for: scene.yann, in: tx).sums
            }
            #expect(sums["envelope"]?.text == Money(euros: 60_000).short)
            #expect(sums["left"]?.text == Money(euros: 60_000).short)
        }
    }
}
