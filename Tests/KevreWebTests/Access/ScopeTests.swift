import Kevre
import PostgreSQL
import TestSupport
import Testing

@Suite("What a case officer sees of other services") struct ScopeTests {
    /// A scheme of culture with a file, and an officer of sport who asks for it.
    private func play(
        _ body: @escaping @Sendable (WebOffice, DecisionScene, _ file: Application.ID) async throws -> Void
    ) async throws {
        try await WebOffice.with { web in
            let scene = try await DecisionScene.lay(web.test)
            let file = try await scene.propose("Cercle celtique", asked: Money(euros: 900), proposed: Money(euros: 800))
            try await body(web, scene, file)
        }
    }

    @Test("Lists, their totals and their exports hold the schemes, campaigns and files of her services alone")
    func lists() async throws {
        try await play { web, _, _ in
            let words = [
                "/dispositifs": "Aide aux projets culturels", "/campagnes": "Culture 2026",
                "/dossiers": "Projet de Cercle",
            ]
            for (path, word) in words {
                let (own, other) = (try await web.signIn(.yann), try await web.signIn(.soizic))
                for format in ["", "?format=csv", "?format=json"] {
                    #expect(try await own.get(path + format).text.contains(word), "\(path)\(format)")
                    let seen = try await other.get(path + format)
                    #expect(seen.status == 200 && !seen.text.contains(word), "\(path)\(format)")
                }
            }
            for listing in [Scheme.listing, Campaign.listing, Application.listing] {
                let (own, other) = (try await web.test.agent(.yann), try await web.test.agent(.soizic))
                #expect(try await web.office.totals(listing, ListingQuery(), for: own).count == 1, "\(listing.name)")
                #expect(try await web.office.totals(listing, ListingQuery(), for: other).count == 0, "\(listing.name)")
            }
        }
    }

    @Test("Search finds them for who may open them")
    func search() async throws {
        try await play { web, _, _ in
            for (cast, isFound) in [(Cast.yann, true), (.soizic, false), (.maelle, true)] {
                let agent = try await web.test.agent(cast)
                let found = try await web.office.read { tx in
                    try Search.find("culture", for: agent, in: tx) + Search.find("cercle", for: agent, in: tx)
                }
                let addresses = found.flatMap(\.finds).map(\.address)
                #expect(addresses.contains { $0.hasPrefix("/campagnes/") } == isFound, "\(cast)")
                #expect(addresses.contains { $0.hasPrefix("/dossiers/") } == isFound, "\(cast)")
            }
        }
    }

    @Test("Their pages and workbooks are refused; a session, which all services prepare together, is not")
    func pages() async throws {
        try await play { web, scene, file in
            let (reference, scheme): (String, Int) = try await web.office.read { tx in
                (
                    try tx.one("SELECT reference FROM application WHERE id = \(file)")["reference"],
                    try tx.one("SELECT scheme_id FROM campaign WHERE id = \(scene.campaign)")["scheme_id"]
                )
            }
            let session = try await scene.session([file])
            for (cast, status) in [(Cast.yann, 200), (.soizic, 403), (.nolwenn, 200)] {
                let browser = try await web.signIn(cast)
                for path in [
                    "/dispositifs/\(scheme)", "/campagnes/\(scene.campaign)", "/campagnes/\(scene.campaign)/classeur",
                    "/dossiers/\(reference)",
                ] {
                    #expect(try await browser.get(path).status == status, "\(cast) \(path)")
                }
                let page = try await browser.get("/seances/\(session)")
                #expect(page.status == 200 && page.text.contains("Cercle celtique"), "\(cast)")
            }
        }
    }
}
