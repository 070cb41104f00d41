import PostgreSQL

extension Application {
    /// An event that the life cycle offers an agent now; blocked when a rule forbids it yet, with the reason that
    /// the page shows beside the disabled button.
    public struct Allowed: Sendable, Equatable {
        /// What can be done; its label is the button's.
        public let event: ApplicationEvent
        /// Why not yet, in French; nil when nothing stands in the way.
        public let blocked: String?

        /// Whether the button works.
        public var isPossible: Bool { blocked == nil }
    }

    /// The events of this file for an agent, in the order of the life cycle. Those that belong to steps the
    /// product does not live yet (agreement, payment, report) are not offered.
    public func events(for agent: Agent, on today: Day, in tx: Transaction) throws -> [Allowed] {
        try Self.lifecycle.events(from: state).compactMap { event in
            guard Self.lived.contains(event) else { return nil }
            let seesSessions = event.maker == .session && agent.may(.instructApplications, of: service)
            guard agent.may(event.right, of: service) || seesSessions else { return nil }
            return Allowed(event: event, blocked: try obstacle(to: event, on: today, in: tx))
        }
    }

    /// Steps that have a use case: the others stand in the definition only.
    static let lived: Set<ApplicationEvent> = [
        .submit, .declareInadmissible, .requestDocuments, .answer, .abandon, .declareComplete, .take, .propose,
        .sendBack, .putOnAgenda, .adjourn, .grant, .refuse, .withdraw, .notify,
    ]

    /// What stands in the way of an event, in French; nil when nothing does. The use case checks the same again.
    func obstacle(to event: ApplicationEvent, on today: Day, in tx: Transaction) throws -> String? {
        switch event {
        case .submit:
            let count = ApplicationReading(draft, kind).problems.count
            return count == 0 ? nil : "Il reste \(FrenchText.count(count, "point")) à compléter ou à corriger."
        case .declareComplete:
            if try Association.find(association, in: tx).isProvisional {
                return ApplicationRefusal.associationProvisional.message
            }
            if late && lateAccepted != true { return ApplicationRefusal.lateUndecided.message }
            let missing = try Self.documentsMissing(id, in: tx)
            return missing.isEmpty ? nil : ApplicationRefusal.documentsMissing(missing).message
        case .answer:
            let missing = try Self.answersMissing(id, in: tx)
            return missing == 0 ? nil : ApplicationRefusal.answersMissing(missing).message
        case .abandon:
            guard let due = documentsDueOn, due >= today else { return nil }
            return ApplicationRefusal.dueDayNotReached(due).message
        case .propose:
            let row = try tx.first("SELECT 1 AS one FROM envelope WHERE campaign_id = \(campaign) LIMIT 1")
            return row == nil ? ApplicationRefusal.noEnvelope.message : nil
        case .putOnAgenda: return "Se fait depuis la page d’une séance."
        case .adjourn, .grant, .refuse: return "Se décide en séance, sur la page de la séance."
        case .notify:
            guard state == .granted, try !Self.hasDeliberation(id, in: tx) else { return nil }
            return ApplicationRefusal.deliberationMissing.message
        default: return nil
        }
    }
}
