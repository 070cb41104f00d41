import Foundation
import Kevre
import PostgreSQL
import Synchronization

/// The office of Guingamp-Paimpol Agglomération on a database of its own, with a small cast.
public final class TestOffice: Sendable {
    public let instance: Instance
    public let office: Office
    public let conninfo: String

    /// Opens an office on a fresh database; today is noon of 12 March 2026 until said otherwise.
    public static func open(at moment: Date = Day(2026, 3, 12).noon) async throws -> TestOffice {
        try await TestOffice(conninfo: TestServer.shared.freshDatabase(), at: moment)
    }

    private init(conninfo: String, at moment: Date) async throws {
        let clock = Clock(moment)
        self.conninfo = conninfo
        let data = FileManager.default.temporaryDirectory.appending(path: "kevre-\(UUID().uuidString)")
        instance = Instance(
            conninfo: conninfo, installation: TestServer.installation, data: data, now: { clock.now })
        office = try await instance.office("gpa")
        self.clock = clock
    }

    private let clock: Clock

    /// What the office's clock shows.
    public var now: Date { clock.now }

    /// Moves the office's clock.
    public func set(_ moment: Date) { clock.set(moment) }

    /// Moves the office's calendar, to noon.
    public func set(today: Day) { clock.set(today.noon) }

    /// Acts by hand on the server, as the owner of the tables: what no authority's role may do.
    @discardableResult
    public func asOwner<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await instance.owner.transaction { tx in
            try tx.execute("SET LOCAL search_path TO authority_gpa, shared, pg_temp")
            try tx.execute("SELECT set_config('kevre.actor', '-:À la main', true)")
            return try body(tx)
        }
    }

    /// The other authority on the same database.
    public func neighbour() async throws -> Office { try await instance.office("voisine") }

    public func close() async throws {
        await office.database.close()
        await instance.close()
        try await TestServer.shared.drop(conninfo)
    }

    /// Runs a test on an office of its own and removes the database after it.
    public static func with<T>(
        at moment: Date = Day(2026, 3, 12).noon, _ body: (TestOffice) async throws -> T
    ) async throws -> T {
        let office = try await open(at: moment)
        do {
            let result = try await body(office)
            try await office.close()
            return result
        } catch {
            try await office.close()
            throw error
        }
    }
}

/// A clock that tests move.
private final class Clock: Sendable {
    private let moment: Mutex<Date>
    init(_ moment: Date) { self.moment = Mutex(moment) }
    var now: Date { moment.withLock { $0 } }
    func set(_ now: Date) { moment.withLock { $0 = now } }
}

extension Day {
    /// Twelve o'clock in Paris.
    public var noon: Date { ParisTime.moment(self, hour: 12) }
}
