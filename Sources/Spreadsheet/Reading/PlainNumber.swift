/// Numbers as a person would type them: no exponent, no binary noise.
enum PlainNumber {
    /// `value` with at most fifteen significant digits, which is what spreadsheets show and keep. A lexical form
    /// that is already a whole number of digits is kept whatever its length.
    static func text(_ value: Double, lexical: String) -> String {
        if isWhole(lexical) { return lexical }
        return text(value)
    }

    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        if value == 0 { return "0" }
        // The shortest form that reads back as the same number: "1234.56", "3.51816e+16", "1e-05".
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var bytes = value.magnitude.description.utf8[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: bytes, as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte &- UInt8(ascii: "0"))
            }
        }
        var whole = (point ?? digits.count) + exponent
        let leading = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leading)
        whole -= leading
        round(&digits, &whole, to: 15)
        return (value < 0 ? "-" : "") + layOut(digits, whole)
    }

    private static func round(_ digits: inout [UInt8], _ whole: inout Int, to count: Int) {
        if digits.count > count {
            let up = digits[count] >= 5
            digits.removeSubrange(count...)
            if up {
                var index = count - 1
                while index >= 0, digits[index] == 9 {
                    digits[index] = 0
                    index -= 1
                }
                if index >= 0 {
                    digits[index] += 1
                } else {
                    digits.insert(1, at: 0)
                    whole += 1
                }
            }
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    /// `digits` with the decimal point after the first `whole` of them.
    private static func layOut(_ digits: [UInt8], _ whole: Int) -> String {
        var text: [UInt8] = []
        if whole <= 0 { text += Array("0.".utf8) + [UInt8](repeating: 0x30, count: -whole) }
        for (index, digit) in digits.enumerated() {
            if index == whole, whole > 0 { text.append(UInt8(ascii: ".")) }
            text.append(digit + 0x30)
        }
        if whole > digits.count { text += [UInt8](repeating: 0x30, count: whole - digits.count) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isWhole(_ lexical: String) -> Bool {
        var bytes = lexical.utf8[...]
        if bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
        guard let first = bytes.first else { return false }
        return (bytes.count == 1 || first != 0x30) && bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
