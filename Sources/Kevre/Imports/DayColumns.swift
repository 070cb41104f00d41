import Spreadsheet

/// What the days of a column say about their order: the column decides, not the day alone.
struct DaySigns: Sendable {
    private(set) var dayFirst = 0
    private(set) var monthFirst = 0
    /// The first that can be read both ways.
    private(set) var doubtful: [String] = []
    /// The first that proves that the month comes first.
    private(set) var proof: String?

    mutating func add(_ text: String) {
        guard (6...60).contains(text.utf8.count), text.utf8.contains(where: { $0 == 0x2F || $0 == 0x2D || $0 == 0x2E })
        else { return }
        for day in WrittenDay.all(in: text).days {
            switch day.proves {
            case .dayFirst: dayFirst += 1
            case .monthFirst:
                monthFirst += 1
                proof = proof ?? day.text
            case nil:
                if day.isDoubtful, doubtful.count < 3, !doubtful.contains(day.text) { doubtful.append(day.text) }
            }
        }
    }

    /// nil when nothing proves an order, or as much proves the one as the other; a lone slip among many decides nothing.
    var order: DayOrder? {
        if monthFirst * 10 <= dayFirst, dayFirst > 0 { return .dayFirst }
        return dayFirst * 10 <= monthFirst && monthFirst > 0 ? .monthFirst : nil
    }

    var isMixed: Bool { order == nil && dayFirst > 0 }
}

/// The order of the days of a file, column by column.
struct DayColumns: Sendable {
    private let signs: [DaySigns]
    /// What the columns of days prove, where they agree: one that is not decided follows.
    private let common: DayOrder?

    /// - Parameters:
    ///   - signs: of each column, in the order of the file.
    ///   - days: the columns that hold days.
    init(_ signs: [DaySigns], days: some Sequence<Int>) {
        self.signs = signs
        let proven = Set(days.compactMap { signs[$0].order })
        common = proven.count == 1 ? proven.first : nil
    }

    func order(_ column: Int) -> DayOrder {
        signs.indices.contains(column) ? signs[column].order ?? common ?? .dayFirst : .dayFirst
    }

    /// Whether the column writes some of its days one way, some the other.
    func isMixed(_ column: Int) -> Bool { signs.indices.contains(column) && signs[column].isMixed }

    /// How a column is read, where it is not as everybody expects.
    func notice(_ column: Int, named name: String) -> String? {
        guard signs.indices.contains(column) else { return nil }
        let signs = signs[column]
        let start = "Colonne «\u{a0}\(name)\u{a0}»\u{a0}: "
        if signs.isMixed {
            guard !signs.doubtful.isEmpty else { return nil }
            return start + "certaines dates ont le jour devant, d’autres le mois («\u{a0}\(signs.proof ?? "")\u{a0}»). "
                + "Celles qui se lisent dans les deux sens sont lues jour puis mois et signalées ligne à ligne."
        }
        let order = order(column)
        let example =
            signs.doubtful.first.flatMap { text in
                WrittenDay.all(in: text).days.first?.day(order).map {
                    "\u{a0}; «\u{a0}\(text)\u{a0}» est lu \($0.long)"
                }
            } ?? ""
        if let proof = signs.proof, order == .monthFirst {
            return start + "le mois vient avant le jour («\u{a0}\(proof)\u{a0}»)\(example)."
        }
        if !signs.doubtful.isEmpty, order == .monthFirst {
            return start + "lue le mois avant le jour, comme les autres du fichier\(example). Vérifiez."
        }
        guard signs.order == nil, common == nil, signs.doubtful.count > 1 else { return nil }
        return start + "ses dates se lisent dans les deux sens et aucune ne tranche\(example). Vérifiez."
    }
}

extension ImportPlan {
    /// How a field's days are written; a constant is typed by somebody here.
    func dayOrder(_ field: Field) -> DayOrder {
        if case .column(let index) = mapping[field].first { dayColumns.order(index) } else { .dayFirst }
    }

    func mixesDays(_ field: Field) -> Bool {
        if case .column(let index) = mapping[field].first { dayColumns.isMixed(index) } else { false }
    }

    /// What there is to say about the order of the days.
    public var dayNotices: [String] {
        Field.allCases.filter { [.day, .period].contains($0.content) }.flatMap { field in
            mapping[field].compactMap { source in
                guard case .column(let index) = source, index < columns.count else { return nil }
                return dayColumns.notice(index, named: columns[index].shown)
            }
        }
    }
}
