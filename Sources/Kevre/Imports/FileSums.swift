/// The totals that a file writes under its lines, beside what its lines come to.
struct FileSums {
    private var overall = Money.zero
    private var sinceLast = Money.zero
    private var written: [(line: Int, amount: Money, isOfSection: Bool)] = []

    private var closed: [(amount: Money, line: Int)?] = []

    /// Another sheet follows, with totals of its own.
    mutating func closeSheet(_ others: [Money] = []) {
        closed.append(total(others))
        (overall, sinceLast, written) = (.zero, .zero, [])
    }

    /// The total of all sheets, where each writes its own.
    func wholeTotal(_ others: [Money] = []) -> (amount: Money, line: Int)? {
        let last = total(others)
        guard !closed.isEmpty, let last else { return closed.isEmpty ? last : nil }
        let all = closed.compactMap(\.self)
        return all.count == closed.count ? (all.map(\.amount).sum() + last.amount, last.line) : nil
    }

    mutating func add(_ amount: Money) {
        overall += amount
        sinceLast += amount
    }

    mutating func addTotal(_ amount: Money, line: Int) {
        guard !amount.isZero else { return }
        written.append((line, amount, amount == sinceLast))
        sinceLast = .zero
    }

    /// The file's own total, with its line: the last one written, or the sum of all when each closes a section. Nil when
    /// there is none, or it sums up something else than the whole.
    ///
    /// - Parameter others: sums of parts that a last total may be about: a year, a tab.
    func total(_ others: [Money] = []) -> (amount: Money, line: Int)? {
        guard let last = written.last else { return nil }
        if last.amount == overall { return (last.amount, last.line) }
        if written.allSatisfy(\.isOfSection) { return (written.map(\.amount).sum(), last.line) }
        if written.contains(where: { $0.amount == overall }) { return (overall, last.line) }
        // A lesser one after greater ones closes a part, and so does one with lines after it.
        let isGreatest = written.allSatisfy { $0.amount <= last.amount }
        return last.isOfSection || !isGreatest || !sinceLast.isZero || others.contains(last.amount)
            ? nil : (last.amount, last.line)
    }
}
