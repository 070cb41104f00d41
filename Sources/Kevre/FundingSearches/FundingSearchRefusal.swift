/// Why something is not done to a search.
public enum FundingSearchRefusal: Refusal, Equatable {
    /// The project has a live search for this aid.
    case alreadyOpen(aid: String)
    case funderMissing
    case amountMissing
    case amountAbove(Money, asked: Money)
    case paidAbove(Money, left: Money)
    case dayToCome(Day)
    case dayBeforeFiling(Day, filed: Day)
    case reasonMissing

    public var message: String {
        switch self {
        case .alreadyOpen(let aid): "Une recherche est déjà ouverte pour ce projet auprès de «\u{a0}\(aid)\u{a0}»."
        case .funderMissing: "Choisissez une aide ou un financeur."
        case .amountMissing: "Indiquez un montant supérieur à zéro."
        case .amountAbove(let amount, let asked):
            "\(amount.short) dépassent les \(asked.short) demandés\u{a0}: corrigez le montant, ou d’abord la demande."
        case .paidAbove(let amount, let left):
            "\(amount.short) dépassent ce qui reste à recevoir, \(left.short)."
        case .dayToCome(let day): "Le \(day.long) est à venir\u{a0}: notez ce qui a eu lieu."
        case .dayBeforeFiling(let day, let filed):
            "Le \(day.long) vient avant le dépôt, le \(filed.long)."
        case .reasonMissing: "Indiquez le motif."
        }
    }

    public var code: String {
        switch self {
        case .alreadyOpen: "search_already_open"
        case .funderMissing: "funder_missing"
        case .amountMissing: "amount_missing"
        case .amountAbove: "amount_above_asked"
        case .paidAbove: "paid_above_obtained"
        case .dayToCome: "day_to_come"
        case .dayBeforeFiling: "day_before_filing"
        case .reasonMissing: "reason_missing"
        }
    }

    public var field: String? {
        switch self {
        case .alreadyOpen: "aid"
        case .funderMissing: "funder_name"
        case .amountMissing, .amountAbove, .paidAbove: "amount"
        case .dayToCome, .dayBeforeFiling: "on"
        case .reasonMissing: "reason"
        }
    }
}
