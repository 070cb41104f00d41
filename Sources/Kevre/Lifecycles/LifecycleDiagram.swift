extension Lifecycle {
    /// The machine as a Mermaid state diagram, one line a passage, in the order of the definition: what the
    /// documents show is drawn from it, so that they cannot disagree.
    ///
    /// - Parameter start: the state in which everything begins.
    public func diagram(from start: State) -> String {
        var lines = ["stateDiagram-v2", "    [*] --> \(start.rawValue)"]
        lines += State.allCases.map { "    \($0.rawValue) : \($0.label)" }
        lines += transitions.map { "    \($0.from.rawValue) --> \($0.to.rawValue) : \($0.event.label)" }
        lines += ends.map { "    \($0.rawValue) --> [*]" }
        return lines.joined(separator: "\n")
    }
}
