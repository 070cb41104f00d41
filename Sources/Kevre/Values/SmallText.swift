/// Figures and dates are written by the thousand in lists: their bytes go straight to their place, without a
/// `String` for each part.
struct SmallText {
    private static let capacity = 64
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    /// The text that `body` writes, of 64 bytes at most.
    static func written(_ body: (inout SmallText) -> Void) -> String {
        writing(body) { String(decoding: $0, as: UTF8.self) }
    }

    /// What `use` makes of the bytes that `body` writes, 64 at most.
    static func writing<Result>(
        _ body: (inout SmallText) -> Void, _ use: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { bytes in
            var text = SmallText(bytes: bytes)
            body(&text)
            return use(UnsafeBufferPointer(rebasing: bytes[..<text.count]))
        }
    }

    private init(bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// A text of the program, as a sign or a unit.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { for byte in $0 { append(byte) } }
    }

    /// Digits of a number below 100, with a leading zero.
    mutating func append(two number: Int) {
        append(UInt8(truncatingIfNeeded: 48 + number / 10 % 10))
        append(UInt8(truncatingIfNeeded: 48 + number % 10))
    }

    /// Digits parted by narrow no-break spaces, after a minus sign where due.
    mutating func appendGrouped(_ magnitude: UInt64, negative: Bool) {
        if negative { append("−") }
        var divisor: UInt64 = 1
        var place = 1
        while magnitude / divisor >= 10 {
            divisor *= 10
            place += 1
        }
        var rest = magnitude
        while place > 0 {
            append(UInt8(truncatingIfNeeded: 48 + rest / divisor))
            rest %= divisor
            divisor = max(1, divisor / 10)
            place -= 1
            if place > 0, place % 3 == 0 { append("\u{202F}") }
        }
    }
}
