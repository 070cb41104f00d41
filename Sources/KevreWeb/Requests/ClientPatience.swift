import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// How long the server waits for a client that sends or takes nothing, or next to nothing.
struct ClientTimes: Sendable {
    /// For the whole head of the first request, from the connection's beginning.
    var head: TimeAmount = .seconds(15)
    /// Between requests: for the whole head of the next one.
    var idle: TimeAmount = .seconds(60)
    /// For a body, in which a second more is given for each ``bytesPerSecond`` received.
    var body: TimeAmount = .seconds(20)
    var bytesPerSecond = 1_024
    /// For a client that takes nothing of the answer.
    var taking: TimeAmount = .seconds(120)
}

/// Closes connections that keep the server waiting. Only the client's own slowness counts: while the server does not
/// ask for more, because it is busy with what it has, no time passes.
final class ClientPatience: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Stage { case firstHead, nextHead, body, answer }

    private let times: ClientTimes
    private var stage = Stage.firstHead
    private var timer: Scheduled<Void>?
    private var stalled: Scheduled<Void>?
    /// When the server asked for the bytes that have not come yet.
    private var askedAt: NIODeadline?
    /// Time the client has kept the server waiting for the body, and what it sent meanwhile.
    private var waited = TimeAmount.zero
    private var received = 0

    init(_ times: ClientTimes) { self.times = times }

    func handlerAdded(context: ChannelHandlerContext) { expect(times.head, context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        stalled?.cancel()
    }

    func read(context: ChannelHandlerContext) {
        if stage == .body, askedAt == nil {
            askedAt = context.eventLoop.now
            expectMoreOfBody(context)
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            stage = .body
            (waited, received, askedAt) = (.zero, 0, nil)
            timer?.cancel()
        case .body(let bytes):
            received += bytes.readableBytes
            if let askedAt { waited = waited + (context.eventLoop.now - askedAt) }
            askedAt = nil
            timer?.cancel()
        case .end:
            stage = .answer
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), stage == .answer {
            stage = .nextHead
            expect(times.idle, context)
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalled?.cancel()
        if !context.channel.isWritable {
            let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
            stalled = context.eventLoop.scheduleTask(in: times.taking) { bound.value.context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func expectMoreOfBody(_ context: ChannelHandlerContext) {
        let allowed = times.body + .seconds(Int64(received / max(1, times.bytesPerSecond)))
        expect(allowed > waited ? allowed - waited : .nanoseconds(1), context)
    }

    private func expect(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: time) { bound.value.handler.giveUp(bound.value.context) }
    }

    /// Half a request is answered 408, silence between requests by nothing.
    private func giveUp(_ context: ChannelHandlerContext) {
        guard stage == .firstHead || stage == .body else { return context.close(promise: nil) }
        let head = HTTPResponse(
            status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
