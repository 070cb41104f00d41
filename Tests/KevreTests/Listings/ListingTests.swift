import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("A listing") struct ListingTests {
    /// Associations of which every third has no theme or commune.
    private func populate(_ test: TestOffice, _ count: Int) async throws {
        try await test.office.write(as: .system) { tx in
            try tx.execute(
                """
                INSERT INTO association (name, theme_id, member_count, created_on)
                SELECT 'Association ' || (n % 7), CASE WHEN n % 3 > 0 THEN (SELECT min(id) + n % 5 FROM theme) END,
                       CASE WHEN n % 4 > 0 THEN n % 10 END, date '2000-01-01' + (n % 9)::integer
                  FROM generate_series(1, \(count)) n
                """)
        }
    }

    @Test(
        "Pages follow each other without a gap or a repeat, forwards and backwards, whatever the order",
        arguments: ["name", "-name", "theme", "-theme", "members", "-members", "created_on", "-created_on"])
    func paging(sort: String) async throws {
        try await TestOffice.with { test in
            try await populate(test, 53)
            let listing = Association.listing(today: test.office.today())
            var query = ListingQuery(parameters: [("sort", sort), ("columns", "name,theme,members,created_on")])
            query.limit = 10
            let asked = query
            let (forwards, backwards) = try await test.office.read { tx -> ([[Int]], [[Int]]) in
                var query = asked
                var pages: [[Int]] = []
                var last: ListingPage
                repeat {
                    last = try listing.page(query, for: .system, in: tx)
                    pages.append(last.rows.map(\.key))
                    query.after = last.next
                } while query.after != nil
                var back = [pages[pages.count - 1]]
                query.after = nil
                query.before = last.previous
                while query.before != nil {
                    let page = try listing.page(query, for: .system, in: tx)
                    back.insert(page.rows.map(\.key), at: 0)
                    query.before = page.previous
                }
                return (pages, back)
            }
            #expect(forwards.flatMap(\.self).count == 53)
            #expect(Set(forwards.flatMap(\.self)).count == 53)
            #expect(backwards == forwards)
        }
    }

    @Test("A year is read as one, not as a number of things")
    func year() {
        #expect(Cell.year(2026).text == "2026")
        #expect(Cell.integer(2026).text == "2\u{202F}026")
        #expect(Cell.year(2026).json == .integer(2026))
    }

    @Test("Totals follow the filter and agree with the rows")
    func totals() async throws {
        try await TestOffice.with { test in
            try await populate(test, 40)
            let listing = Association.listing(today: test.office.today())
            let query = ListingQuery(parameters: [("q", "association 3"), ("columns", "members")])
            let (sum, count, total) = try await test.office.read { tx -> (Int, Int, ListingTotals) in
                var (sum, count) = (0, 0)
                try listing.each(query, for: .system, in: tx) { row in
                    count += 1
                    if case .integer(let members) = row.cells[0] { sum += members }
                }
                return (sum, count, try listing.totals(query, for: .system, in: tx))
            }
            #expect(total.count == count)
            #expect(total.sums["members"] == .integer(sum))
        }
    }

    @Test("Totals in memory are counted again after a change")
    func memory() async throws {
        try await TestOffice.with { test in
            try await populate(test, 5)
            let listing = Association.listing(today: test.office.today())
            #expect(try await test.office.totals(listing, ListingQuery(), for: .system).count == 5)
            try await populate(test, 2)
            #expect(try await test.office.totals(listing, ListingQuery(), for: .system).count == 7)
        }
    }

    @Test("An address says all of a query and is read back the same")
    func address() {
        let parameters = [
            ("q", "théâtre & co"), ("theme", "3"), ("theme", "4"), ("sort", "-name"), ("columns", "name,rna"),
        ]
        let query = ListingQuery(parameters: parameters.map { (name: $0.0, value: $0.1) })
        #expect(query.address() == "q=th%C3%A9%C3%A2tre%20%26%20co&theme=3&theme=4&sort=-name&columns=name,rna")
        #expect(ListingQuery(parameters: query.parameters()) == query)
    }

    @Test(
        "What is typed is bound: an injection finds nothing and breaks nothing",
        arguments: ["'; DROP TABLE association; --", "\\", "%_"])
    func injection(text: String) async throws {
        try await TestOffice.with { test in
            try await populate(test, 3)
            let listing = Association.listing(today: test.office.today())
            let query = ListingQuery(parameters: [("q", text), ("theme", text), ("commune", text), ("asked.min", text)])
            let page = try await test.office.read { try listing.page(query, for: .system, in: $0) }
            #expect(page.rows.isEmpty)
            let everything = try await test.office.read { try listing.page(ListingQuery(), for: .system, in: $0) }
            #expect(everything.rows.count == 3)
        }
    }

    @Test("Words are ordered without accents or case")
    func alphabet() async throws {
        try await TestOffice.with { test in
            try await test.office.write(as: .system) { tx in
                try tx.execute(
                    "INSERT INTO association (name) SELECT unnest(ARRAY['Zumba', 'École de musique', 'amicale', 'Éveil', 'Foot'])"
                )
            }
            let listing = Association.listing(today: test.office.today())
            let names = try await test.office.read { tx in
                var names: [String] = []
                var query = ListingQuery(parameters: [("columns", "name")])
                query.limit = 2
                repeat {
                    let page = try listing.page(query, for: .system, in: tx)
                    names += page.rows.map { $0.cells[0].text }
                    query.after = page.next
                } while query.after != nil
                return names
            }
            #expect(names == ["amicale", "École de musique", "Éveil", "Foot", "Zumba"])
        }
    }

    @Test(
        "A place that was forged is no place: the list starts at its beginning",
        arguments: [
            ("members", "1~beaucoup"), ("created_on", "1~2026-02-31"), ("members", "x"), ("created_on", "1~infinity"),
        ])
    func forged(sort: String, place: String) async throws {
        try await TestOffice.with { test in
            try await populate(test, 3)
            let listing = Association.listing(today: test.office.today())
            let query = ListingQuery(parameters: [("sort", sort), ("after", place)])
            let page = try await test.office.read { try listing.page(query, for: .system, in: $0) }
            #expect(page.rows.count == 3)
            #expect(page.previous == nil)
        }
    }
}
