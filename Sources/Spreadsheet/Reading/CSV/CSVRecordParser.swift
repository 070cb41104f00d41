/// Cuts one csv record (RFC 4180, with the liberties that real files take) out of a buffer.
struct CSVRecordParser {
    /// Where a field stands in the buffer; a quoted one without its quotes.
    struct Field {
        var start: Int
        var end: Int
        /// It holds doubled quotes, which stand for one.
        var hasDoubledQuotes: Bool
        /// It begins with a quote that does not enclose it.
        var isLiteral = false
    }

    enum Outcome: Equatable {
        /// A record ends before `end`; it spans `lines` physical lines.
        case record(end: Int, lines: Int)
        /// The buffer ends first.
        case more
        /// A quote opened on the line `line` (from 0, within the record) is not closed.
        case unclosedQuote(line: Int)
    }

    let delimiter: UInt8
    /// The fields of the record, `most` of them at most: what is empty beyond is nothing.
    private(set) var fields: [Field] = []
    /// How many there are up to the last that holds something, when that is more than `most`.
    private(set) var excess = 0
    private let most: Int
    /// Fields of the record so far.
    private var count = 0
    private var lines = 0
    /// Fields of the last record that had several: what a whole line has.
    private var usual = 0
    /// Up to where a stray quote within the quoted field is known to be followed by its end.
    private var sureUntil = 0
    /// Bytes which may end an unquoted field.
    private let stops: [Bool]

    private static let quote = UInt8(ascii: "\"")
    private static let lf: UInt8 = 0x0A
    private static let cr: UInt8 = 0x0D

    init(delimiter: UInt8, most: Int = ReadLimits.default.columns) {
        self.delimiter = delimiter
        self.most = most
        stops = (0..<256).map { $0 == Int(delimiter) || $0 == 0x0A || $0 == 0x0D }
        fields.reserveCapacity(64)
    }

    func isBlank(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        excess == 0
            && fields.allSatisfy { field in bytes[field.start..<field.end].allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }

    /// A line of a million delimiters costs what it weighs, and no more.
    @inline(__always)
    private mutating func append(_ field: Field) {
        count += 1
        if fields.count < most {
            fields.append(field)
        } else if field.start < field.end {
            excess = count
        }
    }

    /// Parses the record at `start`. `isEnd`: nothing comes after the buffer.
    /// `isLine`: the buffer is one line, and a quote that does not close in it is a character like others.
    mutating func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isEnd: Bool, isLine: Bool = false
    ) -> Outcome {
        fields.removeAll(keepingCapacity: true)
        (self.count, excess, sureUntil) = (0, 0, 0)
        lines = 1
        var position = start
        let count = bytes.count
        while true {
            if position < count, bytes[position] == Self.quote {
                switch quotedField(bytes, position, isEnd) {
                case .closed(let next): position = next
                case .literal:
                    guard let next = plainField(bytes, position, isEnd, isLiteral: true) else { return .more }
                    position = next
                case .more: return .more
                case .unclosed where isLine:
                    guard let next = plainField(bytes, position, isEnd, isLiteral: true) else { return .more }
                    position = next
                case .unclosed(let line): return .unclosedQuote(line: line)
                }
            } else {
                guard let next = plainField(bytes, position, isEnd) else { return .more }
                position = next
            }
            guard position < count else { return ended(count) }
            let byte = bytes[position]
            position += 1
            if byte == delimiter { continue }
            if byte == Self.cr {
                if position == count {
                    return isEnd ? ended(position) : .more
                }
                if bytes[position] == Self.lf { position += 1 }
            }
            return ended(position)
        }
    }

    private mutating func ended(_ end: Int) -> Outcome {
        if count > 1 { usual = count }
        return .record(end: end, lines: lines)
    }

    /// Passes over a field without quotes around it; `nil` when the buffer ends within it.
    @inline(__always)
    private mutating func plainField(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ isEnd: Bool, isLiteral: Bool = false
    ) -> Int? {
        let count = bytes.count
        var position = start
        stops.withUnsafeBufferPointer { stops in
            while position < count, !stops[Int(bytes[position])] { position += 1 }
        }
        guard position < count || isEnd else { return nil }
        append(Field(start: start, end: position, hasDoubledQuotes: false, isLiteral: isLiteral))
        return position
    }

    private enum Quoted {
        case closed(Int), literal, more, unclosed(Int)
    }

    /// Passes over a field that begins with a quote.
    private mutating func quotedField(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ isEnd: Bool
    ) -> Quoted {
        let count = bytes.count
        let openedOn = lines - 1
        var position = start + 1
        var doubled = false
        var newLines = 0
        while true {
            while position < count, bytes[position] != Self.quote {
                if isLineEnd(bytes, position) { newLines += 1 }
                position += 1
            }
            guard position < count else { return isEnd ? .unclosed(openedOn) : .more }
            let next = position + 1
            guard next < count || isEnd else { return .more }
            if next == count || stops[Int(bytes[next])] {
                if newLines > 0, swallows(bytes, from: start, to: position) { return .unclosed(openedOn) }
                append(Field(start: start + 1, end: position, hasDoubledQuotes: doubled))
                lines += newLines
                return .closed(next)
            }
            if bytes[next] == Self.quote {
                doubled = true
                position += 2
                continue
            }
            // A stray quote. Right after a delimiter or a line's beginning, on a later line than ours, it opens a
            // field: ours was never closed. Otherwise the rest of the line tells.
            if newLines > 0 {
                if opens(bytes, position) { return .unclosed(openedOn) }
            } else if position >= sureUntil {
                switch rest(bytes, from: next, isEnd) {
                case nil: return .more
                case .some(0): return .literal
                case .some(let end): sureUntil = end
                }
            }
            position += 1
        }
    }

    /// Whether a field that would go over several lines has swallowed them: both the line where it opens and the one
    /// where it closes are whole without it.
    private func swallows(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Bool {
        guard usual > 1 else { return false }
        func fields(from start: Int) -> Int {
            var (position, count) = (start, 1)
            while position < bytes.count, bytes[position] != Self.lf, bytes[position] != Self.cr {
                if bytes[position] == delimiter { count += 1 }
                position += 1
            }
            return count
        }
        var line = end
        while line > start, bytes[line - 1] != Self.lf, bytes[line - 1] != Self.cr { line -= 1 }
        return count + fields(from: start) == usual && fields(from: line) == usual
    }

    /// After a stray quote within a quoted field: where the next telling quote of the line is, when it closes the
    /// field; 0 when there is none, or one that opens the next field (the text merely begins with a quote).
    private func rest(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ isEnd: Bool) -> Int? {
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Self.lf || byte == Self.cr { return 0 }
            if byte == Self.quote {
                if opens(bytes, position) { return 0 }
                let next = position + 1
                if next == bytes.count { return isEnd ? position : nil }
                if stops[Int(bytes[next])] { return position }
            }
            position += 1
        }
        return isEnd ? 0 : nil
    }

    private func opens(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        stops[Int(bytes[position - 1])]
    }

    /// LF, or CR without LF after it: CR LF counts once.
    @inline(__always)
    private func isLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        let byte = bytes[position]
        if byte == Self.lf { return true }
        guard byte == Self.cr else { return false }
        return position + 1 == bytes.count || bytes[position + 1] != Self.lf
    }
}
