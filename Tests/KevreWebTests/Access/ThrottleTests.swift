import Kevre
import Testing

@testable import KevreWeb

@Suite struct ThrottleTests {
    @Test("Counts each address apart, and starts afresh when the time is over")
    func counting() throws {
        let throttle = Throttle(2, everyMinutes: 10)
        let start = ContinuousClock.now
        for _ in 0..<2 { try throttle.admit("192.0.2.1", at: start) }
        #expect(throws: AccessRefusal.tooManyAttempts(minutes: 10)) {
            try throttle.admit("192.0.2.1", at: start + .seconds(599))
        }
        try throttle.admit("192.0.2.2", at: start + .seconds(599))
        try throttle.admit("192.0.2.1", at: start + .seconds(601))
    }
}
