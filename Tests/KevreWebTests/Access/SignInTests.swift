import HTTPTypes
import Kevre
import TestSupport
import Testing

@Suite struct SigningIn {
    @Test("A page asked for is the page one comes to")
    func next() async throws {
        try await WebOffice.with { web in
            _ = try await web.test.agent(.maelle)
            let browser = web.browser()
            let asked = try await browser.get("/compte?x=1")
            #expect(asked.location == "/connexion?next=%2Fcompte%3Fx%3D1")
            let page = try await browser.get(asked.location ?? "")
            let answer = try await browser.post(
                "/connexion",
                ["email": Cast.maelle.email, "password": Cast.password, "next": page.value(of: "next") ?? ""])
            #expect(answer.location == "/compte?x=1")
        }
    }

    @Test(
        "One is never led to another site",
        arguments: ["//ailleurs.example", "https://ailleurs.example", "/\\ailleurs"])
    func foreignNext(_ next: String) async throws {
        try await WebOffice.with { web in
            _ = try await web.test.agent(.maelle)
            let browser = web.browser()
            _ = try await browser.get("/connexion")
            let answer = try await browser.post(
                "/connexion", ["email": Cast.maelle.email, "password": Cast.password, "next": next])
            #expect(answer.location == "/")
        }
    }

    @Test("A wrong password is refused in words, and too many of them have to wait")
    func wrongPassword() async throws {
        try await WebOffice.with { web in
            _ = try await web.test.agent(.maelle)
            let browser = web.browser()
            _ = try await browser.get("/connexion")
            for _ in 1...5 {
                let answer = try await browser.post(
                    "/connexion", ["email": Cast.maelle.email, "password": "non"])
                #expect(answer.status == 422)
                #expect(answer.text.contains("Adresse ou mot de passe incorrect."))
            }
            let answer = try await browser.post(
                "/connexion", ["email": Cast.maelle.email, "password": Cast.password])
            #expect(answer.status == 429)
        }
    }

    @Test("The session's cookie is out of reach of scripts and other sites")
    func cookie() async throws {
        try await WebOffice.with { web in
            _ = try await web.test.agent(.maelle)
            let browser = web.browser()
            _ = try await browser.get("/connexion")
            let fields = ["email": Cast.maelle.email, "password": Cast.password]
            let answer = try await browser.post(
                "/connexion", fields, headers: [HTTPField.Name("X-Forwarded-Proto")!: "https"])
            let cookie = answer.headers[values: .setCookie].first { $0.hasPrefix("kevre_session=") } ?? ""
            for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] { #expect(cookie.contains(part)) }
        }
    }

    @Test("Signing out ends the session everywhere at once")
    func signOut() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.maelle)
            let cookies = browser.cookies
            _ = try await browser.get("/compte")
            #expect(try await browser.post("/deconnexion").location == "/connexion")
            browser.cookies = cookies
            #expect(try await browser.get("/compte").status == 303)
        }
    }

    @Test("What was typed when the session had ended is found again after signing in")
    func carriedThrough() async throws {
        try await WebOffice.with { web in
            let browser = try await web.signIn(.gwenael)
            _ = try await browser.get("/reglages/agents/nouveau")
            var cookies = browser.cookies
            cookies["kevre_session"] = nil
            browser.cookies = cookies
            let page = try await browser.post("/reglages/agents/nouveau", ["name": "Loïc <Le Bras>"])
            #expect(page.status == 401)
            #expect(page.text.contains("Votre session est terminée."))
            let carried = try #require(page.value(of: "reprise"))
            let resumed = try await browser.post(
                "/connexion",
                ["email": Cast.gwenael.email, "password": Cast.password, "reprise": carried])
            #expect(resumed.text.contains("Reprendre votre saisie"))
            #expect(resumed.text.contains("name=\"name\" value=\"Loïc &lt;Le Bras&gt;\""))
            let again = try await browser.post("/reglages/agents/nouveau", ["name": "Loïc Le Bras"])
            #expect(again.status == 422)
        }
    }

    @Test("A change of role is seen at the next page")
    func changedRole() async throws {
        try await WebOffice.with { web in
            let reader = try await web.signIn(.nolwenn)
            let administrator = try await web.signIn(.gwenael)
            #expect(try await reader.get("/reglages").status == 403)
            let id = try await web.test.agent(.nolwenn).id
            let path = "/reglages/agents/\(try #require(id))"
            let form = try await administrator.get(path)
            let answer = try await administrator.post(
                path,
                [
                    "name": Cast.nolwenn.rawValue, "email": Cast.nolwenn.email, "roles": "administrator",
                    "active": "oui", "version": form.value(of: "version") ?? "",
                ])
            #expect(answer.status == 303)
            #expect(try await reader.get("/reglages").status == 200)
        }
    }
}
