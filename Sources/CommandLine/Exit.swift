import ArgumentParser
import Foundation
import Kevre
import PostgreSQL

/// Exit codes of sysexits.h, so that scripts can tell what happened.
enum Exit: Int32 {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case notAllowed = 77

    /// Prints what went wrong on the standard error and leaves with the code that says so.
    static func leave(with error: any Error) -> Never {
        switch error {
        case let refusal as FormRefusal:
            say(sentence(for: refusal))
            exit(code(of: refusal).rawValue)
        case let refusal as any Refusal:
            say(refusal.message)
            exit(code(of: refusal).rawValue)
        case let error as PostgreSQLError:
            say(sentence(for: error))
            let isAway = error.isConnectionLost || error.isBusy
            let code: Exit = isAway ? .unavailable : error.isDiskFull ? .cannotCreate : .software
            exit(code.rawValue)
        case is CleanExit, is ExitCode, is ValidationError:
            FrenchHelp.leave(with: error)
        case let error as CocoaError:
            say(sentence(for: error))
            exit(error.code.rawValue / 256 == 1 ? noInput.rawValue : cannotCreate.rawValue)
        default:
            // ArgumentParser's own errors print the usage and leave with 64.
            FrenchHelp.leave(with: error)
        }
    }

    static func say(_ message: String) {
        FileHandle.standardError.write(Data("kevre\u{a0}: \(message)\n".utf8))
    }

    private static func code(of refusal: any Refusal) -> Exit {
        switch refusal.code {
        case "not_allowed", "bad_credentials", "too_many_attempts": .notAllowed
        case "file_not_found", "file_unreadable": .noInput
        case "file_not_writable", "disk_full", "export.disk_full", "export.cannot_write": .cannotCreate
        case "several_authorities", "no_authority", "unknown_authority", "unknown_agent", "usage": .usage
        case "installation_not_found", "port_taken", "cluster", "data_directory": .unavailable
        default: .badData
        }
    }

    /// Each field by the name `--set` takes, and what may be written where there is a choice.
    private static func sentence(for refusal: FormRefusal) -> String {
        refusal.problems.map { problem in
            let name = problem.field.map { " (\($0))" } ?? ""
            let choices =
                problem.choices.isEmpty ? "" : " Valeurs possibles\u{a0}: \(problem.choices.joined(separator: ", "))."
            return "\(problem.label)\(name)\u{a0}: \(problem.message)\(choices)"
        }
        .joined(separator: "\n")
    }

    /// What the system says of a file, in French and by the path.
    private static func sentence(for error: CocoaError) -> String {
        let path = error.filePath ?? error.url?.path(percentEncoded: false)
        let file = path.map { "Le fichier «\u{a0}\($0)\u{a0}»" } ?? "Le fichier"
        return switch error.code {
        case .fileReadNoSuchFile: "\(file) n’existe pas."
        case .fileNoSuchFile: "\(file) n’existe pas, ou le dossier qui le contiendrait."
        case .fileReadNoPermission: "\(file) ne peut pas être lu\u{a0}: l’accès est refusé."
        case .fileReadInapplicableStringEncoding, .fileReadCorruptFile: "\(file) est illisible."
        case .fileReadTooLarge: "\(file) est trop gros."
        case .fileWriteNoPermission: "\(file) ne peut pas être écrit\u{a0}: l’accès est refusé."
        case .fileWriteVolumeReadOnly: "\(file) ne peut pas être écrit\u{a0}: le disque est en lecture seule."
        case .fileWriteOutOfSpace: "Le disque est plein\u{a0}: rien n’a été écrit."
        case .fileWriteFileExists: "\(file) existe déjà."
        case .fileReadInvalidFileName, .fileWriteInvalidFileName: "\(file)\u{a0}: ce nom n’est pas celui d’un fichier."
        default:
            error.code.rawValue / 256 == 1 ? "\(file) ne peut pas être lu." : "\(file) ne peut pas être écrit."
        }
    }

    private static func sentence(for error: PostgreSQLError) -> String {
        if error.isBusy { return "Toutes les connexions à la base sont prises depuis trop longtemps. Réessayez." }
        if error.isConnectionLost { return "La base de données ne répond pas\u{a0}: \(error.message)" }
        if error.isDiskFull { return "Le disque est plein\u{a0}: rien n’a été enregistré." }
        return "Erreur de la base de données\u{a0}: \(error)"
    }
}

/// A wrong use of a command that only its run can see.
struct Usage: Refusal {
    let message: String
    var code: String { "usage" }
}
