extension Obligation {
    /// R4: a subsidy earmarked for a given expenditure calls for a financial report within six months after
    /// the end of the accounting year for which it was granted.
    ///
    /// - SeeAlso: loi n° 2000-321 du 12 avril 2000, art. 10, al. 6 ; arrêté du 11 octobre 2006.
    public static let financialReport = Obligation(
        code: "R4", title: "Compte rendu financier",
        citation: "Loi n°\u{a0}2000-321, art.\u{a0}10\u{a0}; arrêté du 11 octobre 2006",
        validFrom: Day(2000, 4, 13))

    /// The last day to file the report: the last day of the sixth month after the accounts close.
    public static func reportDueDay(accountsClosedOn closing: Day) -> Day {
        let sixth = closing.month + 6
        let year = closing.year + (sixth > 12 ? 1 : 0)
        let month = sixth > 12 ? sixth - 12 : sixth
        return Day(year, month, 1).lastOfMonth
    }

    /// The day the accounting year that bears a number closes, for an association whose years end on a given
    /// day; 29 February is the 28th in other years.
    public static func accountsClosing(year: Int, month: Int, day: Int) -> Day {
        let last = Day(year, month, 1).lastOfMonth
        return day >= last.day ? last : Day(year, month, day)
    }

    /// What R4 says of one grant.
    ///
    /// - Parameters:
    ///   - earmarked: whether the grant is for a given expenditure; a general operating grant is not.
    ///   - closing: end of the accounting year for which it was granted.
    ///   - receivedOn: day the report came, if it did.
    public func reportDuty(
        amount: Money, earmarked: Bool, closing: Day, receivedOn: Day?, today: Day
    ) -> Duty {
        guard earmarked, amount > .zero else {
            return Duty(self, .notConcerned, "Pas de compte rendu financier exigé\u{a0}: subvention non affectée.")
        }
        let due = Self.reportDueDay(accountsClosedOn: closing)
        if let receivedOn {
            let lateness = receivedOn > due ? "reçu en retard" : "reçu dans les délais"
            return Duty(
                self, .fulfilled,
                "Compte rendu \(closing.year) \(lateness), le \(receivedOn.long) (\(amount.short) accordés).",
                dueOn: due)
        }
        if today > due {
            return Duty(
                self, .overdue,
                "Compte rendu \(closing.year) attendu depuis le \(due.long) pour \(amount.short) accordés.",
                dueOn: due)
        }
        return Duty(
            self, .due,
            "Compte rendu \(closing.year) à recevoir au plus tard le \(due.long) pour \(amount.short) accordés.",
            dueOn: due)
    }
}
