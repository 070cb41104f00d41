/// A form that begins a request, or registers a person: a secret made when the page is shown, from which the secret of the link
/// follows, so that the same form posted twice leads to the same draft.
public struct BeginningForm: Sendable {
    /// What the page holds in a hidden field.
    public let secret: String

    /// A form shown for the first time.
    public init() { secret = Secrets.token() }

    /// A form that comes back; what is no secret of ours is as if there were none.
    public init(_ secret: String?) {
        let isOurs = secret.map { $0.utf8.count == 26 && $0.utf8.allSatisfy(Self.isSign) } ?? false
        self.secret = if let secret, isOurs { secret } else { Secrets.token() }
    }

    /// The secret of the link to the draft, which the page of the form does not hold.
    var link: String { String(Secrets.hexDigest("beginning \(secret)").prefix(32)) }

    private static func isSign(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x32...0x37).contains(byte) }
}
