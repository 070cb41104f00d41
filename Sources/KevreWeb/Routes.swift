import HTTPTypes
import Hummingbird
import Kevre

/// What answers a request: reads the visit, calls floor 3, answers with a page or a redirect.
public typealias Handler = @Sendable (Visit) async throws -> Response

/// Who may come in by a route.
public enum Admission: Sendable, Equatable {
    /// Anybody: pages for associations, sign-in.
    case everybody
    /// Any signed-in agent.
    case agents
    /// Signed-in agents who have the right.
    case right(Right)
}

/// What a route takes as the body of a POST.
public enum BodyLimit: Sendable, Equatable {
    /// Fields of a form: 2 MB.
    case fields
    /// Files too, so many bytes in all.
    case files(bytes: Int)

    /// Files up to so many megabytes in all.
    public static func files(megabytes: Int) -> BodyLimit { .files(bytes: megabytes * 1_048_576) }

    var bytes: Int {
        switch self {
        case .fields: 2 * 1_048_576
        case .files(let bytes): bytes
        }
    }
}

/// One line of the table of routes.
public struct Route: Sendable {
    /// GET or POST; a HEAD is answered as a GET without its body.
    public let method: HTTPRequest.Method
    /// `associations/:id`; no slash at the ends, empty for the first page.
    public let path: String
    /// Who may come in.
    public let admission: Admission
    /// What it takes.
    public let limit: BodyLimit
    /// What answers.
    public let handler: Handler
}

/// The routes, each with the right it needs on the same line. A subject adds its own in one short list:
///
/// ```swift
/// static func add(to routes: inout Routes) {
///     routes.get("associations", right: .readAssociations, use: list)
///     routes.post("associations/:id", right: .writeAssociations, use: save)
/// }
/// ```
public struct Routes: Sendable {
    /// In the order they were added.
    public private(set) var all: [Route] = []

    /// None.
    public init() {}

    /// A page for agents who have a right.
    public mutating func get(_ path: String, right: Right, use handler: @escaping Handler) {
        add(.get, path, .right(right), .fields, handler)
    }

    /// A change by agents who have a right.
    public mutating func post(
        _ path: String, right: Right, accepting limit: BodyLimit = .fields, use handler: @escaping Handler
    ) {
        add(.post, path, .right(right), limit, handler)
    }

    /// A page for every signed-in agent.
    public mutating func agentGet(_ path: String, use handler: @escaping Handler) {
        add(.get, path, .agents, .fields, handler)
    }

    /// A change by any signed-in agent, of what is their own.
    public mutating func agentPost(
        _ path: String, accepting limit: BodyLimit = .fields, use handler: @escaping Handler
    ) {
        add(.post, path, .agents, limit, handler)
    }

    /// A page for everybody.
    public mutating func publicGet(_ path: String, use handler: @escaping Handler) {
        add(.get, path, .everybody, .fields, handler)
    }

    /// A form for everybody.
    public mutating func publicPost(
        _ path: String, accepting limit: BodyLimit = .fields, use handler: @escaping Handler
    ) {
        add(.post, path, .everybody, limit, handler)
    }

    private mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ admission: Admission, _ limit: BodyLimit,
        _ handler: @escaping Handler
    ) {
        all.append(Route(method: method, path: path, admission: admission, limit: limit, handler: handler))
    }
}

extension Routes {
    /// The addresses that answer GET, with their parameters as `:name`.
    public var pages: [String] { all.filter { $0.method == .get }.map { "/" + $0.path } }

    /// Every route of the product.
    public static var product: Routes {
        var routes = Routes()
        SignInPages.add(to: &routes)
        ToDoPages.add(to: &routes)
        SearchPages.add(to: &routes)
        SavedViewPages.add(to: &routes)
        AccountPages.add(to: &routes)
        AgentPages.add(to: &routes)
        SettingPages.add(to: &routes)
        SchemePages.add(to: &routes)
        CampaignPages.add(to: &routes)
        ApplicationPages.add(to: &routes)
        PublicPages.add(to: &routes)
        SessionPages.add(to: &routes)
        ClosingPages.add(to: &routes)
        LinePaymentPages.add(to: &routes)
        DecisionPages.add(to: &routes)
        GrantPages.add(to: &routes)
        CompletionPages.add(to: &routes)
        ProjectPages.add(to: &routes)
        FundingSearchPages.add(to: &routes)
        FinancingPlanPages.add(to: &routes)
        DeadlinePages.add(to: &routes)
        EffectPages.add(to: &routes)
        ImportPages.add(to: &routes)
        PublicationPages.add(to: &routes)
        AssociationPages.add(to: &routes)
        DuplicatePages.add(to: &routes)
        AidPages.add(to: &routes)
        MatchPages.add(to: &routes)
        FunderPages.add(to: &routes)
        ProgrammePages.add(to: &routes)
        ProgrammeSessionPages.add(to: &routes)
        RoomPages.add(to: &routes)
        ParticipantPages.add(to: &routes)
        PublicProgrammePages.add(to: &routes)
        CheckInPages.add(to: &routes)
        DayPages.add(to: &routes)
        OutcomePages.add(to: &routes)
        EditionPages.add(to: &routes)
        RegistrationPages.add(to: &routes)
        LogisticsPages.add(to: &routes)
        PlanPages.add(to: &routes)
        ForumPages.add(to: &routes)
        return routes
    }
}
