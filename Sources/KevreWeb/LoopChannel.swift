import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1 whose requests are answered on the event loop of their connection: bytes come in, a page is made and goes
/// out on one thread, without a hop to Swift's own pool and back. What would keep other visitors of the same loop
/// waiting runs elsewhere: statements on the threads of their connections, what is posted in Swift's pool.
///
/// Clients that send or take nothing lose their connection, and one address has so many at most.
struct LoopChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let clients: ClientConnections

    /// For ``Hummingbird/Application``.
    static func builder(_ clients: ClientConnections, _ times: ClientTimes = ClientTimes()) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let configuration = HTTP1Channel.Configuration(additionalChannelHandlers: [ClientPatience(times)])
            return LoopChannel(
                http: HTTP1Channel(responder: responder, configuration: configuration), clients: clients)
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let mayStay = clients.admit(channel, logger)
        return http.setup(channel: channel, logger: logger).map { value in
            if !mayStay { channel.close(promise: nil) }
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

/// Runs the parts of tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
