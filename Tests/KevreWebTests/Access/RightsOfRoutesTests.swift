import Foundation
import HTTPTypes
import Kevre
import KevreWeb
import TestSupport
import Testing

@Suite struct RightsOfRoutes {
    /// A path with something in place of each name.
    private static func path(_ route: Route) -> String {
        "/"
            + route.path.split(separator: "/").map { $0.first == ":" ? "1" : String($0) }.joined(
                separator: "/")
    }

    @Test("Nobody opens a page of agents without signing in")
    func withoutSession() async throws {
        try await WebOffice.with { web in
            for route in Routes.product.all where route.admission != .everybody {
                let browser = web.browser()
                _ = try await browser.get("/connexion")
                if route.method == .get {
                    let answer = try await browser.get(Self.path(route))
                    #expect(answer.status == 303, "GET \(route.path)")
                    #expect(answer.location?.hasPrefix("/connexion") == true, "GET \(route.path)")
                } else {
                    let answer = try await browser.post(Self.path(route))
                    #expect(answer.status == 401, "POST \(route.path)")
                }
            }
        }
    }

    @Test("The table of rights names every route, and only those")
    func table() throws {
        let named = Set(try Self.rights().keys)
        let routes = Set(Routes.product.all.map { "\($0.method.rawValue) /\($0.path)" })
        #expect(routes.subtracting(named) == [], "not in routes.txt")
        #expect(named.subtracting(routes) == [], "no route any more")
    }

    @Test("Each role opens the pages of real records that the table gives it, and no other")
    func everyRole() async throws {
        try await DemonstratedSite.with { site in
            let rights = try Self.rights()
            for role in DemonstratedSite.roles {
                let browser = try await site.signIn(role)
                for route in Routes.product.all where route.method == .get {
                    let who = try #require(rights["GET /\(route.path)"])
                    // Signing out and what a secret alone opens are tried elsewhere.
                    guard let path = site.path(of: route), !path.hasPrefix("/deconnexion") else { continue }
                    let answer = try await browser.get(path)
                    if who == "tous" || who == "agents" || who.contains(role.letter) {
                        // A closed session opens, and says why nothing can be added to it.
                        let isOpen = [200, 303, 422].contains(answer.status)
                        // A case officer of one service finds nothing of another's.
                        let isElsewhere = role.letter == "I" && [403, 404].contains(answer.status)
                        #expect(isOpen || isElsewhere, "\(role.email): GET \(path) \(answer.status)")
                    } else {
                        #expect(answer.status == 403, "\(role.email): GET \(path) \(answer.status)")
                    }
                }
            }
        }
    }

    @Test("A change of a real record by who the table does not name is refused, and nothing changes")
    func postWithoutRight() async throws {
        try await DemonstratedSite.with { site in
            let rights = try Self.rights()
            let before = try await site.entries()
            for role in DemonstratedSite.roles {
                let browser = try await site.signIn(role)
                _ = try await browser.get("/compte")
                for route in Routes.product.all where route.method == .post {
                    let who = try #require(rights["POST /\(route.path)"])
                    guard who != "tous", who != "agents", !who.contains(role.letter) else { continue }
                    let path = site.path(of: route) ?? Self.path(route)
                    let answer = try await browser.post(path)
                    #expect(answer.status == 403, "\(role.email): POST \(path)")
                }
            }
            #expect(try await site.entries() == before)
        }
    }

    /// « GET /associations/:id » → the letters of the roles, `agents` or `tous`.
    private static func rights() throws -> [String: String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "routes.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.first != "#" }
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let words = line.split(separator: " ").map(String.init)
                return ("\(words[0]) \(words[2])", words[1])
            })
    }

    @Test("No POST passes without the token of our own pages")
    func withoutToken() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            for route in Routes.product.all where route.method == .post {
                let answer = try await browser.post(Self.path(route), csrf: "forged")
                #expect(answer.status == 403, "POST \(route.path)")
            }
        }
    }

    @Test("A form sent by another site is refused, whatever its token")
    func fromElsewhere() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            _ = try await browser.get("/compte")
            let answer = try await browser.post(
                "/deconnexion", headers: [.origin: "https://ailleurs.example"])
            #expect(answer.status == 403)
            #expect(try await browser.get("/compte").status == 200)
        }
    }
}
