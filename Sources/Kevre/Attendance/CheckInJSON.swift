import Foundation

extension CheckIn {
    /// The answer for programs: `kevre rencontres checkin --format json` and the door's page say the same.
    public func json(year: Int) -> JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        func number(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
        return .object([
            ("outcome", .string(outcome.rawValue)), ("ok", .boolean(outcome.isGood)), ("message", .string(message)),
            ("edition", .integer(year)), ("code", .string(ParticipantCode.shown(code))),
            ("name", text(name)), ("association", text(isStand ? name : organisation)), ("stand", .boolean(isStand)),
            ("trial", .boolean(isTrial)),
            ("stand_type", text(isStand ? organisation : nil)),
            ("first_in_at", text(firstAt?.inParis.iso)), ("first_door", text(firstDoor)), ("back", .boolean(isBack)),
            ("other_edition", number(otherYear)), ("waiting_rank", number(rank)),
            (
                "sessions",
                .array(
                    agenda.map {
                        .object([
                            ("title", .string($0.title)), ("hours", .string($0.hours)), ("room", text($0.room)),
                            ("waiting_rank", number($0.rank)),
                        ])
                    })
            ),
            ("counters", count.json),
        ])
    }
}

extension HallCount {
    /// The count for programs.
    public var json: JSONValue {
        .object([
            ("inside", .integer(inside)), ("entered", .integer(entered)),
            ("limit", limit.map(JSONValue.integer) ?? .null), ("level", .string(level.rawValue)),
        ])
    }
}
