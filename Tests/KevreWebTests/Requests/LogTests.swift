import HTTPTypes
import Kevre
import Logging
import Synchronization
import TestSupport
import Testing

@testable import KevreWeb

@Suite struct LogTests {
    /// What the log was told, one text a message with its fields.
    private final class Book: LogHandler, Sendable {
        private let state = Mutex<[String]>([])
        var lines: [String] { state.withLock { $0 } }

        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            state.withLock { $0.append("\(event.message) \(fields.joined(separator: " "))") }
        }

        var logger: Logger { Logger(label: "test") { _ in self } }
    }

    /// Names by which routes call what opens a page to who knows it.
    private static let names: Set<String> = [":token", ":secret"]

    @Test("No route that takes a secret leaves it in the log, in any of its forms")
    func secrets() async throws {
        let book = Book()
        try await WebOffice.with(logger: book.logger) { web in
            let officer = try await web.signIn(.gwenael)
            let visitor = web.browser()
            _ = try await officer.get("/compte")
            _ = try await visitor.get("/connexion")
            var walked = 0
            for route in Routes.product.all {
                let parts = route.path.split(separator: "/").map(String.init)
                guard parts.contains(where: Self.names.contains) else { continue }
                walked += 1
                let secret = route.path.hasPrefix("imports") ? Secrets.token() : Secrets.token(from: route.path)
                let coded = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
                for written in [secret, secret + ".ics", secret + ".", String(secret.dropLast(2)), coded] {
                    let path =
                        "/"
                        + parts.map { $0.first != ":" ? $0 : Self.names.contains($0) ? written : "1" }
                        .joined(separator: "/")
                    for browser in [officer, visitor] {
                        if route.method == .get {
                            _ = try await browser.get(path)
                        } else {
                            _ = try await browser.post(path)
                        }
                    }
                }
                let told = book.lines.joined(separator: "\n")
                #expect(!told.contains(secret.prefix(12)) && !told.contains(coded.prefix(12)), "\(route.path)")
            }
            #expect(walked >= 19)
            #expect(book.lines.contains { $0.contains("path=/demandes/suivi/…/1") })
            #expect(book.lines.contains { $0.contains("path=/agenda/….ics") })
        }
    }

    @Test("What is no secret stays readable, and nothing sent makes a second word or line")
    func words() {
        #expect(Site.loggable("/dossiers/SUB-2026-00042") == "/dossiers/SUB-2026-00042")
        #expect(
            Site.loggable("/demandes/fonctionnement-des-intercommunalites-2027")
                == "/demandes/fonctionnement-des-intercommunalites-2027")
        #expect(Site.loggable("/a b\nstatus=200") == "/a%20b%0Astatus%3D200")
        #expect(Site.loggable("/a%20b") == "/a%20b")
    }

    @Test("A visitor's word on his own address is not taken: only a named proxy's is")
    func forged() async throws {
        let book = Book()
        try await WebOffice.with(logger: book.logger, proxies: .none) { web in
            let browser = web.browser()
            _ = try await browser.get("/connexion")
            _ = try await browser.post(
                "/connexion", ["email": "a@b.fr", "password": "x"], headers: [.forwardedFor: "203.0.113.9"])
            #expect(book.lines.contains { $0.contains("from=local") })
            #expect(!book.lines.contains { $0.contains("203.0.113.9") })
        }
    }

    @Test("A proxy adds an address, never a field")
    func added() async throws {
        let book = Book()
        try await WebOffice.with(logger: book.logger) { web in
            let browser = web.browser()
            _ = try await browser.get("/connexion", headers: [.forwardedFor: "198.51.100.1, 203.0.113.9"])
            _ = try await browser.get("/connexion", headers: [.forwardedFor: "203.0.113.9 status=200 from=1"])
            let told = book.lines.compactMap { $0.split(separator: " ").first { $0.hasPrefix("from=") } }
            #expect(told == ["from=203.0.113.9", "from=local"])
            #expect(!book.lines.contains { $0.contains("status=200 from=1") })
        }
    }

    @Test("Proxies are named by address or network, behind each other too")
    func proxies() throws {
        let proxies = try Proxies(parsing: "10.0.0.4, 192.168.7.0/24, 2001:db8::/32")
        #expect(
            proxies.include("10.0.0.4") && proxies.include("::ffff:192.168.7.250") && proxies.include("2001:db8::9"))
        #expect(!proxies.include("10.0.0.5") && !proxies.include("192.168.8.1") && !proxies.include("127.0.0.1"))
        #expect(proxies.visitor(["6.6.6.6, 203.0.113.9, 10.0.0.4", "192.168.7.2"]) == "203.0.113.9")
        #expect(proxies.visitor(["unknown"]) == nil)
        #expect(try Proxies(parsing: "true").include("127.0.0.1") && Proxies(parsing: "true").include("::1"))
        #expect(try !Proxies(parsing: nil).include("127.0.0.1") && !Proxies(parsing: "false").include(nil))
        #expect(throws: ProxyRefusal.self) { try Proxies(parsing: "nginx") }
        #expect(throws: ProxyRefusal.self) { try Proxies(parsing: "10.0.0.0/33") }
    }
}
