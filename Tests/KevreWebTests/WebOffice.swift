import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kevre
import KevreWeb
import Logging
import Synchronization
import TestSupport
import Testing

/// The whole site over an office of its own, talked to without a socket.
struct WebOffice: Sendable {
    let test: TestOffice
    let client: any TestClientProtocol

    var office: Office { test.office }

    /// Runs a test on a site and a database of its own.
    static func with(
        routes: Routes = .product, logger: Logger = quiet, proxies: Proxies = .thisMachine,
        limits: PublicLimits = PublicLimits(perHour: 1_000, seconds: 0),
        _ body: @escaping @Sendable (WebOffice) async throws -> Void
    ) async throws {
        try await TestOffice.with { test in
            let server = try server(test.instance, routes, logger: logger, proxies: proxies, limits: limits)
            try await server.application.test(.router) { client in
                try await body(WebOffice(test: test, client: client))
            }
        }
    }

    /// A log that tells faults alone.
    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }

    static func server(
        _ instance: Instance, _ routes: Routes = .product, logger: Logger = quiet, proxies: Proxies = .thisMachine,
        limits: PublicLimits = PublicLimits(perHour: 1_000, seconds: 0)
    ) throws -> Server {
        try Server(
            instance, host: "localhost", port: 0, proxies: proxies, publicLimits: limits, seal: seal,
            routes: routes, logger: logger)
    }

    static let seal = Seal()

    /// An association as public pages name it.
    func key(_ association: Association.ID) -> String {
        Self.seal.seal("\(office.authority.code) association \(association)")
    }

    /// The moment a form was shown, as it carries it.
    func shown(_ moment: Date) -> String {
        Self.seal.seal("\(office.authority.code) vu \(Int(moment.timeIntervalSince1970))")
    }

    /// A browser without cookies.
    func browser() -> Browser { Browser(client) }

    /// A browser of someone signed in.
    func signIn(_ cast: Cast) async throws -> Browser {
        _ = try await test.agent(cast)
        let browser = browser()
        _ = try await browser.get("/connexion")
        let answer = try await browser.post(
            "/connexion", ["email": cast.email, "password": Cast.password])
        try #require(answer.status == 303, "\(cast) can't sign in: \(answer.text)")
        return browser
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    var location: String? { headers[.location] }

    /// The token of the page's forms.
    var csrf: String? { value(of: "csrf") }

    /// The value of a hidden field.
    func value(of name: String) -> String? {
        guard let start = text.range(of: "name=\"\(name)\" value=\"") else { return nil }
        return text[start.upperBound...].prefix { $0 != "\"" }.description
    }
}

/// Keeps cookies and the last token, as a browser and a form do.
final class Browser: Sendable {
    private struct State {
        var cookies: [String: String] = [:]
        var csrf = ""
    }

    private let client: any TestClientProtocol
    private let state = Mutex(State())

    init(_ client: any TestClientProtocol) { self.client = client }

    var cookies: [String: String] {
        get { state.withLock { $0.cookies } }
        set { state.withLock { $0.cookies = newValue } }
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers, nil)
    }

    /// Posts a form, with the token of the last page unless `csrf` says otherwise.
    func post(
        _ path: String, _ fields: [String: String] = [:], csrf: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var all = fields
        all["csrf"] = csrf ?? state.withLock { $0.csrf }
        let body = all.sorted { $0.key < $1.key }
            .map { "\($0.key.addressEscaped)=\($0.value.addressEscaped)" }.joined(separator: "&")
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, path, headers, ByteBuffer(string: body))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: ByteBuffer?
    ) async throws -> Answer {
        var headers = headers
        let known = cookies
        if !known.isEmpty {
            headers[.cookie] = known.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body)
        let answer = Answer(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body))
        keep(answer)
        return answer
    }

    private func keep(_ answer: Answer) {
        state.withLock { state in
            for line in answer.headers[values: .setCookie] {
                let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                let name = String(pair[0])
                state.cookies[name] =
                    line.contains("Max-Age=0") ? nil : pair.count == 2 ? String(pair[1]) : ""
            }
            if let csrf = answer.csrf { state.csrf = csrf }
        }
    }
}
