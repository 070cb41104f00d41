import Foundation

/// Writes csv (RFC 4180) to a sink, in pieces of about 64 KiB.
public struct CSVWriter {
    /// The flavour of the file.
    public struct Options: Sendable {
        /// The byte between cells.
        public var delimiter = UInt8(ascii: ";")
        /// Begins with U+FEFF, by which Excel recognises UTF-8.
        public var byteOrderMark = true
        /// Lines end with CR LF, as RFC 4180 says, or with LF.
        public var carriageReturn = true
        /// The decimal mark of amounts and rates.
        public var decimalMark = UInt8(ascii: ",")
        /// Puts `'` before text which a spreadsheet would run as a formula: what begins with `=`, `+`, `-`, `@`,
        /// TAB or CR and is not a number (OWASP, *CSV Injection*).
        public var guardsFormulas = true
        /// The words for TRUE and FALSE.
        public var trueText = "true", falseText = "false"
        /// The time zone in which moments are written.
        public var timeZone = TimeZone(identifier: "Europe/Paris") ?? .gmt

        /// What French Excel opens with a double click.
        public init() {}

        /// What other programs read: comma, decimal point, no mark, exact text.
        public static var interchange: Options {
            var options = Options()
            options.delimiter = UInt8(ascii: ",")
            options.decimalMark = UInt8(ascii: ".")
            options.byteOrderMark = false
            options.guardsFormulas = false
            return options
        }
    }

    private let options: Options
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
    private var offsets: ZoneOffsets
    private var isFirst = true

    /// Begins a file; nothing is given to `sink` before the first piece is full, or ``flush()`` or ``finish()`` is called.
    public init(options: Options = Options(), sink: @escaping ([UInt8]) throws -> Void) {
        self.options = options
        self.sink = sink
        offsets = ZoneOffsets(options.timeZone)
        buffer.reserveCapacity(Self.piece + 4_096)
        if options.byteOrderMark { buffer += [0xEF, 0xBB, 0xBF] }
    }

    private static let piece = 65_536

    /// Writes one line of text cells.
    public mutating func append(_ fields: [String]) throws {
        isFirst = true
        for field in fields { write(field) }
        try endLine(fields.count)
    }

    /// Writes one line of typed cells: amounts and rates with two decimals and no separators, dates in ISO 8601.
    public mutating func append(_ cells: [CellValue]) throws {
        isFirst = true
        for cell in cells { write(cell) }
        try endLine(cells.count)
    }

    /// Gives what was written so far to the sink, however little it is.
    public mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        try sink(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Gives the rest to the sink.
    public mutating func finish() throws { try flush() }

    private mutating func endLine(_ count: Int) throws {
        // A line of one empty cell would read back as no line at all.
        if count == 1, buffer.isEmpty || buffer.last == 0x0A { buffer += [0x22, 0x22] }
        if options.carriageReturn { buffer.append(0x0D) }
        buffer.append(0x0A)
        if buffer.count >= Self.piece { try finish() }
    }

    private mutating func separate() {
        if !isFirst { buffer.append(options.delimiter) }
        isFirst = false
    }

    private mutating func write(_ cell: CellValue) {
        switch cell {
        case .empty: separate()
        case .text(let text), .link(let text, _): write(text)
        case .integer(let value): plain(String(value))
        case .money(let cents): hundredths(cents)
        case .percent(let basisPoints): hundredths(basisPoints)
        case .date(let year, let month, let day):
            plain(SourceDate(year: year, month: month, day: day).text)
        case .moment(let date): moment(date)
        case .boolean(let value): plain(value ? options.trueText : options.falseText)
        }
    }

    private mutating func plain(_ text: String) {
        separate()
        buffer.append(contentsOf: text.utf8)
    }

    private mutating func hundredths(_ value: Int) {
        separate()
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: 100)
        buffer.append(contentsOf: String(whole).utf8)
        buffer += [options.decimalMark, UInt8(0x30 + part / 10), UInt8(0x30 + part % 10)]
    }

    private mutating func moment(_ date: Date) {
        let offset = offsets.seconds(at: date)
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
        let (day, rest) = (seconds >= 0 ? seconds : seconds - 86_399).quotientAndRemainder(dividingBy: 86_400)
        let inDay = seconds >= 0 ? rest : seconds - day * 86_400
        let time = SourceTime(hour: inDay / 3_600, minute: inDay / 60 % 60, second: inDay % 60)
        let sign = offset < 0 ? "-" : "+"
        let zone = "\(sign)\(padded(abs(offset) / 3_600, 2)):\(padded(abs(offset) / 60 % 60, 2))"
        plain("\(SerialDate.date(unixDay: day).text)T\(time.text)\(zone)")
    }

    private mutating func write(_ text: String) {
        separate()
        let delimiter = options.delimiter
        var bytes = text.utf8[...]
        var quoted = false
        if options.guardsFormulas, Self.looksLikeFormula(bytes) {
            quoted = bytes.contains { $0 == 0x22 || $0 == delimiter || $0 == 0x0A || $0 == 0x0D }
            if quoted { buffer.append(0x22) }
            buffer.append(UInt8(ascii: "'"))
        } else {
            quoted = bytes.contains { $0 == 0x22 || $0 == delimiter || $0 == 0x0A || $0 == 0x0D }
            // Blanks at either end are kept by readers that trim only when they are quoted.
            quoted = quoted || bytes.first == 0x20 || bytes.last == 0x20
            if quoted { buffer.append(0x22) }
        }
        guard quoted else {
            buffer.append(contentsOf: bytes)
            return
        }
        while let quote = bytes.firstIndex(of: 0x22) {
            buffer.append(contentsOf: bytes[...quote])
            buffer.append(0x22)
            bytes = bytes[bytes.index(after: quote)...]
        }
        buffer.append(contentsOf: bytes)
        buffer.append(0x22)
    }

    private static func looksLikeFormula(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            // "-12,50" and "+33 2 96 00 00 00" are numbers; a lone sign and "-1+cmd()" are not.
            let rest = bytes.dropFirst()
            return rest.isEmpty
                || !rest.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || [0x20, 0x2C, 0x2E].contains($0) }
        default: return false
        }
    }
}
