import Logging
import PostgreSQL
import ServiceLifecycle

/// Starts the private cluster again when it was killed or stopped while serving: who wants it stopped stops Kevre.
struct ClusterWatch: Service {
    let cluster: PrivateCluster
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var sightings = 0
            // Cancelled: the service stops.
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                // A server that somebody restarts looks the same for a moment.
                sightings = cluster.isDown ? sightings + 1 : 0
                if sightings >= 3 { await restart() }
            }
        }
    }

    private func restart() async {
        logger.error("the private PostgreSQL is gone; starting it again")
        do {
            _ = try await cluster.start()
        } catch {
            logger.critical("the private PostgreSQL does not start again: \(error)")
        }
    }
}
