/// A piece of a page. Literal text is markup; every interpolated value is escaped.
///
/// ```swift
/// let name = "Les Amis de <Pabu>"
/// let link: HTML = "<a href=\"/associations/\(id)\">\(name)</a>"
/// ```
/// Interpolations: `\(string)` escaped, for text and for quoted attribute values alike; `\(html)` embedded as
/// it is; `\(number)`; `\(optional)` nothing when nil; `\(attribute: "title", text)` a whole attribute or nothing;
/// `\(flag: "checked", condition)`; and one visible door for text that is known to be markup: `\(trusted:)`.
public struct HTML: Sendable, Equatable, CustomStringConvertible {
    /// The markup.
    public private(set) var text: String

    /// Nothing.
    public init() { text = "" }

    /// Plain text, escaped.
    public init(escaping plain: String) {
        text = ""
        text.appendEscaped(plain)
    }

    /// Text that is markup already. The caller answers for every character of it.
    public init(trusted markup: String) { text = markup }

    /// The markup itself, so that a template's `{{{component}}}` prints it.
    public var description: String { text }

    /// True when there is nothing to show.
    public var isEmpty: Bool { text.utf8.isEmpty }

    /// Appends markup in place, without a copy of what is there already.
    public mutating func append(_ other: HTML) { text.append(other.text) }

    /// Makes room for that many bytes.
    public mutating func reserve(_ bytes: Int) { text.reserveCapacity(bytes) }

    /// Appends in place.
    public static func += (left: inout HTML, right: HTML) { left.append(right) }

    /// One piece after the other.
    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.append(right)
        return sum
    }
}

extension HTML: ExpressibleByStringInterpolation {
    /// A literal in the source is markup.
    public init(stringLiteral value: String) { text = value }

    /// What the compiler filled in, literal parts and escaped values.
    public init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Collects the parts of an interpolated literal into one buffer.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var text = ""

        /// Reserves for the literal parts and a guess at the values.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        /// Literal text: markup.
        public mutating func appendLiteral(_ literal: String) { text.append(literal) }

        /// A value: escaped.
        public mutating func appendInterpolation(_ value: String) { text.appendEscaped(value) }

        /// A slice of text: escaped.
        public mutating func appendInterpolation(_ value: Substring) { text.appendEscaped(String(value)) }

        /// A value, or nothing.
        public mutating func appendInterpolation(_ value: String?) {
            if let value { text.appendEscaped(value) }
        }

        /// A whole number, in plain digits (an identifier or an attribute; amounts come as ready text).
        public mutating func appendInterpolation(_ value: some BinaryInteger) { text.append(String(value)) }

        /// A piece of a page.
        public mutating func appendInterpolation(_ value: HTML) { text.append(value.text) }

        /// A piece of a page, or nothing.
        public mutating func appendInterpolation(_ value: HTML?) {
            if let value { text.append(value.text) }
        }

        /// Pieces one after the other.
        public mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { text.append(value.text) }
        }

        /// Any other value by its description, escaped.
        public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
            text.appendEscaped(value.description)
        }

        /// The visible door: text that is markup already.
        public mutating func appendInterpolation(trusted markup: String) { text.append(markup) }

        /// ` name="value"`, or nothing when the value is nil. The name is the programmer's, the value escaped.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            text.append(" \(name)=\"")
            text.appendEscaped(value)
            text.append("\"")
        }

        /// ` name` when the condition holds (`checked`, `required`, `open`).
        public mutating func appendInterpolation(flag name: StaticString, _ condition: Bool) {
            if condition { text.append(" \(name)") }
        }
    }
}

extension Sequence where Element == HTML {
    /// The pieces one after the other, with a separator between them.
    public func joined(separator: HTML = "") -> HTML {
        var result = HTML()
        var first = true
        for piece in self {
            if !first { result.append(separator) }
            first = false
            result.append(piece)
        }
        return result
    }
}

extension String {
    /// Appends with `& < > " '` replaced. Text that needs no replacement (nearly all) is appended whole.
    mutating func appendEscaped(_ plain: String) {
        guard plain.utf8.contains(where: { Self.mustBeEscaped($0) }) else {
            append(plain)
            return
        }
        var start = plain.startIndex
        var index = start
        while index < plain.endIndex {
            let byte = plain.utf8[index]
            let next = plain.utf8.index(after: index)
            if Self.mustBeEscaped(byte) {
                append(contentsOf: plain[start..<index])
                append(Self.entity(for: byte))
                start = next
            }
            index = next
        }
        append(contentsOf: plain[start...])
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        // All five are ASCII, hence never part of a longer UTF-8 sequence.
        byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27
    }

    private static func entity(for byte: UInt8) -> String {
        switch byte {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x22: "&quot;"
        default: "&#39;"
        }
    }
}
