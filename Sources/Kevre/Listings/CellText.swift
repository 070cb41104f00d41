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
        case .closing(let moment): moment.inParis.closingShort
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
        case .moment(let moment), .closing(let moment): .string(moment.inParis.iso)
        case .flag(let flag): .boolean(flag)
        case .state(let word): .string(word.code)
        }
    }
}
