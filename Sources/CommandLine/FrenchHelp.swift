import ArgumentParser
import Foundation

/// What ArgumentParser says by itself, in French: it has English words only and no way to give it others.
enum FrenchHelp {
    /// Prints a help page on the standard output, or what is wrong with a command on the standard error, and
    /// leaves with ArgumentParser's code.
    static func leave(with error: any Error) -> Never {
        let code = KevreCommand.exitCode(for: error)
        let text = KevreCommand.fullMessage(for: error)
        guard !text.isEmpty else { exit(code.rawValue) }
        // A completion script is a program, not a sentence.
        let output = text.contains("OVERVIEW: ") || code != .success ? translate(text) : text
        (code == .success ? FileHandle.standardOutput : .standardError).write(Data((output + "\n").utf8))
        exit(code.rawValue)
    }

    /// The text of a help page or of a usage error with ArgumentParser's own words in French; ours are left as
    /// they are.
    static func translate(_ text: String) -> String {
        sentences.reduce(text) { text, sentence in
            text.replacingOccurrences(
                of: sentence.english, with: sentence.french, options: [.regularExpression])
        }
    }

    /// Patterns anchored where ArgumentParser writes them, so that nothing inside our own sentences is touched.
    private static let sentences: [(english: String, french: String)] = [
        ("(?m)^OVERVIEW: ", ""),
        ("(?m)^USAGE: ", "USAGE\u{a0}: "),
        ("(?m)^Usage: ", "Usage\u{a0}: "),
        ("(?m)^Error: ", "kevre\u{a0}: "),
        ("(?m)^Help: ", "Aide\u{a0}: "),
        ("(?m)^ARGUMENTS:$", "ARGUMENTS\u{a0}:"),
        ("(?m)^OPTIONS:$", "OPTIONS\u{a0}:"),
        ("(?m)^SUBCOMMANDS:$", "COMMANDES\u{a0}:"),
        ("(?m)<subcommand>", "<commande>"),
        ("(?m)^  See '(.*)' for detailed help\\.$", "  Pour le détail\u{a0}: $1"),
        ("(?m)^  See '(.*)' for more information\\.$", "  Pour en savoir plus\u{a0}: $1"),
        ("(?m)(--version +)Show the version\\.$", "$1Donne la version."),
        ("(?m)(--help +)Show help information\\.$", "$1Donne cette aide."),
        ("(?m)^(  help +)Show subcommand help information\\.$", "$1Donne l’aide d’une commande."),
        ("\\(default: ", "(par défaut\u{a0}: "),
        ("\\(values: ", "(valeurs\u{a0}: "),
        ("; default: ", "\u{a0}; par défaut\u{a0}: "),
        ("Unknown option '(.*?)'\\. Did you mean '(.*?)'\\?", "option inconnue\u{a0}: $1. Vouliez-vous dire $2\u{a0}?"),
        ("Unknown option '(.*?)'", "option inconnue\u{a0}: $1."),
        ("Missing value for '(.*?)'", "il manque une valeur à $1."),
        ("Missing expected argument '(.*?)'", "il manque $1."),
        ("Missing one of: '(.*)'", "il manque l’un de\u{a0}: '$1'."),
        ("Missing required subcommand\\.", "dites quelle commande."),
        ("Unexpected argument '(.*?)'", "«\u{a0}$1\u{a0}» est de trop."),
        ("(\\d+) unexpected arguments: (.*)", "$1 mots de trop\u{a0}: $2."),
        (
            "The option '(.*?)' does not take any value, but '(.*?)' was specified\\.",
            "l’option $1 ne prend pas de valeur («\u{a0}$2\u{a0}» donné)."
        ),
        ("The value '(.*?)' is invalid for '(.*?)'", "la valeur «\u{a0}$1\u{a0}» ne convient pas à $2"),
        ("The value '(.*?)' is invalid\\.", "la valeur «\u{a0}$1\u{a0}» ne convient pas."),
        ("Please provide one of the following:", "Valeurs possibles\u{a0}:"),
        ("Please provide one of (.*?)\\.", "Valeurs possibles\u{a0}: $1."),
        ("Value to be set with (.*) had already been set with (.*)", "$1 contredit $2."),
    ]
}
