/// Dates, rates and lists as sites write them.
enum AidFields {
    /// `2023-08-25T09:53:55.000Z`, `15 avril 2022`, `04/07/24`.
    static func day(_ text: String) -> Day? {
        let head = text.trimmed
        // Midnight in Paris is written as the evening before, in universal time.
        if head.hasSuffix("Z"), head.count >= 20, let day = Day(iso: head.prefix(10)) {
            let hour = Int(head.dropFirst(11).prefix(2)) ?? 0
            return hour >= 22 && head.dropFirst(13).prefix(3) == ":00" ? day.adding(days: 1) : day
        }
        if let day = Day(iso: head.prefix(10)) { return day }
        return Day(head)
    }

    /// A percentage as basis points: `50`, `50 %`, `12,5`. Beyond 100 it is still read, to be refused with its reason.
    static func rate(_ text: String) -> Int? {
        let bare = text.replacing("%", with: "").replacing(",", with: ".").withoutSpaces
        let parts = bare.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, first.count <= 5, parts.allSatisfy({ $0.allSatisfy(isDigit) }),
            let whole = Int(first)
        else { return nil }
        let decimals = parts.dropFirst().joined().prefix(3).compactMap(\.wholeNumberValue) + [0, 0, 0]
        return whole * 100 + decimals[0] * 10 + decimals[1] + (decimals[2] >= 5 ? 1 : 0)
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// `10,22`: minimum and maximum, in whole numbers as the template of Aides-territoires wants them; `50`: maximum;
    /// `12,5`, `33,33 %`: a decimal comma.
    static func rates(_ text: String, _ record: inout AidRecord) {
        let isDecimal = text.contains(/[0-9],[0-9](?![0-9])|[0-9],[0-9]{1,2}\s?%|[0-9],[0-9]{1,2}\s?[-;\/]/)
        let parts = text.split(whereSeparator: { $0 == "," && !isDecimal || $0 == ";" || $0 == "-" || $0 == "/" })
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        let numbers = parts.compactMap(rate)
        guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
            let isNoted = record.rateNote.isEmpty
            if isNoted { record.rateNote = text.singleSpaced }
            record.note(
                "rate", text.shown,
                isNoted
                    ? "Ce taux ne se lit pas\u{a0}: il est gardé en commentaire."
                    : "Ce taux ne se lit pas\u{a0}: il est laissé de côté.")
            return
        }
        if numbers.count == 2 { record.rateMin = numbers[0] }
        record.rateMax = numbers.last
    }

    /// Parts of a text parted by commas or semicolons, but not those within parentheses.
    static func list(_ text: String) -> [String] {
        var parts: [String] = [""]
        var depth = 0
        for character in text {
            switch character {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            default: break
            }
            if depth == 0, character == "," || character == ";" || character.isNewline {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(\.singleSpaced).filter { !$0.isEmpty }
    }

    /// Codes of words, in the order of the file and each once; words not known are told.
    static func codes(
        _ texts: [String], _ words: AidWords, _ column: String, _ record: inout AidRecord
    ) -> [String] {
        var codes: [String] = []
        for text in texts {
            guard let code = words.code(text) else {
                record.note(
                    column, text.shown,
                    "«\u{a0}\(text.shown)\u{a0}» n’est pas une valeur connue\u{a0}: laissée de côté.")
                continue
            }
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    /// « fixée à 50 % maximum », « plafond de subvention fixé à 75 000 € »: said in a sentence, taken only when the
    /// text says one such figure.
    static func sentences(_ text: String, _ record: inout AidRecord) {
        let rates = text.matches(of: /([0-9]{1,3})\s?%\s(?:maximum|au maximum|max)/).compactMap { Int($0.output.1) }
        if record.rateMax == nil, Set(rates).count == 1, let rate = rates.first, (1...100).contains(rate) {
            record.rateMax = rate * 100
        }
        let ceilings = text.matches(
            of: /plafond(?: annuel)? de subvention(?: fixé)? (?:à|de) ([0-9][0-9  ]*)\s?€/
        ).compactMap { Int(String($0.output.1).withoutSpaces) }
        if record.ceiling == nil, ceilings.count == 1, let euros = ceilings.first, euros < 100_000_000 {
            record.ceiling = Money(cents: euros * 100)
        }
    }
}
