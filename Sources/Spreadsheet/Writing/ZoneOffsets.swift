import Foundation

/// The offsets of a time zone, kept between its changes: asking Foundation for each cell costs more than
/// writing the cell.
struct ZoneOffsets {
    private let zone: TimeZone
    private var spans: [(from: Date, until: Date, seconds: Int)] = []

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    mutating func seconds(at moment: Date) -> Int {
        for span in spans where moment >= span.from && moment < span.until { return span.seconds }
        let seconds = zone.secondsFromGMT(for: moment)
        let until = zone.nextDaylightSavingTimeTransition(after: moment) ?? .distantFuture
        if let known = spans.firstIndex(where: { $0.until == until }) {
            spans[known].from = min(moment, spans[known].from)
        } else {
            spans.append((moment, until, seconds))
        }
        return seconds
    }
}
