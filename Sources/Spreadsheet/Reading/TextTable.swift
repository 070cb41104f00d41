/// Many texts kept as one block of bytes: the shared strings of a workbook.
struct TextTable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private let limit: Int
    private let longest: Int

    init(limits: ReadLimits) {
        limit = limits.sharedStrings
        longest = limits.field
    }

    /// Adds to the text that is being built.
    mutating func append(_ piece: some Collection<UInt8>) throws {
        bytes.append(contentsOf: piece)
        let length = bytes.count - (ends.last ?? 0)
        // It is copied for every cell that names it.
        if length > longest { throw SpreadsheetError.tooLarge(.field, found: length, allowed: longest) }
        try check()
    }

    /// Ends the text that is being built.
    mutating func endText() throws {
        ends.append(bytes.count)
        try check()
    }

    private func check() throws {
        let held = bytes.count + ends.count * MemoryLayout<Int>.size
        if held > limit { throw SpreadsheetError.tooLarge(.sharedStrings, found: held, allowed: limit) }
    }

    /// The text of a number of the table.
    func text(_ index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        let start = index == 0 ? 0 : ends[index - 1]
        return bytes.withUnsafeBufferPointer { bytes in
            String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<ends[index]]), as: UTF8.self)
        }
    }
}
