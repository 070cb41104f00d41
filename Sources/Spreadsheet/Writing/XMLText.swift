/// Text that may stand in a workbook.
enum XMLText {
    /// The most UTF-16 units a cell may hold (Excel specifications and limits).
    static let cellLimit = 32_767

    /// `text` without NUL, U+FFFE and U+FFFF, which XML cannot hold, and cut visibly at `limit` UTF-16 units; what reads
    /// like an escape is escaped.
    static func clean(_ text: String, limit: Int = cellLimit) -> String {
        var text = text
        if text.utf8.contains(0) || text.unicodeScalars.contains(where: { $0.value & 0xFFFE == 0xFFFE }) {
            text.unicodeScalars.removeAll { $0.value == 0 || $0.value & 0xFFFE == 0xFFFE }
        }
        guard text.utf8.count > limit, text.utf16.count > limit else { return escaped(text) }
        let mark = " […]"
        var units = 0
        var end = text.startIndex
        let room = limit - mark.utf16.count
        while end < text.endIndex {
            let width = text[end].utf16.count
            if units + width > room { break }
            units += width
            text.formIndex(after: &end)
        }
        return escaped(text[..<end] + mark)
    }

    /// `_x0041_` stands for A (ECMA-376 part 1, 22.9.2.19): where it is meant as it is, its first sign is written so.
    private static func escaped(_ text: String) -> String {
        guard text.contains("_x") else { return text }
        return text.replacing(#/_(?=x[0-9A-Fa-f]{4}_)/#, with: "_x005F_")
    }

    /// Whether ``clean(_:limit:)`` would leave a cell's text as it is, seen from a quick look at its bytes.
    static func isClean(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= cellLimit else { return false }
        // EF is the first byte of every noncharacter at stake in the basic plane; F0…F4 of the others.
        return bytes.withContiguousStorageIfAvailable { storage in
            var last: UInt8 = 0
            for byte in storage {
                if byte == 0 || byte >= 0xEF || byte == UInt8(ascii: "x") && last == UInt8(ascii: "_") { return false }
                last = byte
            }
            return true
        } ?? false
    }
}
