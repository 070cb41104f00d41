import Foundation

/// What is asked of a listing: text, filters, sort, columns, place. It is read from an address or from a
/// command's options and written back as an address, so that a list can be sent to a colleague.
public struct ListingQuery: Sendable, Hashable {
    /// Values by parameter name, as in the address: `state` → `["submitted"]`, `asked.min` → `["1000"]`.
    public var filters: [String: [String]]
    /// Words searched.
    public var text: String
    /// Column sorted by; nil: the listing's own order.
    public var sort: String?
    /// The greatest first; rows without a value are last in both directions.
    public var descending: Bool
    /// Columns chosen, in order; nil: those shown by default.
    public var columns: [String]?
    /// Cursor: the rows that follow it. One that cannot be read is left aside.
    public var after: String?
    /// Cursor: the rows that come before it.
    public var before: String?
    /// Rows a page.
    public var limit: Int

    /// A query as given; by default everything, in the listing's own order.
    public init(
        text: String = "", filters: [String: [String]] = [:], sort: String? = nil, descending: Bool = false,
        columns: [String]? = nil, limit: Int = 50
    ) {
        self.text = text
        self.filters = filters
        self.sort = sort
        self.descending = descending
        self.columns = columns
        self.limit = limit
    }

    /// Parameters with a meaning of their own; all others are filters.
    static let reserved: Set<String> = ["q", "sort", "columns", "after", "before", "view", "format"]

    /// Reads the parameters of an address; unknown ones are left for filters to ignore.
    public init(parameters: [(name: String, value: String)]) {
        self.init()
        var chosen: [String] = []
        for (name, value) in parameters where !value.isEmpty {
            switch name {
            case "q": text = value
            case "sort":
                descending = value.hasPrefix("-")
                sort = descending ? String(value.dropFirst()) : value
            case "columns": chosen += value.split(separator: ",").map(String.init)
            case "after": after = value
            case "before": before = value
            case let name where !Self.reserved.contains(name): filters[name, default: []].append(value)
            default: break
            }
        }
        columns = chosen.isEmpty ? nil : chosen
    }

    /// The parameters that say the same, in a stable order; without the place in the list unless asked.
    public func parameters(place: Bool = false) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        if !text.isEmpty { result.append(("q", text)) }
        for name in filters.keys.sorted() {
            result += (filters[name] ?? []).map { (name, $0) }
        }
        if let sort { result.append(("sort", (descending ? "-" : "") + sort)) }
        if let columns { result.append(("columns", columns.joined(separator: ","))) }
        if place, let after { result.append(("after", after)) }
        if place, let before { result.append(("before", before)) }
        return result
    }

    /// The same as the query part of an address, without `?`; empty when nothing is asked.
    public func address(place: Bool = false) -> String {
        parameters(place: place)
            .map { "\($0.name.addressEscaped)=\($0.value.addressEscaped)" }
            .joined(separator: "&")
    }
}

extension String {
    /// Percent-encoded for the query of an address (RFC 3986: only unreserved characters stay).
    public var addressEscaped: String {
        let digits: StaticString = "0123456789ABCDEF"
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count + 16)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
                result.append(byte)
            default:
                result.append(UInt8(ascii: "%"))
                result.append(digits.utf8Start[Int(byte >> 4)])
                result.append(digits.utf8Start[Int(byte & 15)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
