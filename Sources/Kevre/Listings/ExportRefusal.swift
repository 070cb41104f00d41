import Spreadsheet

/// Why a file could not be written.
public enum ExportRefusal: Refusal, Equatable {
    case diskFull(String)
    case cannotWrite(String, reason: String)

    public var message: String {
        switch self {
        case .diskFull(let path):
            "Le disque est plein\u{a0}: «\u{a0}\(path)\u{a0}» n’a pas été écrit, rien n’a été laissé à moitié."
        case .cannotWrite(let path, let reason):
            SpreadsheetError.missingFolder(of: path, reason)
                ?? "«\u{a0}\(path)\u{a0}» ne peut pas être écrit (\(SpreadsheetError.french(reason)))."
        }
    }

    public var code: String {
        switch self {
        case .diskFull: "export.disk_full"
        case .cannotWrite: "export.cannot_write"
        }
    }

    /// Runs `body` and puts into words what the disk answers.
    static func translating<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch SpreadsheetError.diskFull(let path) {
            throw ExportRefusal.diskFull(path)
        } catch SpreadsheetError.cannotWrite(let path, let reason) {
            throw ExportRefusal.cannotWrite(path, reason: reason)
        }
    }
}
