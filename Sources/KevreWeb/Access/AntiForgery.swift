import HTTPTypes
import Hummingbird
import Kevre

/// Proof that a form comes from one of our pages (OWASP: signed double-submit, bound to the session).
///
/// The token of a form is derived from the session's secret, or, on pages for everybody, from a random cookie of
/// the browser. Another site knows neither.
enum AntiForgery {
    /// The token for a secret.
    static func token(for secret: String) -> String {
        String(Secrets.hexDigest("kevre csrf \(secret)").prefix(32))
    }

    /// Whether the browser says that a request was made by another site. Browsers that say nothing are judged by
    /// the token alone.
    static func comesFromElsewhere(_ request: Request, host: String) -> Bool {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return true }
        guard let origin = request.headers[.origin] else { return false }
        guard let scheme = origin.range(of: "://") else { return origin != "null" }
        return origin[scheme.upperBound...].lowercased() != host.lowercased()
    }

    /// Whether a token is the expected one: in a field, or in a header sent by our script.
    static func isGenuine(_ fields: FormInput, _ request: Request, expected: String) -> Bool {
        guard let given = fields["csrf"] ?? request.headers[.csrfToken] else { return false }
        return Secrets.areEqual(given, expected)
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwardedHost = HTTPField.Name("X-Forwarded-Host")!
}
