import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite struct ApplicationListingTests {
    @Test("List, count and sums agree, and follow campaign, state, officer and amount")
    func filtered() async throws {
        try await Scene.play { scene in
            let first = try await scene.submitted()
            let other = try await scene.office.write(as: scene.yann) { tx in
                try Scene.newAssociation("Kejadenn", nil, in: tx)
            }
            _ = try await scene.underInstruction(other)
            func rows(_ filters: [String: [String]]) async throws -> (rows: Int, count: Int, asked: String) {
                try await scene.office.read { tx in
                    let query = ListingQuery(filters: filters)
                    let totals = try Application.listing.totals(query, for: scene.maelle, in: tx)
                    return (
                        try Application.listing.page(query, for: scene.maelle, in: tx).rows.count, totals.count,
                        totals.sums["asked"]?.text ?? ""
                    )
                }
            }
            let all = try await rows(["campaign": [scene.campaign.description]])
            #expect(all.rows == 2 && all.count == 2)
            #expect(all.asked == Money(euros: 4_000).short)
            #expect(try await rows(["state": ["submitted"]]).rows == 1)
            #expect(try await rows(["state": ["submitted", "under_instruction"]]).rows == 2)
            #expect(try await rows(["officer": ["none"]]).rows == 1)
            #expect(try await rows(["asked.min": ["2 001"]]).rows == 0)
            let address = try await scene.office.read { tx in
                try Application.listing.page(
                    ListingQuery(filters: ["state": ["submitted"]]), for: scene.maelle, in: tx
                ).rows[0].address
            }
            #expect(address == "/dossiers/\(try await scene.find(first).name)")
        }
    }

    @Test("Words find a file by its association, its title or its reference")
    func words() async throws {
        try await Scene.play { scene in
            _ = try await scene.submitted()
            for text in ["amis chapelle", "VITRAUX", "sub-2026-00001"] {
                let found = try await scene.office.read { tx in
                    try Application.listing.page(ListingQuery(text: text), for: scene.maelle, in: tx).rows.count
                }
                #expect(found == (text == "amis chapelle" ? 0 : 1))
            }
            let found = try await scene.office.read { tx in
                try Application.listing.page(ListingQuery(text: "amis de la chapelle"), for: scene.maelle, in: tx)
                    .rows.count
            }
            #expect(found == 1)
        }
    }

    @Test("A page filtered by campaign and state follows an index, whatever the number of files")
    func indexed() async throws {
        try await Scene.play { scene in
            let plan = try await scene.office.write(as: scene.maelle) { tx in
                try tx.load(2_000, of: scene)
                return try tx.query(
                    """
                    EXPLAIN SELECT id FROM application
                     WHERE campaign_id = \(scene.campaign) AND state = 'submitted'
                     ORDER BY filed_at DESC, id DESC LIMIT 51
                    """
                ).map { $0.text(at: 0) ?? "" }.joined()
            }
            #expect(plan.contains("application_campaign_state"))
            #expect(!plan.contains("Sort"))
        }
    }

    @Test("The history adds every service and other funders apart, for a case officer too")
    func history() async throws {
        try await Scene.play { scene in
            let id = try await scene.submitted()
            try await scene.office.write(as: scene.maelle) { tx in
                for (own, year, cents, service) in [
                    (true, 2025, 500_000, "Culture"), (true, 2025, 300_000, "Sport"), (false, 2025, 100_000, ""),
                    (true, 2026, 2_200_000, "Sport"),
                ] {
                    try tx.execute(
                        """
                        INSERT INTO grant_record (own, association_id, funder_name, year, beneficiary_name, purpose,
                                                  amount_cents, service, earmarked)
                        VALUES (\(own), \(scene.association), 'F', \(year), 'Les Amis', 'p', \(cents), \(service), false)
                        """)
                }
            }
            let file = try await scene.find(id)
            let (years, duties) = try await scene.office.read { tx in
                (
                    try Application.history(of: scene.association, since: 2024, by: scene.yann, in: tx),
                    try file.duties(on: Day(2026, 3, 12), in: tx)
                )
            }
            #expect(years.map(\.year) == [2025, 2026])
            #expect(years[0].granted == Money(euros: 8_000))
            #expect(years[0].grantedByOthers == Money(euros: 1_000))
            #expect(years[0].services == ["Culture", "Sport"])
            #expect(years[1].asked == Money(euros: 24_000))
            #expect(duties.first?.standing == .foreseen)
        }
    }
}

extension Transaction {
    /// Files by the thousand, as a load of history brings them.
    fileprivate func load(_ count: Int, of scene: Scene) throws {
        try execute("SELECT set_config('kevre.event', 'load_history', true)")
        try execute(
            """
            INSERT INTO application (campaign_id, association_id, kind, state, reference, submitted_at, requested_cents)
            SELECT \(scene.campaign), \(scene.association), 'project', (ARRAY['submitted', 'complete', 'refused'])[1 + i % 3],
                   'T-' || i, moment() - i * interval '1 minute', 100
              FROM generate_series(1, \(count)::integer) i
            """)
    }
}
