/// A piece of a page. Literal text is markup; every interpolated value is escaped.
///
/// ```swift
/// let name = "Les Amis de <Pabu>"
/// let link: HTML = "<a href=\"/associations/\(id)\">\(name)</a>"
/// ```
/// Interpolations: `\(string)` escaped, for text and for quoted attribute values alike; `\(html)` embedded as
/// it is; `\(number)`; `\(optional)` nothing when nil; `\(attribute: "title", text)` a whole attribute or nothing;
/// `\(flag: "checked", condition)`; and one visible door for text that is known to be markup: `\(trusted:)`.
public struct HTML: Sendable, Hashable, CustomStringConvertible {
    /// The markup in UTF-8, as it is sent.
    public private(set) var bytes: [UInt8]

    /// Nothing.
    public init() { bytes = [] }

    /// Plain text, escaped.
    public init(escaping plain: String) {
        bytes = []
        append(escaping: plain)
    }

    /// Text that is markup already. The caller answers for every character of it.
    public init(trusted markup: String) { bytes = Array(markup.utf8) }

    /// The markup as a text, for templates.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The markup itself, so that a template's `{{{component}}}` prints it.
    public var description: String { text }

    /// True when there is nothing to show.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Appends markup in place, without a copy of what is there already.
    public mutating func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

    /// Appends markup written in the source, without a value of its own in between.
    public mutating func append(markup: StaticString) {
        markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends text that is markup already. The caller answers for every character of it.
    public mutating func append(trusted markup: String) {
        var markup = markup
        markup.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Appends plain text with `& < > " '` replaced.
    public mutating func append(escaping plain: String) {
        var plain = plain
        plain.withUTF8 { append(escaping: $0) }
    }

    /// Makes room for that many bytes.
    public mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    /// Appends in place.
    public static func += (left: inout HTML, right: HTML) { left.append(right) }

    /// One piece after the other.
    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Appends the UTF-8 of plain text, with the same replaced.
    mutating func append(escaping plain: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in plain.indices where Self.mustBeEscaped(plain[index]) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: plain[start..<index]))
            append(markup: Self.entity(for: plain[index]))
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: plain[start...]))
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        // All five are ASCII, hence never part of a longer UTF-8 sequence, and below 64: one bit each.
        let marked: UInt64 = 1 << 0x26 | 1 << 0x3C | 1 << 0x3E | 1 << 0x22 | 1 << 0x27
        return byte < 64 && marked >> UInt64(byte) & 1 == 1
    }

    private static func entity(for byte: UInt8) -> StaticString {
        switch byte {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x22: "&quot;"
        default: "&#39;"
        }
    }
}

extension HTML: ExpressibleByStringInterpolation {
    /// A literal in the source is markup.
    public init(stringLiteral value: StaticString) {
        bytes = []
        append(markup: value)
    }

    /// What the compiler filled in, literal parts and escaped values.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.html }

    /// Collects the parts of an interpolated literal into one buffer.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var html = HTML()

        /// Reserves for the literal parts and a guess at the values.
        public init(literalCapacity: Int, interpolationCount: Int) {
            html.reserve(literalCapacity + interpolationCount * 24)
        }

        /// Literal text: markup.
        public mutating func appendLiteral(_ literal: StaticString) { html.append(markup: literal) }

        /// A value: escaped.
        public mutating func appendInterpolation(_ value: String) { html.append(escaping: value) }

        /// A slice of text: escaped.
        public mutating func appendInterpolation(_ value: Substring) { html.append(escaping: String(value)) }

        /// A value, or nothing.
        public mutating func appendInterpolation(_ value: String?) {
            if let value { html.append(escaping: value) }
        }

        /// A whole number, in plain digits (an identifier or an attribute; amounts come as ready text).
        public mutating func appendInterpolation(_ value: some BinaryInteger) {
            html.append(trusted: String(value))
        }

        /// A piece of a page.
        public mutating func appendInterpolation(_ value: HTML) { html.append(value) }

        /// A piece of a page, or nothing.
        public mutating func appendInterpolation(_ value: HTML?) {
            if let value { html.append(value) }
        }

        /// Pieces one after the other.
        public mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { html.append(value) }
        }

        /// Any other value by its description, escaped.
        public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
            html.append(escaping: value.description)
        }

        /// The visible door: text that is markup already.
        public mutating func appendInterpolation(trusted markup: String) { html.append(trusted: markup) }

        /// ` name="value"`, or nothing when the value is nil. The name is the programmer's, the value escaped.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            html.append(markup: " ")
            html.append(markup: name)
            html.append(markup: "=\"")
            html.append(escaping: value)
            html.append(markup: "\"")
        }

        /// ` name` when the condition holds (`checked`, `required`, `open`).
        public mutating func appendInterpolation(flag name: StaticString, _ condition: Bool) {
            guard condition else { return }
            html.append(markup: " ")
            html.append(markup: name)
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
