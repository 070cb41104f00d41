import Kevre

/// What the script is told once a line of a session has changed: its version, what every place of the page that shows
/// it must say now, and the envelopes.
struct LineAnswer: Sendable {
    let line: AgendaLine
    let gauges: [EnvelopeGauge]

    /// Names the places that show the version of a line.
    static func record(_ line: AgendaLine.ID) -> String { "agenda_line-\(line)" }

    /// What the popover says of the amount.
    static func amount(_ line: AgendaLine) -> String {
        line.amountToGrant.map { "Montant\u{a0}: \($0.short)" } ?? "Saisissez d’abord le montant."
    }

    /// What the column of decisions says of a line not decided.
    static func standing(_ line: AgendaLine) -> String { line.isDiscussed ? "en discussion" : "à décider" }

    var json: JSONValue {
        let record = Self.record(line.id)
        var shown = [("\(record)-amount", JSONValue.string(Self.amount(line)))]
        if line.outcome == nil { shown.append(("\(record)-standing", .string(Self.standing(line)))) }
        let envelopes = gauges.map { gauge in
            JSONValue.object([
                ("id", .integer(gauge.envelope.number)), ("total_cents", .integer(gauge.amount.cents)),
                ("decided_cents", .integer(gauge.decided.cents)),
                ("warning", .string(gauge.warningOfProposals ?? "")),
            ])
        }
        return .object([
            ("record", .string(record)), ("version", .integer(line.version)),
            ("amount", .string(line.amount?.figures ?? "")), ("shown", .object(shown)),
            ("envelopes", .array(envelopes)),
        ])
    }
}
