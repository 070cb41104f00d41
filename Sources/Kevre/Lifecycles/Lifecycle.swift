/// States, the events that lead from one to another, and who may fire them. From one definition come the
/// buttons of the page, the verbs of the command line, the guard in the use case and the table by which the
/// database checks every change of state.
public struct Lifecycle<State: LifecycleCode, Event: LifecycleCode>: Sendable {
    /// A passage from one state to another.
    public struct Transition: Sendable, Hashable {
        /// The state left.
        public let from: State
        /// What makes the passage.
        public let event: Event
        /// The state reached.
        public let to: State
    }

    /// Every passage, in the order of the definition.
    public let transitions: [Transition]
    private let byOrigin: [State: [Transition]]

    /// - Parameter rows: the states an event may come from and those it may lead to: all their pairs.
    public init(_ rows: [(from: [State], event: Event, to: [State])]) {
        transitions = rows.flatMap { row in
            row.from.flatMap { from in row.to.map { Transition(from: from, event: row.event, to: $0) } }
        }
        byOrigin = Dictionary(grouping: transitions, by: \.from)
    }

    /// The events possible from a state, in the order of the definition.
    public func events(from state: State) -> [Event] {
        var seen: Set<Event> = []
        return (byOrigin[state] ?? []).map(\.event).filter { seen.insert($0).inserted }
    }

    /// Where an event leads.
    ///
    /// - Parameter to: the end wanted where an event has several; nil where it has one.
    /// - Throws: ``LifecycleRefusal`` when the pair is not in the definition.
    public func target(from state: State, _ event: Event, to wanted: State? = nil) throws -> State {
        let targets = (byOrigin[state] ?? []).filter { $0.event == event }.map(\.to)
        guard let target = wanted.map({ targets.contains($0) ? $0 : nil }) ?? targets.first else {
            throw LifecycleRefusal(
                event: event.label, subject: State.subject, state: state.label, code: event.rawValue)
        }
        return target
    }

    /// States no event leaves.
    public var ends: [State] { State.allCases.filter { byOrigin[$0] == nil } }
}

/// A state or an event: a stable code and the French words for it.
public protocol LifecycleCode: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String, AllCases == [Self] {
    /// What is read on a button, in a list, in a refusal.
    var label: String { get }
    /// What has these states, with its article, as a refusal names it.
    static var subject: String { get }
}

extension LifecycleCode {
    public static var subject: String { "le dossier" }
}

/// An event that the state does not allow.
public struct LifecycleRefusal: Refusal, Equatable {
    public let message: String
    public let code: String
    public var field: String? { nil }

    init(event: String, subject: String = "le dossier", state: String, code: String) {
        message =
            "«\u{a0}\(event)\u{a0}» n’est pas possible\u{a0}: \(subject) est à l’état «\u{a0}\(state)\u{a0}»."
        self.code = "illegal_transition.\(code)"
    }
}
