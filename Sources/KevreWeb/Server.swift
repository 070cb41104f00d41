import Foundation
import Hummingbird
import Kevre
import Logging
import NIOCore
import ServiceLifecycle

/// The web server of an instance, as a service that drains before it stops: requests under way are answered.
///
/// ```swift
/// let server = try Server(instance, host: "127.0.0.1", port: 8080, logger: logger)
/// try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
/// ```
public struct Server: ServiceLifecycle.Service {
    /// The application, for tests that talk to it without a socket.
    public let application: Hummingbird.Application<Site>
    private let host: String
    private let port: Int

    /// Reads templates and assets; opens nothing yet.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - proxies: whose `X-Forwarded-…` is believed (`KEVRE_TRUST_PROXY`).
    ///   - publicLimits: what is asked of who sends a form without an account.
    ///   - seal: what seals texts that go through browsers; by default a secret kept in the data folder.
    ///   - metricsToken: opens `/metrics` from elsewhere (`KEVRE_METRICS_TOKEN`).
    ///   - clientConnections: HTTP connections of one address at most, 0 for no limit; behind a proxy, whose address
    ///     all have, they are not counted.
    ///   - onListening: told the port once connections are taken.
    /// - Throws: ``PageRenderer/Failure`` when a template can't be read.
    public init(
        _ instance: Instance, host: String, port: Int, proxies: Proxies = .none,
        publicLimits: PublicLimits = PublicLimits(), seal: Seal? = nil,
        metricsToken: String? = nil, clientConnections: Int = Setting.clientConnections.usualNumber,
        routes: Routes = .product, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        var settings = Site.Settings(incoming: instance.data.appending(path: "incoming"))
        settings.proxies = proxies
        settings.publicLimits = publicLimits
        settings.seal = try seal ?? Seal(file: instance.data.appending(path: "seal.key"))
        settings.metricsToken = metricsToken
        let offices = Offices(instance, logger: logger)
        let worker = Worker(logger: logger)
        let site = Site(
            offices: offices, renderer: try PageRenderer(directory: instance.installation.templates),
            settings: settings, worker: worker, routes: routes)
        application = Hummingbird.Application(
            responder: site,
            server: LoopChannel.builder(ClientConnections(limit: proxies == .none ? clientConnections : 0)),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: .maximum(FileDescriptors.forClients, logger: logger)),
            // Stopped from the last to the first: the worker's work needs the offices' connections.
            services: [offices, worker],
            onServerRunning: { await onListening($0.localAddress?.port ?? port) }, logger: logger)
        self.host = host
        self.port = port
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: ``ServerRefusal`` when the address can't be listened on.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ServerRefusal.portTaken(host: host, port: port)
        } catch let error as IOError where error.errnoCode == EACCES {
            throw ServerRefusal.portForbidden(port: port)
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            throw ServerRefusal.noSuchAddress(host: host)
        }
    }
}

/// Why the server can't listen.
public enum ServerRefusal: Refusal, Equatable {
    case portTaken(host: String, port: Int)
    case portForbidden(port: Int)
    case noSuchAddress(host: String)

    public var message: String {
        switch self {
        case .portTaken(let host, let port):
            "Le port \(port) de \(host) est déjà pris\u{a0}: un autre Kevre y répond peut-être. Choisissez-en un autre par --port."
        case .portForbidden(let port):
            "Le port \(port) est réservé au système. Choisissez-en un au-dessus de 1023 par --port."
        case .noSuchAddress(let host): "L’adresse \(host) n’est pas de cette machine."
        }
    }

    public var code: String {
        switch self {
        case .portTaken: "port_taken"
        case .portForbidden: "port_forbidden"
        case .noSuchAddress: "no_such_address"
        }
    }

    public var field: String? { nil }
}
