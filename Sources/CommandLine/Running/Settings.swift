import Configuration
import Foundation
import Kevre
import SystemPackage

/// Settings: a command's options first, then the environment (KEVRE_…), then the file KEVRE_CONFIG names
/// (lines `KEVRE_…=value`; /etc/kevre/kevre.env when it exists).
struct Settings: Sendable {
    private let reader: ConfigReader

    init() async throws {
        let environment = EnvironmentVariablesProvider()
        let file = ProcessInfo.processInfo.environment["KEVRE_CONFIG"] ?? "/etc/kevre/kevre.env"
        do {
            let settings = try await EnvironmentVariablesProvider(
                environmentFilePath: FilePath(file),
                allowMissing: ProcessInfo.processInfo.environment["KEVRE_CONFIG"] == nil)
            reader = ConfigReader(providers: [environment, settings])
        } catch {
            throw Usage(message: "Le fichier de réglages \(file) n’est pas lisible.")
        }
    }

    func text(_ key: ConfigKey) -> String? { reader.string(forKey: key) }
    func number(_ key: ConfigKey) -> Int? { reader.int(forKey: key) }
    func flag(_ key: ConfigKey) -> Bool { reader.bool(forKey: key, default: false) }
}
