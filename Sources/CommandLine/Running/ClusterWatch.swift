import Kevre
import Logging
import PostgreSQL
import ServiceLifecycle

/// Watches the private cluster while serving. It is started again when it was killed or stopped: who wants it stopped
/// stops Kevre. It is restarted when its package was upgraded under it.
struct ClusterWatch: ServiceLifecycle.Service {
    let cluster: PrivateCluster
    let instance: Instance
    let logger: Logger

    /// A server that somebody restarts, or a package being unpacked, looks the same for a moment.
    private static let sightings = (down: 3, replaced: 10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var (down, replaced) = (0, 0)
            var pause = Pause()
            // Cancelled: the service stops.
            while (try? await Task.sleep(for: pause.next)) != nil {
                do {
                    down = try cluster.isDown() ? down + 1 : 0
                    replaced = cluster.isReplaced ? replaced + 1 : 0
                    if down >= Self.sightings.down {
                        logger.error("the private PostgreSQL is gone; starting it again")
                        _ = try await cluster.start()
                    } else if replaced >= Self.sightings.replaced {
                        try await restart()
                    }
                    pause.reset()
                } catch let error as PrivateClusterError {
                    pause.lengthen()
                    let seconds = pause.next.components.seconds
                    logger.critical("the private PostgreSQL can't be looked after: \(error); next try in \(seconds) s")
                } catch {
                    pause.lengthen()
                    logger.critical("the private PostgreSQL does not start again: \(error)")
                }
            }
        }
    }

    /// New visits wait while those under way finish; if a write of another program goes on, another moment is better.
    private func restart() async throws {
        guard let installed = try await cluster.installedVersion() else { return }
        let done = try await instance.connections.whilePaused(patience: .seconds(5)) {
            guard try await instance.writesElsewhere() == 0 else { return false }
            logger.notice("PostgreSQL was upgraded on disk (\(installed)); restarting the private one")
            try await cluster.restart()
            return true
        }
        if done == true { logger.notice("the private PostgreSQL runs again, as \(installed)") }
    }

    /// A second; longer each time that something fails, up to five minutes.
    private struct Pause {
        private(set) var next = Duration.seconds(1)
        mutating func lengthen() { next = min(next * 2, .seconds(300)) }
        mutating func reset() { next = .seconds(1) }
    }
}
