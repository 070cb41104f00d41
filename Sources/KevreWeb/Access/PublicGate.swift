import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// What is asked of who sends a form without an account. No third party, nothing to solve: a person notices nothing.
public struct PublicLimits: Sendable {
    /// Forms taken from one address in an hour (`KEVRE_PUBLIC_PER_HOUR`): a house of associations or a school registers
    /// many by one connection, a machine more.
    public var perHour: Int
    /// What a person needs at least between the page and its answer, in seconds (`KEVRE_PUBLIC_SECONDS`).
    public var seconds: Int

    public init(perHour: Int = 60, seconds: Int = 3) {
        self.perHour = perHour
        self.seconds = seconds
    }
}

/// Why a public form is not taken as it came. What was typed stays.
enum RobotRefusal: Refusal, Equatable {
    case tooFast
    case hiddenField
    case tooMany(perHour: Int)

    var message: String {
        switch self {
        case .tooFast:
            "Ce formulaire est arrivé plus vite qu’on ne peut le remplir. Relisez-le, puis envoyez-le de nouveau."
        case .hiddenField:
            "Un champ caché, que seuls les robots remplissent, l’a été. Envoyez de nouveau le formulaire\u{a0}: ce champ est vidé."
        case .tooMany(let perHour):
            "\(perHour) envois sont déjà venus de votre connexion en une heure. Votre saisie est conservée\u{a0}: réessayez plus tard, ou prenez contact avec le service."
        }
    }

    var code: String {
        switch self {
        case .tooFast: "too_fast"
        case .hiddenField: "hidden_field"
        case .tooMany: "too_many_forms"
        }
    }

    var field: String? { nil }
}

extension Visit {
    private static let trap = "site_internet"
    private static let shown = "vu"

    /// What a public form carries besides its fields: when it was shown, sealed, and a field that nobody sees.
    var robotFields: HTML {
        let moment = form[Self.shown].flatMap { shownAt($0) == nil ? nil : $0 } ?? seal("vu", String(secondsNow))
        return """
            <input type="hidden" name="\(Self.shown)" value="\(moment)"><div class="hidden-text" aria-hidden="true"><label>Ne pas \
            remplir <input name="\(Self.trap)" tabindex="-1" autocomplete="off"></label></div>
            """
    }

    /// Takes a form from everybody, or says why not.
    ///
    /// - Throws: ``RobotRefusal``.
    func admitPublicForm() throws {
        let limits = site.settings.publicLimits
        guard form[Self.trap] ?? "" == "" else { throw RobotRefusal.hiddenField }
        if limits.seconds > 0 {
            guard let since = form[Self.shown].flatMap(shownAt), secondsNow - since >= limits.seconds else {
                throw RobotRefusal.tooFast
            }
        }
        do {
            try site.publicForms.admit(Throttle.network(of: address))
        } catch is AccessRefusal {
            throw RobotRefusal.tooMany(perHour: limits.perHour)
        }
    }

    /// The seconds since 1970 at which a form was shown, by its seal.
    private func shownAt(_ sealed: String) -> Int? { unseal("vu", sealed).flatMap { Int($0) } }

    private var secondsNow: Int { Int(now.timeIntervalSince1970) }

    // MARK: - Keys on public pages

    /// An association on a public page: nobody can count up to the next, nor tell which of the register it is.
    func key(_ association: Association.ID) -> String { seal("association", association.description) }

    /// The association that a public page named.
    func association(named key: String?) -> Association.ID? {
        key.flatMap { unseal("association", $0) }.flatMap(Association.ID.init)
    }

    private func seal(_ kind: String, _ text: String) -> String {
        site.settings.seal.seal("\(office.authority.code) \(kind) \(text)")
    }

    private func unseal(_ kind: String, _ sealed: String) -> String? {
        let start = "\(office.authority.code) \(kind) "
        guard let text = site.settings.seal.open(sealed), text.hasPrefix(start) else { return nil }
        return String(text.dropFirst(start.count))
    }

    // MARK: - The same browser

    /// What this browser alone knows, by which it finds its own drafts again.
    var holder: BeginningForm { BeginningForm(session?.token ?? browserSecret) }

    private var browserSecret: String? { newBrowserSecret ?? request.cookie(SiteCookie.browser) }

    /// The same answer, after which the browser remembers itself for a month: it holds a draft.
    func remembering(_ answer: Response) -> Response {
        guard session == nil, let secret = browserSecret, Secrets.isToken(secret) else { return answer }
        var answer = answer
        answer.headers.append(cookie(SiteCookie.browser, secret, maxAge: 30 * 86_400))
        return answer
    }
}
