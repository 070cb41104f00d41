import Logging
import NIOCore
import Synchronization

/// Counts the connections of each address, so that one client cannot take them all.
final class ClientConnections: Sendable {
    private struct State {
        var open: [[UInt8]: Int] = [:]
        /// Addresses that were turned away since they last had none: one line in the log for each.
        var told: Set<[UInt8]> = []
    }

    /// Connections of one address, at most; 0: as many as it likes.
    let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Counts a connection until it is closed.
    ///
    /// - Returns: whether it may stay.
    func admit(_ channel: any Channel, _ logger: Logger) -> Bool {
        guard limit > 0, let address = channel.remoteAddress.flatMap(Self.key) else { return true }
        guard admit(address) else {
            if state.withLock({ $0.told.insert(address).inserted }) {
                logger.warning(
                    "an address has as many connections as it may; more are closed",
                    metadata: ["from": "\(channel.remoteAddress?.ipAddress ?? "")", "limit": "\(limit)"])
            }
            return false
        }
        channel.closeFuture.whenComplete { _ in self.leave(address) }
        return true
    }

    func admit(_ address: [UInt8]) -> Bool {
        state.withLock { state in
            guard state.open[address, default: 0] < limit else { return false }
            state.open[address, default: 0] += 1
            return true
        }
    }

    func leave(_ address: [UInt8]) {
        state.withLock { state in
            let left = state.open[address, default: 1] - 1
            state.open[address] = left > 0 ? left : nil
            if left <= 0 { state.told.remove(address) }
        }
    }

    /// The address without its port; of IPv6 the network of 64 bits, which one client has as a whole. nil for a Unix
    /// socket.
    static func key(_ address: SocketAddress) -> [UInt8]? {
        switch address {
        case .v4(let four): withUnsafeBytes(of: four.address.sin_addr) { Array($0) }
        case .v6(let six): withUnsafeBytes(of: six.address.sin6_addr) { Array($0.prefix(8)) }
        case .unixDomainSocket: nil
        }
    }
}
