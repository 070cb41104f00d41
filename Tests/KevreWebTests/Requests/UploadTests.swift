import Foundation
import HTTPTypes
import Hummingbird
import Kevre
import KevreWeb
import TestSupport
import Testing

@Suite struct ReceivingFiles {
    /// A page that says what it received.
    private static var routes: Routes {
        var routes = Routes.product
        routes.post("essai", right: .importFiles, accepting: .files(bytes: 200_000)) { visit in
            let file = try #require(visit.file("file"))
            let size = try Data(contentsOf: file.url).count
            return visit.json(.object([("name", .string(file.name)), ("size", .integer(size))]))
        }
        routes.post("sans-fichier", right: .importFiles) { visit in visit.redirect(to: "/") }
        return routes
    }

    private static func body(csrf: String, size: Int) -> ByteBuffer {
        var body = ByteBuffer(
            string: "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(csrf)\r\n"
                + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"liste.csv\"\r\n\r\n")
        body.writeRepeatingByte(UInt8(ascii: "x"), count: size)
        body.writeString("\r\n--xyz--\r\n")
        return body
    }

    private static let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=xyz"]

    @Test("A file arrives whole, and nothing of it stays behind")
    func arrives() async throws {
        try await WebOffice.with(routes: Self.routes) { web in
            let browser = try await web.signIn(.maelle)
            let csrf = try #require(try await browser.get("/compte").csrf)
            let answer = try await browser.send(
                .post, "/essai", Self.headers, Self.body(csrf: csrf, size: 150_000))
            #expect(answer.text == #"{"name":"liste.csv","size":150000}"#)
            let incoming = web.test.instance.data.appending(path: "incoming").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: incoming).isEmpty)
        }
    }

    @Test("A file beyond the limit is refused with the limit")
    func tooLarge() async throws {
        try await WebOffice.with(routes: Self.routes) { web in
            let browser = try await web.signIn(.maelle)
            let csrf = try #require(try await browser.get("/compte").csrf)
            let answer = try await browser.send(
                .post, "/essai", Self.headers, Self.body(csrf: csrf, size: 300_000))
            #expect(answer.status == 413)
        }
    }

    @Test("A file without the token of our pages is not even written")
    func forged() async throws {
        try await WebOffice.with(routes: Self.routes) { web in
            let browser = try await web.signIn(.maelle)
            let answer = try await browser.send(
                .post, "/essai", Self.headers, Self.body(csrf: "non", size: 10))
            #expect(answer.status == 403)
        }
    }

    @Test("A page that takes no file says so")
    func noFiles() async throws {
        try await WebOffice.with(routes: Self.routes) { web in
            let browser = try await web.signIn(.maelle)
            let csrf = try #require(try await browser.get("/compte").csrf)
            let answer = try await browser.send(
                .post, "/sans-fichier", Self.headers, Self.body(csrf: csrf, size: 10))
            #expect(answer.status == 400)
        }
    }
}
