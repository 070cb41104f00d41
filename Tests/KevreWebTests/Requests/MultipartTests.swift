import Testing

@testable import KevreWeb

@Suite struct ReadingMultipart {
    private static let body = Array(
        """
        --limite\r
        Content-Disposition: form-data; name="csrf"\r
        \r
        abc\r
        --limite\r
        Content-Disposition: form-data; name="file"; filename="C:\\\\dossiers\\\\été.csv"\r
        Content-Type: text/csv\r
        \r
        a;b\r
        --limit\r
        1;2\r
        \r
        --limite--\r

        """.utf8)

    private static let expected: [MultipartReader.Event] = [
        .part(name: "csrf", fileName: nil, type: nil), .content(Array("abc".utf8)), .endOfPart,
        .part(name: "file", fileName: "été.csv", type: "text/csv"),
        .content(Array("a;b\r\n--limit\r\n1;2\r\n".utf8)), .endOfPart,
    ]

    /// Contents that follow each other are one.
    private static func joined(_ events: [MultipartReader.Event]) -> [MultipartReader.Event] {
        events.reduce(into: []) { result, event in
            if case .content(let more) = event, case .content(let start)? = result.last {
                result[result.count - 1] = .content(start + more)
            } else {
                result.append(event)
            }
        }
    }

    @Test("A body cut anywhere reads the same")
    func anyCut() throws {
        for cut in 0...Self.body.count {
            var reader = try MultipartReader(contentType: "multipart/form-data; boundary=limite")
            var events = try reader.feed(Self.body[..<cut])
            events += try reader.feed(Self.body[cut...])
            try reader.finish()
            #expect(Self.joined(events) == Self.expected, "cut at \(cut)")
        }
    }

    @Test("A body that comes byte by byte reads the same")
    func byteByByte() throws {
        var reader = try MultipartReader(contentType: "multipart/form-data; boundary=\"limite\"")
        var events: [MultipartReader.Event] = []
        for byte in Self.body { events += try reader.feed([byte]) }
        try reader.finish()
        #expect(Self.joined(events) == Self.expected)
    }

    @Test("A body that stops before its end is told from a whole one")
    func truncated() throws {
        var reader = try MultipartReader(contentType: "multipart/form-data; boundary=limite")
        _ = try reader.feed(Self.body.dropLast(30))
        #expect(throws: MultipartReader.Failure.truncated) { try reader.finish() }
    }

    @Test(
        "A header without a boundary is refused",
        arguments: ["multipart/form-data", "multipart/form-data; boundary="])
    func noBoundary(_ type: String) {
        #expect(throws: MultipartReader.Failure.noBoundary) { try MultipartReader(contentType: type) }
    }
}
