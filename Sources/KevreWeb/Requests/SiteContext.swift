import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import NIOCore

/// What the server knows of a request before reading it.
public struct SiteContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The other end of the connection: a browser, or a proxy before us. nil over a Unix socket and in tests.
    let peer: String?

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    var isLocal: Bool { peer.map { $0 == "::1" || $0.hasPrefix("127.") } ?? true }
}

extension Request {
    /// The value of a cookie, as it was set (RFC 6265, 5.4): the pairs of the header are looked through, without a table
    /// of all of them for each request.
    func cookie(_ name: String) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard pair.starts(with: name.utf8) else { continue }
                let rest = pair.dropFirst(name.utf8.count)
                if rest.first == UInt8(ascii: "=") { return String(Substring(rest.dropFirst())) }
            }
        }
        return nil
    }
}

/// Where a request comes from, as far as it can be trusted.
struct Origin: Sendable {
    /// The visitor's address, for limits.
    let address: String
    let isSecure: Bool
    /// The host asked for, with its port.
    let host: String

    /// - Parameter proxies: whose `X-Forwarded-…` is believed. What a visitor sends of them is as if it were not there.
    init(_ request: Request, _ context: SiteContext, proxies: Proxies) {
        let trusted = proxies.include(context.peer)
        func forwarded(_ name: HTTPField.Name) -> String? {
            // The nearest proxy adds itself at the end.
            guard trusted, let value = request.headers[values: name].last?.split(separator: ",").last else {
                return nil
            }
            let trimmed = Proxies.trimmed(value)
            return trimmed.isEmpty ? nil : trimmed
        }
        let peer = context.peer ?? "local"
        address = trusted ? proxies.visitor(request.headers[values: .forwardedFor]) ?? peer : peer
        isSecure = forwarded(.forwardedProto) == "https"
        host = forwarded(.forwardedHost) ?? request.head.authority ?? ""
    }

    /// The page a request comes from, when it is one of ours.
    func referer(of request: Request) -> String? {
        guard let referer = request.headers[.referer], let scheme = referer.range(of: "://") else {
            return nil
        }
        let rest = referer[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/"), rest[..<slash] == host else { return nil }
        return SignInPages.localPath(String(rest[slash...]))
    }

    /// The host without its port.
    var hostName: String {
        guard let colon = host.lastIndex(of: ":"), host.last != "]" else { return host }
        return String(host[..<colon])
    }
}
