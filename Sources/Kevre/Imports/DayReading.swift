import Spreadsheet

/// What a cell meant for a day turned out to hold.
enum ReadDay {
    case day(Day)
    case month(WrittenMonth)
    case year(Year)
    /// Neither, with the reason; whether the line can do without is for the caller to say.
    case unreadable(text: String, reason: String)
}

extension LineReading {
    /// The day of a cell or, where a file only gives that, a month or a year; nil when blank.
    mutating func day(_ field: Field) -> ReadDay? {
        var cell = cell(field)
        if case .formula(_, let cached) = cell { cell = cached }
        switch cell {
        case .empty: return nil
        case .date(let date), .moment(let date, _):
            if let day = Day(year: date.year, month: date.month, day: date.day) { return .day(day) }
        // Whatever a cell holds: what no Int can hold is no day.
        case .number(let number, _) where number.magnitude < 1e9:
            if let year = Year(String(Int(number.rounded()))), number == number.rounded() {
                return .year(year)
            }
            if let day = serial(Int(number)) {
                repaired(
                    field, cell.text, "Date écrite comme numéro de jour du tableur\u{00A0}: \(day.short).")
                return .day(day)
            }
        default: break
        }
        let text = cell.text.trimmed
        guard !text.isEmpty, text != "0001-01-01" else { return nil }
        if let year = Year(text) ?? (text.hasSuffix(".0") ? Year(String(text.dropLast(2))) : nil) {
            return .year(year)
        }
        return written(field, cell, text)
    }

    private mutating func written(_ field: Field, _ cell: SourceCell, _ text: String) -> ReadDay {
        do throws(DayRefusal) {
            let day = try ordered(field, text)
            guard (1800...2200).contains(day.year) else { throw .implausible(text.shown) }
            if plan.isStandard, case .text = cell, Day(iso: text) == nil {
                repaired(field, text, "Date écrite autrement que AAAA-MM-JJ\u{00A0}: \(day.iso).")
            }
            return .day(day)
        } catch {
            if let number = Int(text), let day = serial(number) {
                repaired(field, text, "Date écrite comme numéro de jour du tableur\u{00A0}: \(day.short).")
                return .day(day)
            }
            if let month = WrittenMonth(text) { return .month(month) }
            return .unreadable(text: text, reason: error.message)
        }
    }

    /// A day in the order of its column; where the column has both, in the order that it proves itself.
    private mutating func ordered(_ field: Field, _ text: String) throws(DayRefusal) -> Day {
        guard plan.mixesDays(field), let written = WrittenDay.all(in: text).days.first else {
            return try Day(parsing: text, order: plan.dayOrder(field))
        }
        let day = try Day(parsing: text, order: written.proves ?? .dayFirst)
        if written.isDoubtful {
            kept(
                field, text,
                "Cette date se lit dans les deux sens, et sa colonne a les deux\u{00A0}: lue \(day.long). Vérifiez.")
        }
        return day
    }

    private func serial(_ number: Int) -> Day? {
        guard let day = Day(spreadsheetSerial: number), (1950...2100).contains(day.year) else { return nil }
        return day
    }

    /// A day that the line can do without: what gives none is left empty, kept here and said.
    mutating func date(_ field: Field) -> Day? {
        let text = cell(field).text
        switch day(field) {
        case .day(let day): return day
        case .month(let month):
            kept(field, text, "Le jour manque (\(month.words))\u{00A0}: la date est laissée vide.")
        case .year(let year): kept(field, text, "Année seule (\(year))\u{00A0}: la date est laissée vide.")
        case .unreadable(_, let reason): kept(field, text, "\(reason) La date est laissée vide.")
        case nil: break
        }
        return nil
    }

    /// A budget year: `2014`, `2014.0`, or the year of a date. Refuses the line when the cell holds something else.
    mutating func year(_ field: Field) -> Year? {
        switch day(field) {
        case .year(let year): return year
        case .month(let month): return month.year
        case .day(let day): return day.budgetYear
        case .unreadable(let text, let reason): refuse(field, text, reason)
        case nil: break
        }
        return nil
    }
}
