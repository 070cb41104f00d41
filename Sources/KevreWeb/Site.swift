import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import Logging
import PostgreSQL

/// Answers every request: finds the authority, the route and the agent, checks right and genuineness before the
/// handler runs, and turns what goes wrong into a page.
public final class Site: HTTPResponder, Sendable {
    /// What distinguishes one installation from another.
    public struct Settings: Sendable {
        /// Whose `X-Forwarded-…` is believed; nobody's unless named.
        public var proxies = Proxies.none
        /// What is asked of who sends a form without an account.
        public var publicLimits = PublicLimits()
        /// Seals what goes through browsers.
        public var seal = Seal()
        /// Opens `/metrics` to who sends it as a bearer token; without it, to this machine only.
        public var metricsToken: String?
        /// Where files being received lie.
        public var incoming: URL

        /// - Parameter incoming: a folder of our own.
        public init(incoming: URL) { self.incoming = incoming }
    }

    let offices: Offices
    let renderer: PageRenderer
    /// Files sent and imports under way.
    let importDesk: ImportDesk
    let settings: Settings
    let sessions = SessionMemory()
    /// Forms sent from the public pages, and questions who one is.
    let publicForms: Throttle
    let publicQuestions: Throttle
    let metrics = Metrics()
    let lists = ListingMemory()
    let contacts = ContactMemory()
    let forum = ForumMemory()
    /// What would be published of a year's grants.
    let publications = Remembered<PublicationPages.Summary>(capacity: 50)
    /// The same for the programmes.
    let programmes = ForumMemory()
    private let table: RouteTable

    /// - Parameters:
    ///   - worker: owns what goes on after its answer.
    ///   - routes: ``Routes/product``, unless a test brings its own.
    public init(
        offices: Offices, renderer: PageRenderer, settings: Settings, worker: Worker, routes: Routes = .product
    ) {
        self.offices = offices
        importDesk = ImportDesk(worker)
        self.renderer = renderer
        self.settings = settings
        publicForms = Throttle(settings.publicLimits.perHour, everyMinutes: 60)
        publicQuestions = Throttle(settings.publicLimits.perHour * 4, everyMinutes: 60)
        table = RouteTable(routes.all)
    }

    /// Answers; never throws.
    public func respond(to request: Request, context: SiteContext) async throws -> Response {
        let start = ContinuousClock.now
        let number = String(Secrets.token().prefix(10))
        let origin = Origin(request, context, proxies: settings.proxies)
        var response = await answer(request, context, origin, number)
        response.headers.append(contentsOf: isPage(response) ? Self.pageHeaders : Self.otherHeaders)
        if origin.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        response.headers[.requestID] = number
        if request.method == .head { response = response.createHeadResponse() }
        let elapsed = ContinuousClock.now - start
        metrics.count(status: response.status.code, elapsed)
        log(request, context, origin, number, response.status.code, elapsed)
        return response
    }

    private func answer(
        _ request: Request, _ context: SiteContext, _ origin: Origin, _ number: String
    ) async -> Response {
        let path = request.uri.path
        if path.hasPrefix("/assets/") { return renderer.assets.response(to: request) }
        if path == "/ping" { return plain(.ok, "pong\n") }
        if path == "/health" { return await health() }
        if path == "/metrics" { return metricsPage(request, context) }
        do {
            var visit = try await visit(request, path, origin, number)
            do {
                return try await answer(&visit, context)
            } catch {
                return failure(error, visit, context)
            }
        } catch {
            return await failure(error, request, origin, number, context)
        }
    }

    /// Who visits which authority.
    private func visit(
        _ request: Request, _ path: String, _ origin: Origin, _ number: String
    ) async throws -> Visit {
        let opened = try await offices.office(host: origin.hostName)
        let office = opened.at(opened.now())
        var session: SessionMemory.Session?
        if let token = request.cookie(SiteCookie.session) {
            session = try await sessions.session(token: token, of: office)
        }
        var newSecret: String?
        let csrf: String
        if let session {
            csrf = session.csrf
        } else if let secret = request.cookie(SiteCookie.browser), Secrets.isToken(secret) {
            csrf = AntiForgery.token(for: secret)
        } else {
            let secret = Secrets.token()
            newSecret = secret
            csrf = AntiForgery.token(for: secret)
        }
        let query = request.uri.query.flatMap { FormText.pairs($0.utf8) } ?? []
        return Visit(
            office: office, agent: session?.agent ?? .visitor, request: request, path: path, query: query,
            csrf: csrf, number: number, origin: origin, site: self,
            session: session, newBrowserSecret: newSecret, sealedNotice: request.cookie(Flash.cookie))
    }

    private func answer(_ visit: inout Visit, _ context: SiteContext) async throws -> Response {
        switch table.match(visit.request.method, visit.path) {
        case .nothing: throw NotFound("Cette page n’existe pas, ou n’existe plus.")
        case .otherMethods(let methods): throw MethodRefusal(allowed: methods)
        case .route(let route, let parameters):
            visit.parameters = parameters
            let isPost = route.method == .post
            if route.admission == .everybody { visit.contacts = try await contacts.contacts(of: visit.office) }
            if isPost, AntiForgery.comesFromElsewhere(visit.request, host: visit.origin.host) {
                throw BodyRefusal.forged
            }
            if route.admission != .everybody, visit.session == nil {
                return try await askToSignIn(&visit, route)
            }
            if case .right(let right) = route.admission { try visit.agent.require(right) }
            guard isPost else { return try await route.handler(visit) }
            let body = try await receive(visit, route.limit)
            defer { body.discardFiles() }
            visit.form = body.fields
            visit.files = body.files
            guard AntiForgery.isGenuine(body.fields, visit.request, expected: visit.csrf) else {
                throw BodyRefusal.forged
            }
            // A password to check, a file to read: other visitors of this event loop don't wait for it.
            return try await withTaskExecutorPreference(globalConcurrentExecutor) { [visit] in
                try await route.handler(visit)
            }
        }
    }

    private func receive(_ visit: Visit, _ limit: BodyLimit) async throws -> ReceivedBody {
        try await ReceivedBody.read(visit.request, limit: limit, folder: settings.incoming) { fields in
            AntiForgery.isGenuine(fields, visit.request, expected: visit.csrf)
        }
    }

    /// Nobody is signed in, or not any more: the sign-in page. What was posted is carried through it.
    private func askToSignIn(_ visit: inout Visit, _ route: Route) async throws -> Response {
        if visit.wantsJSON {
            let message = "Votre session a expiré. Reconnectez-vous."
            return visit.json(.object([("message", .string(message))]), status: .unauthorized)
        }
        guard route.method == .post else {
            let next = visit.path + (visit.request.uri.query.map { "?\($0)" } ?? "")
            return visit.redirect(to: next == "/" ? "/connexion" : "/connexion?next=\(next.addressEscaped)")
        }
        // Files are not kept for someone who is not signed in: without them, only texts are read.
        let body = try await ReceivedBody.read(
            visit.request, limit: .fields, folder: settings.incoming, isGenuine: { _ in false })
        visit.form = body.fields
        return try SignInPages.page(
            visit, next: visit.path, carried: Carried(path: visit.path, fields: body.fields), isExpired: true,
            status: .unauthorized)
    }

    private func isPage(_ response: Response) -> Bool {
        response.headers[.contentType]?.hasPrefix("text/html") ?? false
    }

    /// Nothing but what comes from here: no inline script or style, no frame around our pages.
    private static let pageHeaders: HTTPFields = [
        .contentSecurityPolicy:
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "same-origin",
        .crossOriginOpenerPolicy: "same-origin",
        .permissionsPolicy: "camera=(), microphone=(), geolocation=()",
    ]
    private static let otherHeaders: HTTPFields = [.xContentTypeOptions: "nosniff"]

    private func log(
        _ request: Request, _ context: SiteContext, _ origin: Origin, _ number: String, _ status: Int,
        _ elapsed: Duration
    ) {
        // Reading is the rule and is told only to who asks; changes and failures always.
        let level: Logger.Level = status >= 500 ? .warning : request.method == .post ? .info : .debug
        guard level >= context.logger.logLevel else { return }
        context.logger.log(
            level: level, "request",
            metadata: [
                "id": "\(number)", "method": "\(request.method.rawValue)",
                "path": "\(Self.loggable(request.uri.path))",
                "status": "\(status)", "ms": "\(elapsed.milliseconds)", "from": "\(origin.address)",
            ])
    }

    /// A path as the log may hold it: without the secret of a link, which opens to who reads it what it leads to; and
    /// one word whatever was sent, so that nobody writes fields or lines of his own into the log.
    static func loggable(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            // A secret written as %61%62… is the same secret.
            let read = FormText.decoded(part.utf8, plusIsSpace: false) ?? String(part)
            let masked = Secrets.masked(read)
            return masked == read ? oneWord(String(part)) : oneWord(masked)
        }.joined(separator: "/")
    }

    private static func oneWord(_ text: String) -> String {
        let isOne = text.unicodeScalars.allSatisfy { sign in
            sign == "…" || sign.isASCII && sign.value > 0x20 && sign.value < 0x7F && sign != "\"" && sign != "="
        }
        guard !isOne else { return text }
        return text.split(separator: "…", omittingEmptySubsequences: false).map { String($0).addressEscaped }
            .joined(separator: "…")
    }
}

extension Agent {
    /// Someone who is not signed in.
    static let visitor = Agent(id: nil, name: "Visiteur", email: "", roles: [], rights: [], services: nil)
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
}
