import Spreadsheet

extension ImportPlan<GrantField> {
    /// Of a table with one column of amounts a year, the plan of each year; empty elsewhere. What was asked goes with
    /// the year that its title names, and with no other.
    var byYear: [ImportPlan] {
        yearColumns.map { index, year in
            var plan = self
            plan.mapping[.amount] = [.column(index)]
            plan.mapping[.year] = [.constant(year.description)]
            plan.mapping[.requested] = mapping[.requested].filter { source in
                guard case .column(let asked) = source, asked < columns.count else { return false }
                return HeaderName.year(of: columns[asked].header) == year
            }
            return plan
        }
    }

    /// Says that several columns are read, each for its year.
    var yearColumnsNotice: [String] {
        let columns = yearColumns
        guard columns.count > 1 else { return [] }
        let names = columns.map { "«\u{a0}\(self.columns[$0.index].shown)\u{a0}»" }
        return [
            "\(FrenchText.list(names)) donnent chacune les montants de leur année. Pour n’en prendre qu’une, laissez les "
                + "autres de côté."
        ]
    }
}

extension LineReading<GrantField> {
    /// The grants of a line with an amount for each of several years. A year without an amount, or of zero, has none.
    mutating func grantsByYear(theme: String?) -> [GrantLine] {
        var grants: [GrantLine] = []
        for plan in plan.byYear {
            var year = LineReading(plan: plan, row: row)
            guard year.cell(.amount).text.contains(where: \.isNumber) else { continue }
            grants += year.grants(theme: theme).filter { !$0.amount.isZero }
            take(year.issues)
        }
        guard !isRefused else { return [] }
        if grants.isEmpty { kept(.amount, nil, "Aucune année n’a de montant\u{a0}: la ligne est laissée de côté.") }
        return grants.map { grant in
            var grant = grant
            // One date beside several years is that of one of them.
            if let day = grant.decidedOn, day.budgetYear != grant.year { grant.decidedOn = nil }
            return grant
        }
    }

    /// What a line of totals says of all years.
    mutating func totalByYear() -> Money {
        plan.byYear.map { plan in
            var year = LineReading(plan: plan, row: row)
            return year.total()
        }.sum()
    }
}
