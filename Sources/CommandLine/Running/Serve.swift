import ArgumentParser
import Foundation
import Kevre
import KevreWeb
import Logging
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Démarre le serveur.",
        discussion: "Applique d’abord les migrations. Ctrl-C arrête tout proprement, base privée comprise.")

    @Option(help: ArgumentHelp(Setting.port.optionHelp)) var port: Int?
    @Option(help: ArgumentHelp(Setting.host.optionHelp)) var host: String?
    @Flag(help: "Charge les données de démonstration au premier démarrage et affiche les comptes.") var demo = false
    @OptionGroup var access: AccessOptions

    func run() async throws {
        let verbose = ProcessInfo.processInfo.environment["KEVRE_LOG_LEVEL"]
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = verbose.flatMap { Logger.Level(rawValue: $0) } ?? .notice
            return handler
        }
        FileDescriptors.raiseLimit()
        try await Workplace.with(access) { place in
            let instance = place.instance
            try await instance.migrate()
            let demonstration = demo ? try await Demonstration.prepare(instance) : nil
            let host = host ?? place.settings.text(.host) ?? ""
            let port = try port ?? place.settings.number(.port)
            guard (0...65_535).contains(port) else {
                throw Usage(message: "Le port \(port) n’existe pas\u{a0}: de 1 à 65535, ou 0 pour un port libre.")
            }
            let logger = Logger(label: "kevre")
            let server = try Server(
                instance, host: host, port: port,
                proxies: Proxies(parsing: place.settings.text(.trustProxy)),
                publicLimits: PublicLimits(
                    perHour: try place.settings.number(.publicPerHour),
                    seconds: try place.settings.number(.publicSeconds)),
                metricsToken: place.settings.text(.metricsToken),
                clientConnections: try place.settings.number(.clientConnections), logger: logger
            ) { port in
                Self.announce(host, port, demonstration)
            }
            var services: [any ServiceLifecycle.Service] = [server]
            if let cluster = place.cluster {
                services.append(ClusterWatch(cluster: cluster, instance: instance, logger: logger))
            }
            let group = ServiceGroup(
                configuration: .init(
                    services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
        }
    }

    private static func announce(_ host: String, _ port: Int, _ demonstration: Demonstration.Accounts?) {
        let shown = host == "0.0.0.0" ? "127.0.0.1" : host
        var text = "\nKevre répond sur http://\(shown):\(port)\n"
        if let demonstration { text += "\n\(demonstration.text)" }
        text += "\nCtrl-C pour arrêter.\n"
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
