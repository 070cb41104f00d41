/// What two windows typed into one step of a draft, put together field by field.
public struct DraftMerge: Sendable {
    /// What the step shows now: of each field what was changed in one window, and of those changed in both what was
    /// typed here.
    public let input: FormInput
    /// Fields taken from the other window.
    public let taken: [String]
    /// Fields that both changed, and what the other one says.
    public let both: [(name: String, there: String)]

    /// - Parameters:
    ///   - names: the fields of the step.
    ///   - before: what this window was shown; nil when it did not say.
    ///   - here: what was typed in it.
    ///   - there: what is kept now.
    public init(_ names: [String], before: FormInput?, here: FormInput, there: FormInput) {
        var input = here
        var taken: [String] = []
        var both: [(name: String, there: String)] = []
        func values(_ input: FormInput, _ name: String) -> [String] { input.all(name).filter { !$0.isEmpty } }
        for name in names {
            let (mine, other) = (values(here, name), values(there, name))
            guard mine != other else { continue }
            let base = before.map { values($0, name) }
            if mine == base {
                input.values[name] = other
                taken.append(name)
            } else if other != base {
                both.append((name, other.joined(separator: ", ")))
            }
        }
        self.input = input
        self.taken = taken
        self.both = both
    }
}
