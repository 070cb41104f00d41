import Kevre
import Testing

@Suite("R1, agreement above 23 000 € a year") struct AgreementObligationTests {
    @Test(
        "Is due strictly above the threshold, all grants of the year together",
        arguments: [
            (12_000_00 + 11_000_00, Duty.Standing.notConcerned),
            (23_000_00, .notConcerned),
            (23_000_01, .due),
            (20_000_00 + 4_000_00, .due),
            (15_000_00, .notConcerned),
        ])
    func threshold(cents: Int, standing: Duty.Standing) {
        let duty = Obligation.agreement.agreementDuty(year: 2026, granted: Money(cents: cents))
        #expect(duty.standing == standing)
        #expect(duty.citation.contains("2000-321"))
    }

    @Test("Is foreseen when what is asked would cross it")
    func foreseen() {
        let duty = Obligation.agreement.agreementDuty(
            year: 2026, granted: Money(euros: 16_000), asked: Money(euros: 22_400))
        #expect(duty.standing == .foreseen)
        #expect(duty.sentence.contains("22\u{202f}400\u{a0}€"))
    }
}

@Suite("R4, financial report within six months") struct ReportObligationTests {
    @Test(
        "Is due the last day of the sixth month after the accounts close",
        arguments: [
            (Day(2025, 12, 31), Day(2026, 6, 30)),
            (Day(2026, 8, 31), Day(2027, 2, 28)),
            (Day(2026, 6, 30), Day(2026, 12, 31)),
            (Day(2028, 2, 29), Day(2028, 8, 31)),
        ])
    func dueDay(closing: Day, due: Day) {
        #expect(Obligation.reportDueDay(accountsClosedOn: closing) == due)
    }

    @Test(
        "Is due until its day, overdue the day after, fulfilled when it came",
        arguments: [
            (Day(2026, 6, 30), nil, Duty.Standing.due), (Day(2026, 7, 1), nil, .overdue),
            (Day(2026, 7, 1), Day(2026, 5, 2), .fulfilled),
        ] as [(Day, Day?, Duty.Standing)])
    func standing(today: Day, received: Day?, standing: Duty.Standing) {
        let duty = Obligation.financialReport.reportDuty(
            amount: Money(euros: 500), earmarked: true, closing: Day(2025, 12, 31), receivedOn: received, today: today)
        #expect(duty.standing == standing)
        #expect(duty.dueOn == Day(2026, 6, 30))
    }

    @Test("Asks nothing of a general operating grant")
    func operating() {
        let duty = Obligation.financialReport.reportDuty(
            amount: Money(euros: 500), earmarked: false, closing: Day(2025, 12, 31), receivedOn: nil,
            today: Day(2026, 9, 1))
        #expect(duty.standing == .notConcerned)
    }

    @Test("29 February closes the 28th in other years")
    func leap() {
        #expect(Obligation.accountsClosing(year: 2027, month: 2, day: 29) == Day(2027, 2, 28))
        #expect(Obligation.accountsClosing(year: 2028, month: 2, day: 29) == Day(2028, 2, 29))
    }
}
