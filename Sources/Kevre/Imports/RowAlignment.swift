import Spreadsheet

/// Puts the cells of a line back under their columns when the line has too many: an amount's decimal comma or a
/// sentence's commas left unquoted cut cells in pieces.
///
/// Of all ways to join neighbouring pieces so that every column gets one, the one under which dates, amounts,
/// SIRET and the like are what they should be is taken, if it is the only one as good.
struct RowAlignment {
    let contents: [FieldContent?]
    let delimiter: Character

    /// The cells under their columns, nil when there is doubt.
    func align(_ cells: [String]) -> [String]? {
        var pieces = cells
        while pieces.count > contents.count, pieces.last?.trimmed.isEmpty == true { pieces.removeLast() }
        let (columns, count) = (contents.count, pieces.count)
        // The tries grow with the columns: a table as wide as that is no table of people or grants.
        guard (2...300).contains(columns), count >= columns, count <= columns + 12 else { return nil }
        if count == columns { return pieces }

        // best[c][p]: the least cost of giving the first p pieces to the first c columns, in how many ways.
        let spare = count - columns
        var best = Array(repeating: Array(repeating: Cost.impossible, count: count + 1), count: columns + 1)
        best[0][0] = Cost(value: 0, ways: 1, length: 0)
        for column in 0..<columns {
            for start in column...(column + spare) where best[column][start].value < .infinity {
                for length in 1...(spare - (start - column) + 1) {
                    let end = start + length
                    let cost = best[column][start].value + self.cost(Array(pieces[start..<end]), column)
                    best[column + 1][end].take(cost, ways: best[column][start].ways, length: length)
                }
            }
        }
        guard best[columns][count].ways == 1, best[columns][count].value < 6 else { return nil }

        var result: [String] = []
        var end = count
        for column in stride(from: columns, to: 0, by: -1) {
            let length = best[column][end].length
            result.append(pieces[(end - length)..<end].joined(separator: String(delimiter)))
            end -= length
        }
        return result.reversed()
    }

    private struct Cost {
        var value: Double
        var ways: Int
        var length: Int

        static let impossible = Cost(value: .infinity, ways: 0, length: 0)

        mutating func take(_ cost: Double, ways newWays: Int, length newLength: Int) {
            if cost < value - 1e-9 {
                (value, ways, length) = (cost, newWays, newLength)
            } else if cost < value + 1e-9 {
                ways += newWays
            }
        }
    }

    /// Joining costs little where a sentence goes on after a blank or an amount after its comma, more elsewhere;
    /// a cell that is not what its column holds costs much.
    private func cost(_ pieces: [String], _ column: Int) -> Double {
        let content = contents[column]
        let joins = zip(pieces, pieces.dropFirst()).reduce(0.0) { sum, pair in
            if pair.1.first == " " { return sum + 0.1 }
            let inNumber = pair.0.last?.isNumber == true && pair.1.first?.isNumber == true
            return sum + (inNumber ? content == .amount ? 0.1 : 0.3 : 0.5)
        }
        guard let content else { return joins }
        return joins + (fits(pieces.joined(separator: String(delimiter)).trimmed, content) ? 0 : 5)
    }

    private func fits(_ text: String, _ content: FieldContent) -> Bool {
        let compact = text.withoutSpaces
        let isDigits = !compact.isEmpty && compact.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch content {
        case .siret, .siren: return text.isEmpty || (isDigits && [9, 13, 14].contains(compact.utf8.count))
        case .rna: return text.isEmpty || RNA(text) != nil
        case .day: return text.isEmpty || Day(text) != nil || Year(text) != nil
        case .year: return text.isEmpty || Year(text) != nil
        case .amount: return text.isEmpty || Money(text) != nil
        case .nature: return GrantNature(reading: text) != nil || GrantKind(reading: text) != nil
        case .flag: return text.isEmpty || Flag.read(text) != nil
        case .share: return text.isEmpty || Money(text) != nil || text.hasSuffix("%")
        case .postcode: return text.isEmpty || (isDigits && compact.utf8.count == 5)
        case .period:
            return text.isEmpty || (text.utf8.count <= 60 && PaymentPeriod.dates(in: text).isEmpty == false)
        case .email: return text.isEmpty || text.contains("@")
        case .text, .name, .place, .web, .phone: return true
        }
    }
}
