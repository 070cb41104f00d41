/// The record does not exist, or not for this agent.
public struct NotFound: Refusal, Equatable {
    /// What is missing, in French.
    public let message: String
    public var code: String { "not_found" }
    public var field: String? { nil }

    /// - Parameter message: a French sentence that names what is missing.
    public init(_ message: String) { self.message = message }
}
