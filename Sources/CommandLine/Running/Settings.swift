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

    /// What is given, else the usual value; nil where there is none. An empty text is none.
    func text(_ setting: Setting) -> String? {
        let given = reader.string(forKey: ConfigKey(setting.key))
        return given.flatMap { $0.isEmpty ? nil : $0 } ?? setting.usual
    }

    /// - Throws: ``Usage`` for what is no number, or out of bounds.
    func number(_ setting: Setting) throws -> Int {
        let text = text(setting) ?? ""
        guard case .number(let range) = setting.kind, let number = Int(text), range.contains(number) else {
            throw Usage(
                message: "\(setting.variable) attend un nombre, pas «\u{a0}\(text)\u{a0}»\(Self.bounds(setting)).")
        }
        return number
    }

    /// - Throws: ``Usage`` for what is neither true nor false.
    func flag(_ setting: Setting) throws -> Bool {
        switch text(setting)?.lowercased() {
        case "true", "1", "yes", "oui": return true
        case nil, "false", "0", "no", "non": return false
        case let other?:
            throw Usage(message: "\(setting.variable) attend true ou false, pas «\u{a0}\(other)\u{a0}».")
        }
    }

    private static func bounds(_ setting: Setting) -> String {
        guard case .number(let range) = setting.kind else { return "" }
        return "\u{a0}: de \(range.lowerBound) à \(range.upperBound)"
    }

    /// How many connections to the database there may be.
    func connectionLimits() throws -> ConnectionLimits {
        ConnectionLimits(
            total: try number(.totalConnections), each: try number(.connections),
            idleTime: .seconds(try number(.idleConnections)), patience: .seconds(try number(.connectionWait)))
    }
}
