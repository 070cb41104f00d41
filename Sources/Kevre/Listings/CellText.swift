import Foundation

extension Cell {
    /// The value as people read it in French; empty for no value.
    public var text: String {
        switch self {
        case .none: ""
        case .text(let text): text
        case .integer(let number): FrenchText.grouped(number)
        case .year(let year): String(year)
        case .money(let amount): amount.short
        case .percent(let basisPoints): FrenchText.percent(basisPoints: basisPoints)
        case .day(let day): day.short
        case .moment(let moment): moment.inParis.short
        case .flag(let flag): flag ? "oui" : "non"
        case .state(let word): word.label
        }
    }

    /// The UTF-8 of ``text``, valid within `body` only: lists write figures and dates by the thousand.
    public func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        switch self {
        case .none: break
        case .money(let amount): SmallText.writing({ amount.writeShort(to: &$0) }, body)
        case .day(let day): SmallText.writing({ $0.append(short: day) }, body)
        case .moment(let moment): SmallText.writing({ moment.inParis.writeShort(to: &$0) }, body)
        default:
            var text = text
            text.withUTF8(body)
        }
    }

    /// The value as programs read it: ISO dates, cents, codes.
    public var json: JSONValue {
        switch self {
        case .none: .null
        case .text(let text): .string(text)
        case .integer(let number), .year(let number): .integer(number)
        case .money(let amount): .integer(amount.cents)
        case .percent(let basisPoints): .integer(basisPoints)
        case .day(let day): .string(day.iso)
        case .moment(let moment): .string(moment.inParis.iso)
        case .flag(let flag): .boolean(flag)
        case .state(let word): .string(word.code)
        }
    }
}

/// A JSON value that writes itself, keys in the order given.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    public static func == (a: JSONValue, b: JSONValue) -> Bool { a.text == b.text }

    /// RFC 8259 text on one line.
    public var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    /// Appends the text.
    public func write(to result: inout String) {
        switch self {
        case .null: result += "null"
        case .boolean(let flag): result += flag ? "true" : "false"
        case .integer(let number): result += String(number)
        case .string(let string): Self.write(string, to: &result)
        case .array(let values):
            result += "["
            for (index, value) in values.enumerated() {
                if index > 0 { result += "," }
                value.write(to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { result += "," }
                Self.write(name, to: &result)
                result += ":"
                value.write(to: &result)
            }
            result += "}"
        }
    }

    private static func write(_ string: String, to result: inout String) {
        result += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1f}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}
