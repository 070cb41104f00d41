import HTTPTypes
import Kevre
import Testing

@testable import KevreWeb

@Suite struct ReadingForms {
    @Test("Text comes back as it was typed, whatever it holds")
    func roundTrip() throws {
        let input = FormInput([
            "objet": ["Fête & bal : 50 % + 1 = « tout »\n\u{1F389}"], "roles": ["a", "b"],
        ])
        let pairs = try #require(FormText.pairs(FormText.text(input).utf8))
        #expect(FormText.input(pairs) == input)
    }

    @Test("A plus is a blank; a stray percent sign stays")
    func blanks() {
        #expect(FormText.decoded("a+b%20c%".utf8) == "a b c%")
        #expect(FormText.decoded("a+b".utf8, plusIsSpace: false) == "a+b")
    }

    @Test("NUL and what is not UTF-8 are refused", arguments: ["a%00", "%ff"])
    func unreadable(_ text: String) {
        #expect(FormText.decoded(text.utf8) == nil)
    }

    @Test("More fields than any form of ours has are refused")
    func tooMany() {
        #expect(FormText.pairs(String(repeating: "a=1&", count: 5_001).utf8) == nil)
    }
}

@Suite struct FindingRoutes {
    private static let table: RouteTable = {
        var routes = Routes()
        routes.publicGet("associations") { _ in throw NotFound("") }
        routes.publicGet("associations/nouvelle") { _ in throw NotFound("") }
        routes.publicGet("associations/:id") { _ in throw NotFound("") }
        routes.publicPost("associations/:key/fusion") { _ in throw NotFound("") }
        return RouteTable(routes.all)
    }()

    @Test("A word goes before a parameter, and each route has its own names")
    func precedence() {
        guard case .route(let literal, _) = Self.table.match(.get, "/associations/nouvelle") else {
            Issue.record("not found")
            return
        }
        #expect(literal.path == "associations/nouvelle")
        guard case .route(_, let parameters) = Self.table.match(.post, "/associations/%C3%A9/fusion") else {
            Issue.record("not found")
            return
        }
        #expect(parameters == ["key": "é"])
    }

    @Test("HEAD is answered as GET, other methods are told from unknown paths")
    func methods() {
        guard case .route = Self.table.match(.head, "/associations") else {
            Issue.record("no HEAD")
            return
        }
        guard case .otherMethods(let methods) = Self.table.match(.post, "/associations") else {
            Issue.record("no 405")
            return
        }
        #expect(methods == [.get])
        guard case .nothing = Self.table.match(.get, "/dossiers") else {
            Issue.record("found")
            return
        }
    }
}

@Suite struct TellingOnce {
    @Test("A notice is only believed under its own seal")
    func seal() {
        let flash = Flash(text: "Fiche enregistrée.", tone: .done, undo: "/associations/1/annulation")
        let sealed = flash.sealed(with: "key")
        #expect(Flash(sealed, sealedWith: "key") == flash)
        #expect(Flash(sealed, sealedWith: "other") == nil)
        #expect(Flash(sealed.replacing("1", with: "2"), sealedWith: "key") == nil)
    }
}
