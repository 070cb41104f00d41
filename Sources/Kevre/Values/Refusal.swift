/// What a use case answers when it will not do what is asked, in words for the person who asked.
///
/// A refusal is expected and harmless: it is shown as it is. Any other error is a fault: people see
/// a number, the log gets the whole.
public protocol Refusal: Error, Sendable {
    /// The French sentence to show, ending with a full stop.
    var message: String { get }

    /// A stable name for programs, such as `money.negative`; it never changes once published.
    var code: String { get }

    /// The field of the form or the column of the file at fault, when there is one.
    var field: String? { get }
}

extension Refusal {
    public var field: String? { nil }
}
