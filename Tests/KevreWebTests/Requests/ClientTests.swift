import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import KevreWeb

@Suite("Slow clients") struct ClientTests {
    private let times = ClientTimes(
        head: .seconds(15), idle: .seconds(60), body: .seconds(20), bytesPerSecond: 1_024, taking: .seconds(120))

    /// A connection whose clock the test moves.
    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: ClientPatience(times))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func begin(_ channel: EmbeddedChannel) throws {
        try channel.writeInbound(
            HTTPRequestPart.head(.init(method: .post, scheme: "http", authority: "a", path: "/")))
        channel.read()
    }

    @Test("Half a head, or nothing, costs the connection after fifteen seconds, with a 408")
    func head() throws {
        let channel = try connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(14))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        guard case .head(let answer) = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.status == .requestTimeout)
    }

    @Test("Half a body costs it after twenty; one that comes, however long, has a second more for each kilobyte")
    func body() throws {
        let channel = try connection()
        try begin(channel)
        for _ in 0..<100 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(10))
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 20 * 1_024)))
            channel.read()
        }
        #expect(channel.isActive)
        let slow = try connection()
        try begin(slow)
        slow.embeddedEventLoop.advanceTime(by: .seconds(19))
        try slow.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 1)))
        slow.read()
        slow.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!slow.isActive)
    }

    @Test("While the server does not ask for more, no time passes")
    func busyServer() throws {
        let channel = try connection()
        try begin(channel)
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 1, count: 10)))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }

    @Test("An answer may take its time; afterwards silence ends the connection after a minute, without a word")
    func idle() throws {
        let channel = try connection()
        try begin(channel)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .minutes(10))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.head(.init(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("One address has so many connections and no more, until it closes some; others come in")
    func bound() throws {
        let clients = ClientConnections(limit: 3)
        let one = try #require(ClientConnections.key(SocketAddress(ipAddress: "192.0.2.1", port: 1)))
        let other = try #require(ClientConnections.key(SocketAddress(ipAddress: "192.0.2.2", port: 1)))
        #expect((0..<5).map { _ in clients.admit(one) } == [true, true, true, false, false])
        #expect(clients.admit(other))
        clients.leave(one)
        #expect(clients.admit(one) && !clients.admit(one))
    }

    @Test("The addresses of one network of IPv6 count as one client")
    func network() throws {
        let first = try SocketAddress(ipAddress: "2001:db8:1:2::1", port: 1)
        let second = try SocketAddress(ipAddress: "2001:db8:1:2:ffff::9", port: 2)
        let elsewhere = try SocketAddress(ipAddress: "2001:db8:1:3::1", port: 1)
        #expect(ClientConnections.key(first) == ClientConnections.key(second))
        #expect(ClientConnections.key(first) != ClientConnections.key(elsewhere))
    }
}
