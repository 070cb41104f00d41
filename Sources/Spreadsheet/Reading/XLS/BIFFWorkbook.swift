/// The part of a BIFF stream that is common to all sheets.
struct BIFFWorkbook {
    struct Sheet: Sendable {
        let name: String
        let isHidden: Bool
        /// Where its records begin.
        let start: Int
    }

    let stream: [UInt8]
    private(set) var sheets: [Sheet] = []
    private(set) var styles: [NumberFormat.Shows] = []
    private(set) var from1904 = false
    private(set) var isUnicode = true
    private var stringSegments: [Range<Int>] = []

    init(path: String, limits: ReadLimits) throws {
        let file = try CompoundFile(path: path)
        if file.names.contains("EncryptedPackage") { throw SpreadsheetError.encrypted }
        guard let stream = file.stream("Workbook") ?? file.stream("Book") else {
            throw SpreadsheetError.notATable(.oleDocument)
        }
        self.stream = stream
        try readGlobals(limits)
    }

    func strings(limits: ReadLimits) throws -> TextTable {
        var strings = BIFFSharedStrings(stream, stringSegments)
        return try strings.read(limits: limits)
    }

    private mutating func readGlobals(_ limits: ReadLimits) throws {
        var records = BIFFRecords(stream: stream, position: 0, isUnicode: true)
        guard let (type, body) = records.next(), type == 0x809 else {
            throw SpreadsheetError.damaged(part: "xls", reason: "BOF")
        }
        isUnicode = stream.short(body.lowerBound) == 0x600
        records = BIFFRecords(stream: stream, position: body.upperBound, isUnicode: isUnicode)
        var formats: [Int: NumberFormat.Shows] = [:]
        var last = 0
        while let (type, body) = records.next() {
            let at = body.lowerBound
            switch type {
            case 0x0A: return  // EOF
            case 0x2F: throw SpreadsheetError.encrypted  // FILEPASS
            case 0x22: from1904 = stream.short(at) == 1  // DATEMODE
            // BOUNDSHEET; charts, macros and modules (another type than 0) hold no rows.
            case 0x85 where body.count >= 8 && stream[at + 5] == 0:
                guard sheets.count < limits.sheets else {
                    throw SpreadsheetError.tooLarge(.sheets, found: sheets.count + 1, allowed: limits.sheets)
                }
                sheets.append(
                    Sheet(
                        name: records.string(at + 6, wideLength: false, in: body),
                        isHidden: stream[at + 4] & 3 != 0, start: Int(stream.word(at))))
            case 0x41E where body.count >= 3:  // FORMAT
                let code = records.string(at + 2, wideLength: isUnicode, in: body)
                formats[stream.short(at)] = NumberFormat.shows(code: code)
            case 0xE0 where body.count >= 4:  // XF
                let format = stream.short(at + 2)
                styles.append(formats[format] ?? NumberFormat.shows(builtIn: format))
            case 0xFC: stringSegments = [body]  // SST
            case 0x3C where last == 0xFC:  // CONTINUE of it
                stringSegments.append(body)
                continue
            default: break
            }
            last = type
        }
        throw SpreadsheetError.damaged(part: "xls", reason: "EOF")
    }
}
