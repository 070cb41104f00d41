import HTTPTypes
import Hummingbird
import Kevre

/// Signing in and out.
enum SignInPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("connexion", use: show)
        routes.publicPost("connexion", use: open)
        routes.agentPost("deconnexion", use: close)
    }

    @Sendable private static func show(_ visit: Visit) async throws -> Response {
        let next = localPath(visit.query("next"))
        if visit.session != nil { return visit.redirect(to: next ?? "/") }
        return try page(visit, next: next)
    }

    @Sendable private static func open(_ visit: Visit) async throws -> Response {
        let next = localPath(visit.form["next"])
        let carried = visit.form["reprise"].flatMap(Carried.init)
        let token: String
        do {
            token = try await SignIn.open(
                visit.office, email: visit.form["email"] ?? "", password: visit.form["password"] ?? "",
                address: visit.address)
        } catch let refusal as AccessRefusal {
            let status: HTTPResponse.Status
            if case .tooManyAttempts = refusal {
                status = .tooManyRequests
            } else {
                status = .unprocessableContent
            }
            return try page(
                visit, next: next, carried: carried, email: visit.form["email"], refusal: refusal.message,
                status: status)
        }
        var answer =
            if let carried {
                try resumption(visit, carried, csrf: AntiForgery.token(for: token))
            } else {
                visit.redirect(to: next ?? "/")
            }
        answer.headers.append(visit.cookie(SiteCookie.session, token, maxAge: nil))
        return answer
    }

    @Sendable private static func close(_ visit: Visit) async throws -> Response {
        if let token = visit.session?.token {
            try await visit.office.database.transaction(at: visit.now) { try SignIn.close(token: token, in: $0) }
            visit.site.sessions.forget()
        }
        var answer = visit.redirect(to: "/connexion")
        answer.headers.append(visit.cookie(SiteCookie.session, "", maxAge: 0))
        return answer
    }

    /// The sign-in page.
    ///
    /// - Parameters:
    ///   - next: where to go on, a path of ours.
    ///   - carried: what was being sent when the session was found to be over.
    static func page(
        _ visit: Visit, next: String?, carried: Carried? = nil, email: String? = nil, refusal: String? = nil,
        isExpired: Bool = false, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var fields: [String: Any] = [
            "csrf": csrfField(visit.csrf).text, "authority": visit.office.authority.name,
        ]
        fields["next"] = next
        fields["email"] = email
        fields["carried"] = carried?.text
        if let refusal { fields["refusal"] = notice("\(refusal)", .danger).text }
        if isExpired || carried != nil {
            let kept =
                carried == nil
                ? "" : " Ce que vous avez saisi est gardé\u{a0}: vous le retrouverez après la connexion."
            fields["expired"] = notice("Votre session est terminée.\(kept)", .attention).text
        }
        return try visit.publicPage(
            "access/sign_in", title: "Connexion", subject: "Vie associative et subventions", fields,
            status: status)
    }

    /// What was typed before the session ended, to be sent again with one click.
    private static func resumption(_ visit: Visit, _ carried: Carried, csrf: String) throws -> Response {
        let content: HTML = """
            <h1>Reprendre votre saisie</h1><p>Vous êtes de nouveau connecté. Ce que vous aviez saisi n’est pas encore \
            enregistré.</p><form method="post" action="\(carried.path)" data-no-keep>\(csrfField(csrf))\
            \(carried.hiddenFields)<div class="actions"><button class="button button--primary">Reprendre votre saisie\
            </button><a class="button button--quiet" href="/">Abandonner</a></div></form>\(carried.summary)
            """
        return try visit.publicPage(
            title: "Reprendre votre saisie", subject: "Vie associative et subventions", content)
    }

    /// A path of this site and nothing else: never `//elsewhere` nor `/\elsewhere`.
    static func localPath(_ path: String?) -> String? {
        guard let path, path.utf8.first == UInt8(ascii: "/"), path.utf8.count < 2_000,
            !path.hasPrefix("//"), !path.contains("\\"), path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        return path
    }
}
