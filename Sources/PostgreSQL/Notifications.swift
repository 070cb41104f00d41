import CLibPQ
import Foundation
import Synchronization

/// A notification sent by `NOTIFY`.
public struct Notification: Sendable, Equatable {
    /// The name given to `LISTEN`.
    public var channel: String
    /// The text sent with it, at most 8000 bytes; empty when there was none.
    public var payload: String
    /// The connection was lost and has been made anew: notifications may have been missed, so look again at what
    /// the channel tells of. There is no payload then.
    public var isResumption: Bool

    /// A notification as it would arrive.
    public init(channel: String, payload: String, isResumption: Bool = false) {
        self.channel = channel
        self.payload = payload
        self.isResumption = isResumption
    }
}

extension Database {
    /// The notifications of some channels, on a connection of its own that listens anew whenever it was lost.
    ///
    /// What is sent after this returns is delivered. Ending the iteration or the task ends the listening.
    /// - Throws: ``PostgreSQLError`` when the server can't be reached at first.
    public func notifications(on channels: [String]) async throws -> AsyncStream<Notification> {
        let (stream, continuation) = AsyncStream.makeStream(of: Notification.self)
        let listener = try Listener(configuration, channels, continuation)
        continuation.onTermination = { _ in listener.stop() }
        try await withCheckedThrowingContinuation { ready in listener.start(ready) }
        return stream
    }
}

/// A thread that waits for notifications, and a pipe that wakes it to stop.
private final class Listener: Sendable {
    private let configuration: Configuration
    private let channels: [String]
    private let continuation: AsyncStream<Notification>.Continuation
    private let wakeUp: (reader: Int32, writer: Int32)
    private let isStopped = Mutex(false)

    init(
        _ configuration: Configuration, _ channels: [String],
        _ continuation: AsyncStream<Notification>.Continuation
    ) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PostgreSQLError(.connection, "no file descriptors left") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeUp = (ends[0], ends[1])
        self.configuration = configuration
        self.channels = channels
        self.continuation = continuation
    }

    deinit {
        close(wakeUp.reader)
        close(wakeUp.writer)
    }

    func start(_ ready: CheckedContinuation<Void, any Error>) {
        let thread = Thread { [self] in run(ready) }
        thread.name = "postgresql-listen"
        thread.start()
    }

    func stop() {
        isStopped.withLock { $0 = true }
        var byte: UInt8 = 0
        // A full pipe has woken the thread already.
        _ = write(wakeUp.writer, &byte, 1)
    }

    private func run(_ ready: CheckedContinuation<Void, any Error>) {
        do {
            var session: Session? = try listen()
            ready.resume()
            while !isStopped.withLock({ $0 }) {
                if let current = session, wait(current) { continue }
                session = nil
                guard let renewed = reconnect() else { break }
                session = renewed
                for channel in channels {
                    continuation.yield(Notification(channel: channel, payload: "", isResumption: true))
                }
            }
            continuation.finish()
        } catch {
            ready.resume(throwing: error)
        }
    }

    private func listen() throws -> Session {
        let session = try Session(configuration, cancellation: nil)
        let commands = channels.map { "LISTEN \(SQL.quoted(identifier: $0))" }
        try session.runSimple(commands.joined(separator: ";"))
        return session
    }

    /// Tries until it succeeds or is stopped.
    private func reconnect() -> Session? {
        while !isStopped.withLock({ $0 }) {
            // Each failure is followed by another try: the server is away for now.
            if let session = try? listen() { return session }
            var waking = pollfd(fd: wakeUp.reader, events: Int16(POLLIN), revents: 0)
            poll(&waking, 1, 500)
        }
        return nil
    }

    /// Waits for one arrival.
    /// - Returns: false when the connection was lost.
    private func wait(_ session: Session) -> Bool {
        var watched = [
            pollfd(fd: PQsocket(session.handle), events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeUp.reader, events: Int16(POLLIN), revents: 0),
        ]
        poll(&watched, 2, -1)
        guard watched[1].revents == 0 else { return true }
        guard PQconsumeInput(session.handle) == 1, !session.isLost else { return false }
        while let arrival = PQnotifies(session.handle) {
            continuation.yield(
                Notification(
                    channel: String(cString: arrival.pointee.relname),
                    payload: String(cString: arrival.pointee.extra)))
            PQfreemem(arrival)
        }
        return true
    }
}
