import Synchronization

/// Counts and latencies of requests, for Prometheus.
final class Metrics: Sendable {
    /// Upper bounds of the latency buckets, in milliseconds.
    private static let bounds: [Int64] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 5_000]

    private struct Counts {
        var byClass = [Int](repeating: 0, count: 6)
        var buckets = [Int](repeating: 0, count: bounds.count + 1)
        var microseconds: Int64 = 0
    }

    private let counts = Mutex(Counts())

    /// Adds an answered request.
    func count(status: Int, _ elapsed: Duration) {
        let micro =
            elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
        let bucket = Self.bounds.firstIndex { micro <= $0 * 1_000 } ?? Self.bounds.count
        counts.withLock {
            $0.byClass[min(max(status / 100, 0), 5)] += 1
            $0.buckets[bucket] += 1
            $0.microseconds += micro
        }
    }

    /// Text exposition format 0.0.4.
    var text: String {
        let now = counts.withLock { $0 }
        var lines = ["# TYPE kevre_requests_total counter"]
        for digit in 1...5 {
            lines.append("kevre_requests_total{status=\"\(digit)xx\"} \(now.byClass[digit])")
        }
        lines.append("# TYPE kevre_request_seconds histogram")
        var sum = 0
        for (index, bound) in Self.bounds.enumerated() {
            sum += now.buckets[index]
            lines.append("kevre_request_seconds_bucket{le=\"\(Self.seconds(bound * 1_000))\"} \(sum)")
        }
        let all = now.buckets.reduce(0, +)
        lines.append("kevre_request_seconds_bucket{le=\"+Inf\"} \(all)")
        lines.append("kevre_request_seconds_sum \(Self.seconds(now.microseconds))")
        lines.append("kevre_request_seconds_count \(all)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func seconds(_ microseconds: Int64) -> String {
        let rest = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
    }
}
