import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import Logging
import PostgreSQL

/// A path that exists, asked for by a method it does not have.
struct MethodRefusal: Refusal {
    let allowed: [HTTPRequest.Method]
    var message: String { "Cette adresse ne s’ouvre pas de cette façon. Passez par les pages de Kevre." }
    var code: String { "method_not_allowed" }
    var field: String? { nil }
}

/// What is shown of something that went wrong.
struct Failure {
    var status: HTTPResponse.Status
    var title: String
    var text: String
    /// Whether the visitor may simply try again.
    var canRetry = false

    /// Expected refusals in their own words; faults in a few words, their story going to the log.
    init(_ error: any Error) {
        switch error {
        case let refusal as any Refusal:
            status = Self.status(of: refusal)
            title = Self.title(of: status)
            text = refusal.message
        case let error as PostgreSQLError where error.isBusy:
            status = .serviceUnavailable
            title = "Trop de demandes en même temps"
            text = "Rien n’a été enregistré. Les demandes passent chacune à son tour\u{a0}: réessayez dans un instant."
            canRetry = true
        case let error as PostgreSQLError where error.isConnectionLost:
            status = .serviceUnavailable
            title = "La base de données ne répond pas"
            text =
                "Rien n’a été enregistré. Le service revient en général de lui-même\u{a0}: réessayez dans une minute."
            canRetry = true
        case let error as PostgreSQLError where error.isCancelled || error.isLockNotAvailable:
            status = .serviceUnavailable
            title = "Cette demande prend trop de temps"
            text = "Elle a été arrêtée. Réessayez, avec moins de lignes à la fois si vous le pouvez."
            canRetry = true
        case let error as PostgreSQLError where error.isConstraintViolation || error.isRuleViolation:
            status = .conflict
            title = "Ces données ont changé"
            text =
                "Ce que vous envoyez contredit ce qui vient d’être enregistré. Rien n’a été changé\u{a0}: revenez à la page précédente, rechargez-la et vérifiez."
            canRetry = true
        case let error where Self.isDiskFull(error):
            status = .insufficientStorage
            title = "Le disque du serveur est plein"
            text =
                "Rien n’a été enregistré. Prévenez l’administration\u{a0}: il faut libérer de la place, puis réessayer."
            canRetry = true
        default:
            status = .internalServerError
            title = "Une erreur est survenue"
            text =
                "Rien n’a été enregistré. Réessayez\u{a0}; si l’erreur revient, citez le numéro ci-dessous à l’administration."
            canRetry = true
        }
    }

    private static func status(of refusal: any Refusal) -> HTTPResponse.Status {
        switch refusal {
        case is NotFound, ApplicationRefusal.unknownLink, RegistrationRefusal.unknownLink, ProgrammeRefusal.unknownLink:
            .notFound
        case is MethodRefusal: .methodNotAllowed
        case is StaleVersion, is FormConflict, is LifecycleRefusal: .conflict
        case AccessRefusal.missingRight, AccessRefusal.otherService, BodyRefusal.forged: .forbidden
        case AccessRefusal.tooManyAttempts, is ApplicantRefusal, RobotRefusal.tooMany: .tooManyRequests
        case BodyRefusal.tooLarge: .contentTooLarge
        case BodyRefusal.unreadable, BodyRefusal.noFilesHere, BodyRefusal.interrupted: .badRequest
        case is AuthorityRefusal: .serviceUnavailable
        default: .unprocessableContent
        }
    }

    private static func title(of status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "Page introuvable"
        case .methodNotAllowed: "Adresse mal utilisée"
        case .forbidden: "Accès refusé"
        case .conflict: "Ce n’est plus possible"
        case .tooManyRequests: "Trop d’essais"
        case .contentTooLarge: "Envoi trop lourd"
        case .badRequest: "Envoi illisible"
        case .serviceUnavailable: "Service indisponible"
        default: "Ce n’est pas possible"
        }
    }

    /// ENOSPC of our own files, or the server's.
    private static func isDiskFull(_ error: any Error) -> Bool {
        if let error = error as? PostgreSQLError { return error.isDiskFull }
        if let error = error as? CocoaError { return error.code == .fileWriteOutOfSpace }
        if let error = error as? POSIXError { return error.code == .ENOSPC }
        return false
    }
}

extension Site {
    /// The page for what went wrong during a visit.
    func failure(_ error: any Error, _ visit: Visit, _ context: SiteContext) -> Response {
        let failure = Failure(error)
        record(error, failure, visit.number, context)
        if visit.wantsJSON { return visit.json(Self.json(error, failure), status: failure.status) }
        do {
            if let conflict = error as? FormConflict { return try ConflictPage.answer(conflict, visit) }
            if let stale = error as? StaleVersion { return try ConflictPage.answer(stale, visit) }
            if let answer = try goingBack(error, failure, visit) { return answer }
            var content = Self.content(failure, visit)
            if visit.session == nil, let contact = visit.contact() {
                content += "<p>Une question\u{a0}? \(contactPhrase(contact))</p>"
            }
            if failure.status == .notFound, visit.session != nil { content += Self.searchForm }
            var answer =
                if visit.session == nil {
                    page(failure, content, face: visit.face, number: visit.number)
                } else {
                    try visit.page(
                        title: failure.title, status: failure.status,
                        "\(pageHeader(failure.title))\(content)\(Self.footnote(failure, visit.number))")
                }
            if let error = error as? MethodRefusal {
                answer.headers[.allow] = error.allowed.map(\.rawValue).joined(separator: ", ")
            }
            return answer
        } catch {
            record(error, failure, visit.number, context)
            return page(failure, Self.content(failure, visit), face: visit.face, number: visit.number)
        }
    }

    /// The page for what went wrong before anybody was known: no database, no authority. What was posted by a form
    /// of ours is kept on it: the session's secret alone tells that, without the database.
    func failure(
        _ error: any Error, _ request: Request, _ origin: Origin, _ number: String, _ context: SiteContext
    ) async -> Response {
        let failure = Failure(error)
        record(error, failure, number, context)
        let csrf = request.cookies[SiteCookie.session].map { AntiForgery.token(for: $0.value) } ?? ""
        var fields = FormInput()
        if request.method == .post {
            do {
                let body = try await ReceivedBody.read(
                    request, limit: .fields, folder: settings.incoming, isGenuine: { _ in false })
                if AntiForgery.isGenuine(body.fields, request, expected: csrf) { fields = body.fields }
            } catch {
                // A body that can't be read has nothing to keep; the first error is the one to tell.
            }
        }
        let content = Self.content(failure, request, origin, csrf: csrf, fields)
        return page(failure, content, face: AuthorityFace(name: "Kevre"), number: number)
    }

    /// A button that a rule refuses: back to the page it stands on, which says why. Where something was typed,
    /// the page that keeps it is shown instead.
    private func goingBack(_ error: any Error, _ failure: Failure, _ visit: Visit) throws -> Response? {
        guard visit.request.method == .post, error is any Refusal, !(error is BodyRefusal),
            failure.status != .forbidden, visit.session != nil, let referer = visit.referer
        else { return nil }
        let silent: Set<String> = ["csrf", "version", "next"]
        guard visit.form.values.allSatisfy({ silent.contains($0.key) || $0.value.allSatisfy(\.isEmpty) })
        else {
            return nil
        }
        return visit.redirect(to: referer, notice: failure.text, tone: .danger)
    }

    private static func content(_ failure: Failure, _ visit: Visit) -> HTML {
        content(
            failure, visit.request, visit.origin, csrf: visit.csrf, visit.form, hasFiles: !visit.files.isEmpty
        )
    }

    private static func content(
        _ failure: Failure, _ request: Request, _ origin: Origin, csrf: String, _ fields: FormInput,
        hasFiles: Bool = false
    ) -> HTML {
        var content: HTML = "<p>\(failure.text)</p>"
        let path = request.uri.path
        let carried = Carried(path: path, fields: fields)
        if request.method == .post, !carried.fields.values.isEmpty {
            let label = failure.status == .forbidden ? "Renvoyer la saisie" : "Réessayer"
            let files: HTML = hasFiles ? "<p>Les fichiers joints seront à choisir de nouveau.</p>" : ""
            content += """
                <p>Ce que vous avez saisi est gardé sur cette page.</p>\(files)\(carried.summary)<form method="post" \
                action="\(path)" data-no-keep>\(csrfField(csrf))\(carried.hiddenFields)\
                <div class="actions"><button class="button button--primary">\(label)</button></div></form>
                """
        } else if failure.canRetry, request.method == .get {
            let address = path + (request.uri.query.map { "?\($0)" } ?? "")
            content += "<div class=\"actions\">\(linkButton("Réessayer", address, .primary))</div>"
        }
        if let referer = origin.referer(of: request) {
            content += "<p>\(linkButton("Revenir à la page précédente", referer, .quiet))</p>"
        }
        return content
    }

    private static let searchForm: HTML = """
        <form class="filters__search" role="search" action="/recherche" method="get"><input class="input" \
        type="search" name="q" aria-label="Rechercher" placeholder="Rechercher"></form>
        """

    private static func footnote(_ failure: Failure, _ number: String) -> HTML {
        failure.status.code >= 500
            ? "<p class=\"code small\">Erreur \(failure.status.code) · à citer\u{a0}: \(reference(number))</p>"
            : ""
    }

    private func page(_ failure: Failure, _ content: HTML, face: AuthorityFace, number: String) -> Response {
        let frame = ErrorFrame(
            title: failure.title, authority: face, status: failure.status.code,
            number: failure.status.code >= 500 ? number : nil)
        // Without its template, the page is the bare text.
        let page = (try? renderer.render(content, layout: .error(frame))) ?? HTML(escaping: failure.text)
        return Response(
            status: failure.status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: page.bytes)))
    }

    private static func json(_ error: any Error, _ failure: Failure) -> JSONValue {
        let refusal = error as? any Refusal
        return .object([
            ("code", .string(refusal?.code ?? "fault")), ("message", .string(failure.text)),
            ("field", refusal?.field.map(JSONValue.string) ?? .null),
        ])
    }

    /// Refusals are the daily bread; faults go whole to the log: type, SQLSTATE, statement, never a value, a
    /// cookie or a password.
    private func record(_ error: any Error, _ failure: Failure, _ number: String, _ context: SiteContext) {
        // A rule that only the database upheld is a check missing in a use case: worth knowing too.
        guard failure.status.code >= 500 || error is PostgreSQLError, !(error is CancellationError) else { return }
        let story =
            (error as? PostgreSQLError)?.description ?? (error as? any Refusal)?.code
            ?? "\(type(of: error)): \(error)"
        context.logger.error("fault", metadata: ["id": "\(number)", "error": "\(story)"])
    }
}

extension Visit {
    /// The page the visitor comes from, when it is one of ours.
    var referer: String? { origin.referer(of: request) }
}

extension PostgreSQLError {
    /// A rule of the schema's own triggers: life cycles, closed sessions.
    fileprivate var isRuleViolation: Bool { sqlState?.hasPrefix("KV") == true }
}

extension HTTPResponse.Status {
    /// RFC 4918, 11.5.
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
