import CExpat
import Foundation

/// The attributes of an element, as expat gives them.
struct XMLAttributes {
    fileprivate let pointer: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value of an attribute, whatever its prefix; valid only during the call.
    func pointer(_ name: StaticString) -> UnsafePointer<CChar>? {
        guard var next = pointer else { return nil }
        while let key = next[0] {
            if localName(key, is: name) { return next[1] }
            next += 2
        }
        return nil
    }

    /// The value of an attribute, whatever its prefix.
    subscript(_ name: StaticString) -> String? { pointer(name).map { String(cString: $0) } }

    /// The value of an attribute as a whole number.
    func integer(_ name: StaticString) -> Int? { self[name].flatMap { Int($0) } }

    /// An XML Schema boolean.
    func boolean(_ name: StaticString) -> Bool { ["1", "true", "on"].contains(self[name] ?? "") }
}

/// Whether an element or attribute has this name, prefix (`x:row`) left out.
func localName(_ name: UnsafePointer<CChar>, is wanted: StaticString) -> Bool {
    var start = name
    var next = name
    while next.pointee != 0 {
        if next.pointee == 0x3A { start = next + 1 }
        next += 1
    }
    return next - start == wanted.utf8CodeUnitCount
        && wanted.utf8Start.withMemoryRebound(to: CChar.self, capacity: next - start) { bytes in
            for index in 0..<(next - start) where bytes[index] != start[index] { return false }
            return true
        }
}

/// What is done with the elements of one XML part. Subclasses keep what they need; what they throw stops the
/// reading and comes out of ``XMLReader/read(_:of:with:each:)``.
class XMLContent {
    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {}
    func end(_ name: UnsafePointer<CChar>) throws {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {}
}

/// Reads XML parts with expat, as a stream, without document types or entities.
enum XMLReader {
    /// What the C callbacks see.
    private final class State {
        let content: XMLContent
        let part: String
        var parser: XML_Parser?
        var failure: (any Error)?

        init(_ content: XMLContent, _ part: String) {
            self.content = content
            self.part = part
        }

        func run(_ work: () throws -> Void) {
            guard failure == nil else { return }
            do {
                try work()
            } catch {
                failure = error
                XML_StopParser(parser, XML_Bool(0))
            }
        }
    }

    /// Parses a part; `each` runs after each piece of it with the bytes read so far, and stops by returning false.
    static func read(
        _ part: String, of archive: Archive, with content: XMLContent,
        each: (Int) throws -> Bool = { _ in true }
    ) throws {
        let limits = archive.limits
        var suite = XMLMemory.suite
        guard let parser = XML_ParserCreate_MM(nil, &suite, nil) else {
            throw SpreadsheetError.damaged(part: part, reason: "XML_ParserCreate")
        }
        defer { XML_ParserFree(parser) }
        let state = State(content, part)
        state.parser = parser
        install(state, on: parser)
        var total = 0
        var room = limits.markup
        var stopped = false
        func parse(_ start: UnsafePointer<CChar>?, _ count: Int, isEnd: Bool) throws {
            let status = XMLMemory.bounded(by: &room) { XML_Parse(parser, start, Int32(count), isEnd ? 1 : 0) }
            if let failure = state.failure { throw failure }
            if room < 0 {
                throw SpreadsheetError.tooLarge(.markup, found: limits.markup - room, allowed: limits.markup)
            }
            try check(status, state)
        }
        try withExtendedLifetime(state) {
            try archive.read(part) { bytes in
                let start = bytes.bindMemory(to: CChar.self).baseAddress
                try parse(start, bytes.count, isEnd: false)
                total += bytes.count
                // A tag is read again from its start with each piece: one that never ends would take for ever.
                let pending = total - max(Int(XML_GetCurrentByteIndex(parser)), 0)
                if pending > limits.tag {
                    throw SpreadsheetError.tooLarge(.markup, found: pending, allowed: limits.tag)
                }
                stopped = try !each(total)
                return !stopped
            }
            guard !stopped else { return }
            try parse(nil, 0, isEnd: true)
            _ = try each(total)
        }
    }

    private static func check(_ status: XML_Status, _ state: State) throws {
        guard status == XML_STATUS_OK else {
            let code = XML_GetErrorCode(state.parser)
            let reason = XML_ErrorString(code).map { String(cString: $0) } ?? "XML"
            throw SpreadsheetError.damaged(
                part: state.part, reason: "\(reason), line \(XML_GetCurrentLineNumber(state.parser))")
        }
    }

    private static func install(_ state: State, on parser: XML_Parser) {
        XML_SetUserData(parser, Unmanaged.passUnretained(state).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let data, let name else { return }
                let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
                state.run { try state.content.start(name, XMLAttributes(pointer: attributes)) }
            },
            { data, name in
                guard let data, let name else { return }
                let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
                state.run { try state.content.end(name) }
            })
        XML_SetCharacterDataHandler(parser) { data, text, length in
            guard let data, let text, length > 0 else { return }
            let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
            text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { bytes in
                state.run { try state.content.text(UnsafeBufferPointer(start: bytes, count: Int(length))) }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data else { return }
            let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
            state.run { throw SpreadsheetError.entitiesRefused(part: state.part) }
        }
    }
}

/// What expat may take in memory for the names, tags and nesting of one part: a part made of nothing but names would
/// fill it otherwise.
private enum XMLMemory {
    /// Where a parse at work on this thread keeps what it may still take.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    static let suite = XML_Memory_Handling_Suite(
        malloc_fcn: { size in XMLMemory.takes(size) ? malloc(size) : nil },
        realloc_fcn: { block, size in XMLMemory.takes(size) ? realloc(block, size) : nil },
        free_fcn: { free($0) })

    /// What is given back is not counted: a sane part takes little and keeps it.
    private static func takes(_ size: Int) -> Bool {
        guard let room = pthread_getspecific(key)?.assumingMemoryBound(to: Int.self) else { return true }
        room.pointee = room.pointee.subtractingReportingOverflow(size).partialValue
        return room.pointee >= 0
    }

    static func bounded<Result>(by room: inout Int, _ work: () -> Result) -> Result {
        withUnsafeMutablePointer(to: &room) { pointer in
            let outer = pthread_getspecific(key)
            pthread_setspecific(key, pointer)
            defer { pthread_setspecific(key, outer) }
            return work()
        }
    }
}
