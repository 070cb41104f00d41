/// A form that begins a request, or registers a person: what the browser alone knows, or a secret made when the page is
/// shown, from which the secret of the link follows, so that the same form posted twice leads to the same draft.
public struct BeginningForm: Sendable {
    /// What the page holds in a hidden field.
    public let secret: String

    /// A form shown for the first time.
    public init() { secret = Secrets.token() }

    /// A form that comes back; what is no secret of ours is as if there were none.
    public init(_ secret: String?) {
        self.secret = if let secret, Secrets.isToken(secret) { secret } else { Secrets.token() }
    }
}
