import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import KevreWeb
import Testing

@Suite("A whole page") struct PageRendererTests {
    /// The project's own templates, from this file's place in the checkout.
    static let templates = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "templates")
    let authority = AuthorityFace(name: "Pays de <Trieux>")

    @Test("stands in the signed-in frame, with every text escaped") func signedIn() throws {
        let renderer = try PageRenderer(directory: Self.templates, reloads: false)
        let frame = PageFrame(
            title: "Dossiers & pièces", authority: authority, agent: ("Maëlle <Le Goff>", nil), csrf: "jeton",
            navigation: [NavigationItem(Link("À faire", "/", count: "12", isCurrent: true), needsAttention: true)])
        let page = try renderer.render("<h1>Dossiers</h1>" as HTML, layout: .page(frame)).text
        #expect(page.contains("<title>Dossiers &amp; pièces · Pays de &lt;Trieux&gt;</title>"))
        #expect(page.contains("Maëlle &lt;Le Goff&gt;"))
        #expect(page.contains("<h1>Dossiers</h1>"))
        #expect(page.contains("count--attention"))
        #expect(!page.contains("class=\"notices\""))
    }

    @Test("gives each visitor the token of their own forms, and each page its title") func tokens() throws {
        let renderer = try PageRenderer(directory: Self.templates, reloads: false)
        func page(_ name: String, _ token: String, _ title: String) throws -> String {
            let frame = PageFrame(
                title: title, authority: authority, agent: (name, nil), csrf: token, navigation: [])
            return try renderer.render("<p>\(title)</p>" as HTML, layout: .page(frame)).text
        }
        func everybody(_ subject: String, _ token: String, _ title: String) throws -> String {
            let frame = PublicFrame(title: title, authority: authority, subject: subject, csrf: token)
            return try renderer.render("<p>\(title)</p>" as HTML, layout: .public(frame)).text
        }
        for render in [page, everybody] {
            let first = try render("Maëlle", "jeton-a", "Dossiers")
            let second = try render("Maëlle", "jeton-b", "Séances")
            #expect(first == second.replacing("jeton-b", with: "jeton-a").replacing("Séances", with: "Dossiers"))
            #expect(second.contains("<meta name=\"csrf\" content=\"jeton-b\">"))
            #expect(!second.contains("jeton-a") && !second.contains("Dossiers"))
            let other = try render("Yann", "jeton-c", "Dossiers")
            #expect(other.contains("Yann") && !other.contains("Maëlle"))
        }
        let notice = PublicFrame(
            title: "Accueil", authority: authority, subject: "Maëlle", csrf: "jeton-d", notices: ["<p>Fait.</p>"])
        #expect(try renderer.render("" as HTML, layout: .public(notice)).text.contains("<p>Fait.</p>"))
        #expect(try !everybody("Maëlle", "jeton-e", "Accueil").contains("Fait."))
    }

    @Test("names the template that is missing") func unknown() throws {
        let renderer = try PageRenderer(directory: Self.templates, reloads: false)
        let frame = ErrorFrame(title: "Perdu", authority: authority, status: 404)
        #expect(throws: PageRenderer.Failure.unknownTemplate("nulle/part")) {
            _ = try renderer.render("nulle/part", layout: .error(frame), [:])
        }
    }

    @Test("refuses a folder that isn't there") func noFolder() {
        #expect(throws: PageRenderer.Failure.noTemplates(path: "/nowhere")) {
            _ = try PageRenderer(directory: URL(filePath: "/nowhere"))
        }
    }

    @Test("has assets that a browser keeps for a year under their own version") func assets() async throws {
        let assets = try PageRenderer(directory: Self.templates, reloads: false).assets
        let router = Router()
        router.get("assets/**") { request, _ in assets.response(to: request) }
        let application = Application(router: router)
        try await application.test(.router) { client in
            let address = assets.address(of: "kevre.css")
            let tag = try await client.execute(uri: address, method: .get) { answer in
                #expect(answer.status == .ok)
                #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(answer.headers[.contentType] == "text/css; charset=utf-8")
                return answer.headers[.eTag]
            }
            try await client.execute(uri: "/assets/kevre.css", method: .get, headers: [.ifNoneMatch: tag ?? ""]) {
                #expect($0.status == .notModified)
                #expect($0.headers[.cacheControl] == "no-cache")
            }
            try await client.execute(uri: "/assets/../layout/page.mustache", method: .get) {
                #expect($0.status == .notFound)
            }
        }
    }
}
