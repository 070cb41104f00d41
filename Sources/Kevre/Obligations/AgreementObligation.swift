extension Obligation {
    /// R1: an agreement is compulsory when one authority grants one body more than 23 000 € a year, all
    /// services together, in cash and in kind.
    ///
    /// - SeeAlso: loi n° 2000-321 du 12 avril 2000, art. 10 ; décret n° 2001-495 du 6 juin 2001, art. 1.
    public static let agreement = Obligation(
        code: "R1", title: "Convention obligatoire",
        citation: "Loi n°\u{a0}2000-321, art.\u{a0}10\u{a0}; décret n°\u{a0}2001-495, art.\u{a0}1er",
        validFrom: Day(2001, 6, 11), threshold: Money(cents: 23_000_00))

    /// What R1 says of one association and one year.
    ///
    /// - Parameters:
    ///   - granted: everything granted by the authority for the year, in-kind support at its value.
    ///   - asked: what is asked and not yet decided for the same year.
    public func agreementDuty(year: Int, granted: Money, asked: Money = .zero) -> Duty {
        let threshold = threshold ?? .zero
        let limit = threshold.short
        if granted > threshold {
            return Duty(
                self, .due,
                "Convention obligatoire pour \(year)\u{a0}: \(granted.short) accordés tous services confondus, au-delà de \(limit)."
            )
        }
        if granted + asked > threshold {
            return Duty(
                self, .foreseen,
                "Convention obligatoire si plus de \(limit) sont accordés en \(year)\u{a0}: \(granted.short) déjà accordés et \(asked.short) demandés."
            )
        }
        return Duty(
            self, .notConcerned,
            "Pas de convention exigée pour \(year)\u{a0}: \(granted.short) accordés tous services confondus, le seuil est de \(limit)."
        )
    }
}
