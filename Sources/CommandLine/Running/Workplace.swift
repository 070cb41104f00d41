import Foundation
import Kevre
import PostgreSQL

/// What a command works with: the instance, opened on the database designated or on the private one, which it
/// joins when a server runs and starts for its own time otherwise.
struct Workplace: Sendable {
    let instance: Instance
    let cluster: PrivateCluster?
    let settings: Settings
    let data: URL

    static func open(_ options: AccessOptions) async throws -> Workplace {
        let settings = try await Settings()
        let limits = try settings.connectionLimits()
        let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let installation = try Installation.locate(setting: settings.text(.home), executable: executable)
        let data = URL(
            filePath: options.data ?? settings.text(.data)
                ?? installation.home.appending(path: "var/kevre").path(percentEncoded: false)
        ).absoluteURL
        if let database = options.database ?? settings.text(.databaseURL) {
            let instance = Instance(
                conninfo: database, installation: installation, data: data, limits: limits,
                listening: settings.text(.listenURL), now: { Date() })
            return Workplace(instance: instance, cluster: nil, settings: settings, data: data)
        }
        let cluster = PrivateCluster(directory: data.appending(path: "postgresql"))
        do {
            let conninfo = try await cluster.start()
            let instance = Instance(
                conninfo: conninfo, installation: installation, data: data, limits: limits, now: { Date() })
            return Workplace(instance: instance, cluster: cluster, settings: settings, data: data)
        } catch let error as PrivateClusterError {
            throw ClusterRefusal(error, data: data)
        }
    }

    /// Runs a command's work and closes the workplace whatever happens.
    static func with<T>(_ options: AccessOptions, _ body: (Workplace) async throws -> T) async throws -> T {
        let place = try await open(options)
        do {
            let result = try await body(place)
            await place.close()
            return result
        } catch {
            await place.close()
            throw error
        }
    }

    /// Runs work of one authority in an agent's name: the one given, else the system administrator.
    static func withOffice<T>(
        _ options: AccessOptions, _ body: (Office, Agent) async throws -> T
    ) async throws -> T {
        try await with(options) { place in
            try await place.instance.migrate()
            let code = options.authority ?? place.settings.text(.authority)
            let office = try await place.instance.office(code)
            let agent: Agent
            if let email = options.agent ?? place.settings.text(.agent) {
                agent = try await office.read { try Agent.find(email: email, in: $0) }
            } else {
                agent = .system
            }
            do {
                let result = try await body(office, agent)
                await office.database.close()
                return result
            } catch {
                await office.database.close()
                throw error
            }
        }
    }

    func close() async {
        await instance.close()
        await cluster?.stop()
    }
}

/// The private database cannot be had.
struct ClusterRefusal: Refusal {
    let message: String
    var code: String { "cluster" }

    init(_ failure: PrivateClusterError, data: URL) {
        let place = data.path(percentEncoded: false)
        message = "La base privée de \(place) ne démarre pas\u{a0}: \(Self.reason(failure))"
    }

    private static func reason(_ failure: PrivateClusterError) -> String {
        switch failure {
        case .postgreSQLMissing(let version):
            "PostgreSQL\(version.map { " \($0)" } ?? "") n’est pas installé (paquet postgresql de Debian)."
        case .directoryNotWritable(let path):
            "impossible d’écrire dans «\u{a0}\(path)\u{a0}». Donnez-vous ce dossier, ou désignez-en un autre par --data."
        case .directoryUnreachable(let path, let account):
            "le compte «\u{a0}\(account)\u{a0}», sous lequel PostgreSQL tourne, n’a pas accès à «\u{a0}\(path)\u{a0}»."
        case .accountMissing(let name):
            "le compte «\u{a0}\(name)\u{a0}», sous lequel PostgreSQL doit tourner, n’existe pas."
        case .socketDirectory(let path, let reason): "le dossier «\u{a0}\(path)\u{a0}» ne convient pas (\(reason))."
        case .diskFull(let path): "le disque est plein («\u{a0}\(path)\u{a0}»). Libérez de la place et recommencez."
        case .noFileDescriptors(let limit):
            "plus un seul descripteur de fichier libre (\(limit) au plus). Relevez la limite\u{a0}: LimitNOFILE du service, ou ulimit -n."
        case .initializationFailed(let output): "sa création a échoué.\n\(output)"
        case .startFailed(let log): "PostgreSQL s’est arrêté aussitôt.\n\(log)"
        }
    }
}
