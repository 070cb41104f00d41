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

    @Test("Each role opens what its rights allow and nothing else", arguments: Cast.allCases)
    func everyRole(_ cast: Cast) async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(cast)
            let agent = try await web.test.agent(cast)
            for route in Routes.product.all where route.method == .get {
                let answer = try await browser.get(Self.path(route))
                if case .right(let right) = route.admission, !agent.may(right) {
                    #expect(answer.status == 403, "\(cast): GET \(route.path)")
                } else {
                    #expect(
                        [200, 303, 404].contains(answer.status), "\(cast): GET \(route.path) \(answer.status)"
                    )
                }
            }
        }
    }

    @Test("A POST by who lacks the right is refused", arguments: [Cast.nolwenn, .yann])
    func postWithoutRight(_ cast: Cast) async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(cast)
            let agent = try await web.test.agent(cast)
            _ = try await browser.get("/compte")
            for route in Routes.product.all where route.method == .post {
                guard case .right(let right) = route.admission, !agent.may(right) else { continue }
                let answer = try await browser.post(Self.path(route))
                #expect(answer.status == 403, "\(cast): POST \(route.path)")
            }
        }
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
