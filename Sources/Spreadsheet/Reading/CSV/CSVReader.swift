/// Reads a csv file record by record in constant memory.
struct CSVReader: Sendable {
    let path: String
    let dialect: CSVDialect
    let limits: ReadLimits

    /// Surveys the file: its encoding (the whole of it is read once) and delimiter (from the first records).
    init(path: String, limits: ReadLimits, delimiter: UInt8?, encoding: TextEncoding?) throws {
        self.path = path
        self.limits = limits
        var survey = EncodingSurvey()
        let found = try Self.encoding(path, &survey)
        let encoding = encoding ?? found
        var input = try TextInput(path: path, encoding: encoding)
        var sample: [UInt8] = []
        while sample.count < 1 << 17, try input.read(into: &sample) {}
        if sample.count > 1 << 17 { sample.removeLast(sample.count - 1 << 17) }
        if input.bytesRead < input.size { Self.dropLastLine(&sample) }
        let damaged = encoding == .utf8 && (survey.replacements > 0 || survey.invalidBytes > 0)
        dialect = CSVDialect(
            delimiter: delimiter ?? CSVDialect.delimiter(of: sample), encoding: encoding, hasDamage: damaged)
    }

    /// Records are cut at line ends: the sample must not end within one.
    private static func dropLastLine(_ sample: inout [UInt8]) {
        guard let end = sample.lastIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return }
        sample.removeLast(sample.count - end - 1)
    }

    private static func encoding(_ path: String, _ survey: inout EncodingSurvey) throws -> TextEncoding {
        let file = try InputFile(path: path)
        let head = try file.bytes(at: 0, count: 4_096)
        if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        if let bare = utf16(head) { return bare }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { break }
            survey.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if survey.hasNUL { throw SpreadsheetError.notATable(.binary) }
        }
        return survey.encoding == .windows1252 ? try census(path) : survey.encoding
    }

    /// The encoding of one byte a character that the file's letters speak for.
    private static func census(_ path: String) throws -> TextEncoding {
        let file = try InputFile(path: path)
        var census = EncodingCensus()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while !census.isSated {
            let count = try file.read(into: buffer)
            if count == 0 { break }
            census.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return census.encoding
    }

    /// UTF-16 without a mark: Western text has NUL in every other byte.
    private static func utf16(_ head: [UInt8]) -> TextEncoding? {
        guard head.count >= 4 else { return nil }
        var zeros = [0, 0]
        for (index, byte) in head.enumerated() where byte == 0 { zeros[index & 1] += 1 }
        let half = head.count / 2
        if zeros[1] * 10 > half * 7, zeros[0] * 20 < half { return .utf16LittleEndian }
        if zeros[0] * 10 > half * 7, zeros[1] * 20 < half { return .utf16BigEndian }
        return nil
    }

    func rows(_ body: (SourceRow) throws -> Bool) throws {
        var input = try TextInput(path: path, encoding: dialect.encoding)
        var parser = CSVRecordParser(delimiter: dialect.delimiter, most: limits.columns)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(1 << 19)
        var position = 0
        var line = 1
        var rowCount = 0
        var openQuotes = 0
        var isEnd = false
        while true {
            let base = input.bytesRead - buffer.count
            let wantsMore = try buffer.withUnsafeBufferPointer { bytes in
                while position < bytes.count {
                    var outcome = parser.parse(bytes, from: position, isEnd: isEnd)
                    if outcome == .more, bytes.count - position > limits.record {
                        outcome = try tooLong(bytes, position)
                    }
                    var isOpen = false
                    if case .unclosedQuote(let within) = outcome {
                        openQuotes += 1
                        // Each costs a search to the end of the file: many of them are another kind of file.
                        if openQuotes > Self.mostOpenQuotes {
                            throw SpreadsheetError.unclosedQuote(line: line + within)
                        }
                        isOpen = true
                        outcome = parser.parse(
                            UnsafeBufferPointer(rebasing: bytes[..<lineEnd(bytes, position)]), from: position,
                            isEnd: true, isLine: true)
                    }
                    guard case .record(let end, let lines) = outcome else { return true }
                    if !parser.isBlank(bytes) {
                        rowCount += 1
                        try check(parser, rowCount)
                        let read = Double(max(base, 0) + end) / Double(max(input.size, 1))
                        let row = SourceRow(
                            number: line, cells: cells(parser, bytes), fractionRead: min(read, 1),
                            hasOpenQuote: isOpen)
                        guard try body(row) else { return false }
                    }
                    position = end
                    line += lines
                }
                return true
            }
            guard wantsMore, !isEnd || position < buffer.count else { return }
            buffer.removeSubrange(..<position)
            position = 0
            isEnd = try !input.read(into: &buffer)
        }
    }

    private static let mostOpenQuotes = 100

    /// The end of the line that begins at a position, its line end included.
    private func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < bytes.count {
            if bytes[position] == 0x0A { return position + 1 }
            if bytes[position] == 0x0D {
                return position + 1 < bytes.count && bytes[position + 1] == 0x0A ? position + 2 : position + 1
            }
            position += 1
        }
        return position
    }

    private func cells(_ parser: CSVRecordParser, _ bytes: UnsafeBufferPointer<UInt8>) -> [SourceCell] {
        parser.fields.map { field in
            if field.start == field.end { return .empty }
            let piece = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
            if field.hasDoubledQuotes { return .text(Self.unquoted(piece)) }
            // The mark that opens and never closes is nobody's text; a pair of them is (`"Un" mot`).
            if field.isLiteral, piece.count(where: { $0 == 0x22 }) % 2 == 1 {
                return .text(String(decoding: UnsafeBufferPointer(rebasing: piece.dropFirst()), as: UTF8.self))
            }
            return .text(String(decoding: piece, as: UTF8.self))
        }
    }

    private static func unquoted(_ piece: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: piece.count) { text in
            var length = 0
            var index = 0
            while index < piece.count {
                let byte = piece[index]
                text[length] = byte
                length += 1
                let isPair = byte == 0x22 && index + 1 < piece.count && piece[index + 1] == 0x22
                index += isPair ? 2 : 1
            }
            return length
        }
    }

    private func check(_ parser: CSVRecordParser, _ row: Int) throws {
        if row > limits.rows { throw SpreadsheetError.tooLarge(.rows, found: row, allowed: limits.rows) }
        if parser.excess > 0 {
            throw SpreadsheetError.tooLarge(.columns, found: parser.excess, allowed: limits.columns)
        }
        for field in parser.fields where field.end - field.start > limits.field {
            let found = field.end - field.start
            throw SpreadsheetError.tooLarge(.field, found: found, allowed: limits.field)
        }
    }

    /// A record beyond the limit: most likely a quote that was never closed; else merely too long.
    private func tooLong(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
    ) throws -> CSVRecordParser.Outcome {
        var probe = CSVRecordParser(delimiter: dialect.delimiter)
        let outcome = probe.parse(bytes, from: start, isEnd: true)
        if case .unclosedQuote = outcome, lineEnd(bytes, start) - start <= limits.record { return outcome }
        throw SpreadsheetError.tooLarge(.record, found: bytes.count - start, allowed: limits.record)
    }
}
