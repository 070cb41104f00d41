/// Reads `multipart/form-data` (RFC 7578) from pieces of any size, in the memory of one piece.
struct MultipartReader {
    /// What was met.
    enum Event: Equatable {
        /// A part begins.
        case part(name: String, fileName: String?, type: String?)
        /// Some of its content.
        case content([UInt8])
        /// It ends.
        case endOfPart
    }

    /// The body is not what it claims to be.
    enum Failure: Error, Equatable {
        case noBoundary
        case badHeaders
        /// It stops before its end.
        case truncated
    }

    private enum State { case beforeFirst, afterDelimiter, headers, content, end }

    /// `\r\n--boundary`; a body begins as if a line break stood before it.
    private let delimiter: [UInt8]
    private var pending: [UInt8] = [0x0D, 0x0A]
    private var state = State.beforeFirst
    /// Headers of one part at most.
    private let maxHeaders = 8_192

    /// - Parameter contentType: the request's header.
    init(contentType: String) throws {
        guard let boundary = Self.parameter("boundary", of: contentType),
            (1...70).contains(boundary.utf8.count)
        else { throw Failure.noBoundary }
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + Array(boundary.utf8)
    }

    /// Takes one piece.
    ///
    /// - Returns: what it completes, in order.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> [Event] {
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// To be called after the last piece.
    func finish() throws {
        guard case .end = state else { throw Failure.truncated }
    }

    /// Consumes what it can.
    ///
    /// - Returns: whether it got anywhere.
    private mutating func step(_ events: inout [Event]) throws -> Bool {
        switch state {
        case .beforeFirst, .content:
            if let start = find(delimiter) {
                if state == .content {
                    if start > 0 { events.append(.content(Array(pending[..<start]))) }
                    events.append(.endOfPart)
                }
                pending.removeFirst(start + delimiter.count)
                state = .afterDelimiter
                return true
            }
            // The end may be the beginning of the delimiter: it waits for the next piece.
            let sure = pending.count - (delimiter.count - 1)
            if sure > 0 {
                if state == .content { events.append(.content(Array(pending[..<sure]))) }
                pending.removeFirst(sure)
            }
            return false
        case .afterDelimiter:
            guard pending.count >= 2 else { return false }
            if pending[0] == 0x2D, pending[1] == 0x2D {
                state = .end
            } else if pending[0] == 0x0D, pending[1] == 0x0A {
                // The line break stays: headers end with two of them, and there may be none.
                state = .headers
            } else {
                throw Failure.badHeaders
            }
            return true
        case .headers:
            guard let end = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
                guard pending.count <= maxHeaders else { throw Failure.badHeaders }
                return false
            }
            events.append(try Self.part(String(decoding: pending[..<end], as: UTF8.self)))
            pending.removeFirst(end + 4)
            state = .content
            return true
        case .end:
            pending.removeAll(keepingCapacity: true)
            return false
        }
    }

    private func find(_ pattern: [UInt8]) -> Int? {
        pending.withUnsafeBufferPointer { bytes in
            guard bytes.count >= pattern.count else { return nil }
            var index = 0
            let last = bytes.count - pattern.count
            while index <= last {
                if bytes[index] == pattern[0],
                    pattern.indices.allSatisfy({ bytes[index + $0] == pattern[$0] })
                {
                    return index
                }
                index += 1
            }
            return nil
        }
    }

    private static func part(_ headers: String) throws -> Event {
        var disposition: Substring?
        var type: String?
        for line in headers.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw Failure.badHeaders }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = value
            case "content-type": type = String(value)
            default: break
            }
        }
        guard let disposition, disposition.hasPrefix("form-data"),
            let name = parameter("name", of: disposition)
        else { throw Failure.badHeaders }
        // Some browsers send the path; only its last part is a name.
        let fileName = parameter("filename", of: disposition)
            .map { String($0.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "") }
        return .part(name: name, fileName: fileName, type: type)
    }

    /// A parameter of a header; browsers write `"` as `%22` in quoted names (WHATWG HTML, multipart/form-data).
    private static func parameter(_ name: String, of header: some StringProtocol) -> String? {
        var rest = Substring(header)
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value: String
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let quote = rest.firstIndex(of: "\"") else { return nil }
                value = String(rest[..<quote].replacing("%22", with: "\"").replacing("%0D%0A", with: " "))
                rest = rest[rest.index(after: quote)...]
            } else {
                value = String(rest.prefix { $0 != ";" && $0 != " " })
            }
            if key == name { return value }
        }
        return nil
    }
}
