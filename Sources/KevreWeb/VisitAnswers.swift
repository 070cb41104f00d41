import Foundation
import HTTPTypes
import Hummingbird
import Kevre

extension Visit {
    /// A page from a template, in the frame of a signed-in agent.
    ///
    /// - Parameters:
    ///   - template: `subject/page`.
    ///   - fields: texts, numbers, flags, arrays and dictionaries of them; HTML for `{{{…}}}`.
    ///   - section: the entry of the navigation one is in.
    public func page(
        _ template: String, title: String, _ fields: [String: Any], active section: Section? = nil,
        status: HTTPResponse.Status = .ok, search: String = "", isLandscape: Bool = false
    ) throws -> Response {
        let frame = frame(title, section, search: search, isLandscape: isLandscape)
        return answer(try site.renderer.render(template, layout: .page(frame), fields), status)
    }

    /// A page of components alone, in the frame of a signed-in agent.
    public func page(
        title: String, active section: Section? = nil, status: HTTPResponse.Status = .ok, search: String = "",
        isLandscape: Bool = false, _ content: HTML
    ) throws -> Response {
        try page(title: title, active: section, status: status, search: search, isLandscape: isLandscape, [content])
    }

    /// The same, of components that follow each other.
    func page(
        title: String, active section: Section? = nil, status: HTTPResponse.Status = .ok, search: String = "",
        isLandscape: Bool = false, _ content: [HTML]
    ) throws -> Response {
        let frame = frame(title, section, search: search, isLandscape: isLandscape)
        return answer(try site.renderer.parts(content, layout: .page(frame)), status)
    }

    /// A page for everybody, from a template.
    ///
    /// - Parameters:
    ///   - subject: what stands under the authority's name.
    ///   - step: step and number of steps of a form in several pages.
    public func publicPage(
        _ template: String, title: String, subject: String, _ fields: [String: Any], home: String = "/",
        step: (number: Int, of: Int)? = nil, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let frame = publicFrame(title, subject, home, step)
        return answer(try site.renderer.render(template, layout: .public(frame), fields), status)
    }

    /// A page for everybody, of components alone.
    public func publicPage(
        title: String, subject: String, home: String = "/", step: (number: Int, of: Int)? = nil,
        status: HTTPResponse.Status = .ok, _ content: HTML
    ) throws -> Response {
        answer(
            try site.renderer.parts([content], layout: .public(publicFrame(title, subject, home, step))), status)
    }

    /// A part of a page, for the script.
    public func part(_ content: HTML) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: content.bytes)))
    }

    /// An answer for the script.
    public func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: value.text)))
    }

    /// After a change: on to a page (303), which says what was done.
    ///
    /// - Parameters:
    ///   - path: a path of ours.
    ///   - notice: a sentence shown once.
    ///   - undo: a path that a POST undoes it by; shown as *Annuler*.
    public func redirect(
        to path: String, notice: String? = nil, tone: Tone = .done, undo: String? = nil
    ) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        if let notice {
            let flash = Flash(text: notice, tone: tone, undo: undo)
            headers.append(cookie(Flash.cookie, flash.sealed(with: csrf), maxAge: 300))
        }
        return Response(status: .seeOther, headers: headers)
    }

    /// A file to keep, written while it is sent.
    ///
    /// - Parameter name: the file's name, which may hold accents.
    public func download(
        _ name: String, type: String, length: Int? = nil,
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        // RFC 6266: an ASCII name for old clients, the true one for others.
        let plain = String(
            name.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" ? Character($0) : "_" })
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store",
                .contentDisposition:
                    "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(name.addressEscaped)",
            ], body: ResponseBody(contentLength: length, write))
    }

    private func answer(_ page: HTML, _ status: HTTPResponse.Status) -> Response { answer([page], status) }

    /// The parts of a page, copied once into what is sent.
    private func answer(_ parts: [HTML], _ status: HTTPResponse.Status) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        if sealedNotice != nil {
            headers.append(cookie(Flash.cookie, "", maxAge: 0))
        }
        if let newBrowserSecret { headers.append(cookie(SiteCookie.browser, newBrowserSecret, maxAge: nil)) }
        var page = ByteBuffer()
        page.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
        for part in parts { page.writeBytes(part.bytes) }
        return Response(status: status, headers: headers, body: .init(byteBuffer: page))
    }

    func cookie(_ name: String, _ value: String, maxAge: Int?) -> HTTPField {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if origin.isSecure { text += "; Secure" }
        return HTTPField(name: .setCookie, value: text)
    }

    private func frame(
        _ title: String, _ section: Section?, search: String, isLandscape: Bool
    ) -> PageFrame {
        PageFrame(
            title: title, authority: face, agent: (agent.name, nil), csrf: csrf,
            navigation: Section.navigation(for: agent, active: section), notices: notices, search: search,
            isLandscape: isLandscape)
    }

    private func publicFrame(
        _ title: String, _ subject: String, _ home: String, _ step: (number: Int, of: Int)?
    ) -> PublicFrame {
        PublicFrame(
            title: title, authority: face, subject: subject, home: home, csrf: csrf, step: step,
            notices: notices)
    }

    var face: AuthorityFace { AuthorityFace(office.authority, contact: contact()?.line) }

    private var notices: [HTML] {
        guard let flash = sealedNotice.flatMap({ Flash($0, sealedWith: csrf) }) else { return [] }
        let undo = flash.undo.map { postButton("Annuler", $0, csrf: csrf, .quiet) }
        return [notice("\(flash.text)", flash.tone, action: undo, dismissable: true)]
    }
}

extension AuthorityFace {
    init(_ authority: Authority, contact: String? = nil) {
        self.init(
            name: authority.name,
            appearance: authority.accent.map { "/apparence.css?v=\($0.dropFirst())" }, contact: contact)
    }
}

/// Names of our cookies.
enum SiteCookie {
    static let session = "kevre_session"
    /// What the forms of pages for everybody are bound to.
    static let browser = "kevre_navigateur"
}

/// What was done, told once on the next page. It travels in a cookie, sealed so that only we can have written it.
struct Flash: Equatable {
    static let cookie = "kevre_message"

    var text: String
    var tone: Tone
    var undo: String?

    init(text: String, tone: Tone, undo: String?) {
        self.text = text
        self.tone = tone
        self.undo = undo
    }

    init?(_ sealed: String, sealedWith key: String) {
        let halves = sealed.split(separator: ".", maxSplits: 1)
        guard halves.count == 2, Secrets.areEqual(String(halves[0]), Self.seal(String(halves[1]), key)),
            let pairs = FormText.pairs(halves[1].utf8)
        else { return nil }
        let input = FormText.input(pairs)
        guard let text = input["text"] else { return nil }
        self.init(text: text, tone: input["tone"].flatMap(Tone.init) ?? .done, undo: input["undo"])
    }

    func sealed(with key: String) -> String {
        var input = FormInput(["text": [text], "tone": [tone.rawValue]])
        input["undo"] = undo
        let content = FormText.text(input)
        return "\(Self.seal(content, key)).\(content)"
    }

    private static func seal(_ content: String, _ key: String) -> String {
        String(Secrets.hexDigest("kevre notice \(key) \(content)").prefix(32))
    }
}
