extension Application {
    /// The reference machine, whole: buttons, verbs, the guard of every use case and the table
    /// `application_transition` by which the database checks each change say the same.
    ///
    /// Adjourned is « back to proposed »; an instalment leads to `paid` when it was the last one.
    public static let lifecycle = Lifecycle<ApplicationState, ApplicationEvent>([
        ([.draft], .submit, [.submitted]),
        ([.submitted], .declareComplete, [.complete]),
        ([.submitted], .requestDocuments, [.incomplete]),
        ([.incomplete], .answer, [.submitted]),
        ([.complete], .take, [.underInstruction]),
        ([.underInstruction], .propose, [.proposed]),
        ([.proposed], .putOnAgenda, [.onAgenda]),
        ([.proposed], .sendBack, [.underInstruction]),
        ([.onAgenda], .grant, [.granted]),
        ([.onAgenda], .refuse, [.refused]),
        ([.onAgenda], .adjourn, [.proposed]),
        ([.refused], .notify, [.refused]),
        ([.granted], .notify, [.notified]),
        ([.notified], .signAgreement, [.agreed]),
        ([.notified, .agreed, .inPayment], .payInstalment, [.inPayment, .paid]),
        ([.inPayment, .paid], .receiveReport, [.reportReceived]),
        ([.reportReceived], .accept, [.closed]),
        ([.reportReceived], .askCorrections, [.reportReceived]),
        ([.reportReceived], .payBalance, [.reportReceived]),
        ([.granted], .amend, [.granted]),
        ([.notified], .amend, [.notified]),
        ([.agreed], .amend, [.agreed]),
        ([.inPayment], .amend, [.inPayment]),
        ([.paid], .amend, [.paid]),
        ([.submitted], .declareInadmissible, [.inadmissible]),
        ([.incomplete], .abandon, [.abandoned]),
        (ApplicationState.allCases.filter(\.isBeforeDecision), .withdraw, [.withdrawn]),
        ([.granted, .notified, .agreed, .inPayment], .lapse, [.lapsed]),
        ([.paid, .reportReceived], .clawBack, [.clawback]),
        (
            [.granted, .notified, .agreed, .inPayment, .paid, .reportReceived, .closed], .withdrawDecision,
            [.withdrawnByAuthority]
        ),
    ])
}
