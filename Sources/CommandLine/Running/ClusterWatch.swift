import Logging
import PostgreSQL
import ServiceLifecycle

/// Starts the private cluster again when it was killed while serving; one stopped by hand stays stopped.
struct ClusterWatch: Service {
    let cluster: PrivateCluster
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var sightings = 0
            // Cancelled: the service stops.
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                // A server that is starting looks the same for a moment.
                sightings = cluster.hasCrashed ? sightings + 1 : 0
                if sightings >= 2 { await restart() }
            }
        }
    }

    private func restart() async {
        logger.error("the private PostgreSQL died; starting it again")
        do {
            _ = try await cluster.start()
        } catch {
            logger.critical("the private PostgreSQL does not start again: \(error)")
        }
    }
}
