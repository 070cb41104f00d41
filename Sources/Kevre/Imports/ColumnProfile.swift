import Spreadsheet

/// What the first values of a column look like, to recognise it whatever its name, and to see when a name lies.
struct ColumnProfile {
    private(set) var filled = 0
    private(set) var counts: [Sign: Int] = [:]
    private(set) var samples: [String] = []
    private var distinct: Set<String> = []
    private var letters = 0
    /// What its days say about their order.
    private(set) var days = DaySigns()
    /// Numbers of six to eight figures, and those that lost zeros would make a SIREN of.
    private(set) var shortNumbers = (all: 0, sound: 0)

    enum Sign: Hashable {
        case siret, siren, fourteenDigits, rna, day, year, amount, decimals, email, web, phone, postcode,
            flag, nature,
            words
    }

    mutating func add(_ cell: SourceCell) {
        let text = cell.text.trimmed
        guard !text.isEmpty else { return }
        filled += 1
        if distinct.count < 500 { distinct.insert(text) }
        if samples.count < 5, !samples.contains(text) { samples.append(text.utf8.count > 200 ? text.shown : text) }
        for sign in ColumnProfile.signs(of: cell, text) { counts[sign, default: 0] += 1 }
        letters += text.count { $0.isLetter }
        if case .text = cell { days.add(text) }
        let digits = text.utf8.count
        if (6...8).contains(digits), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            shortNumbers.all += 1
            if SIREN(String(repeating: "0", count: 9 - digits) + text) != nil { shortNumbers.sound += 1 }
        }
    }

    /// The share of filled cells that look like this, 0…1.
    func share(_ sign: Sign) -> Double { filled == 0 ? 0 : Double(counts[sign] ?? 0) / Double(filled) }

    /// The share of different values among the filled cells.
    var variety: Double { filled == 0 ? 0 : Double(distinct.count) / Double(min(filled, 500)) }

    var meanLetters: Double { filled == 0 ? 0 : Double(letters) / Double(filled) }

    /// How well the values suit a field, 0…1; nil when they say nothing.
    func fitness(for content: FieldContent) -> Double? {
        guard filled > 0 else { return nil }
        return switch content {
        case .siret: max(share(.siret), 0.9 * share(.fourteenDigits), 0.8 * share(.siren))
        case .siren: share(.siren)
        case .rna: share(.rna)
        case .day: max(share(.day), 0.7 * share(.year))
        case .year: max(share(.year), 0.5 * share(.day))
        case .amount: share(.amount)
        case .email: share(.email)
        case .web: share(.web)
        case .phone: share(.phone)
        case .postcode: share(.postcode)
        case .flag: share(.flag)
        case .nature, .share, .period, .text, .name, .place: nil
        }
    }

    private static func signs(of cell: SourceCell, _ text: String) -> [Sign] {
        switch cell {
        case .date, .moment: return [.day]
        default: break
        }
        var signs: [Sign] = []
        let compact = text.withoutSpaces
        let isDigits = !compact.isEmpty && compact.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if isDigits, compact.utf8.count == 14 {
            signs.append(.fourteenDigits)
            if SIRET(compact) != nil { signs.append(.siret) }
        }
        if isDigits, compact.utf8.count == 9, SIREN(compact) != nil { signs.append(.siren) }
        if isDigits, compact.utf8.count == 5 { signs.append(.postcode) }
        if isDigits, compact.utf8.count == 10, compact.hasPrefix("0") { signs.append(.phone) }
        if Year(text) != nil || (text.hasSuffix(".0") && Year(String(text.dropLast(2))) != nil) {
            signs.append(.year)
        }
        if RNA(text) != nil { signs.append(.rna) }
        if let first = text.utf8.first, (0x30...0x39).contains(first), Day(text) != nil { signs.append(.day) }
        if Money(text) != nil || isNumber(cell) {
            signs.append(.amount)
            if text.contains("€") || text.contains(where: { ",.".contains($0) }) { signs.append(.decimals) }
        }
        if text.contains("@") { signs.append(.email) }
        if text.hasPrefix("http") || text.hasPrefix("www.") { signs.append(.web) }
        if ["oui", "non", "true", "false"].contains(text.lowercased()) { signs.append(.flag) }
        if text.count > 8, text.contains(" "), text.contains(where: \.isLetter) { signs.append(.words) }
        return signs
    }

    private static func isNumber(_ cell: SourceCell) -> Bool {
        switch cell {
        case .number: true
        case .formula(_, let cached): isNumber(cached)
        default: false
        }
    }
}
