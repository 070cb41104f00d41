import Foundation
import Synchronization

/// What a password must be, said in the words of what is wrong with it.
///
/// - SeeAlso: CNIL, délibération no 2022-100 (passwords); NIST SP 800-63B, 5.1.1.2 (lists of the commonest).
public enum Password {
    /// Signs at least.
    public static let length = 12

    /// Words that are guessed first, from packages of Debian: those of them that are installed are read.
    public static let lists = [
        "/usr/share/dict/cracklib-small", "/usr/share/dict/french", "/usr/share/dict/american-english",
        "/usr/share/john/password.lst",
    ].map { URL(filePath: $0) }

    /// - Parameters:
    ///   - email: of the account.
    ///   - lists: files of words, one a line.
    /// - Throws: ``PasswordRefusal``.
    public static func check(_ password: String, email: String, lists: [URL] = lists) throws {
        guard password.count >= length else { throw PasswordRefusal.short }
        let plain = FrenchText.folded(password).filter { !$0.isWhitespace }
        guard Set(plain).count >= 5 else { throw PasswordRefusal.repeated }
        guard !isOfRows(password.lowercased()) else { throw PasswordRefusal.keyboard }
        let address = email.lowercased()
        let own = [address, String(address.prefix { $0 != "@" })]
        if own.contains(where: { isMade(of: $0, password.lowercased()) }) { throw PasswordRefusal.address }
        let word = core(plain)
        guard word.count >= 3, isListed(word, lists) || isListed(half(word), lists) else { return }
        throw PasswordRefusal.common
    }

    /// Nothing but a text, once or several times, and some digits or signs around it.
    private static func isMade(of text: String, _ password: String) -> Bool {
        text.count >= 3 && password.replacing(text, with: "").filter(\.isLetter).isEmpty
            && password.contains(text)
    }

    private static let rows = [
        "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "&é\"'(-è_çà",
        "abcdefghijklmnopqrstuvwxyz", "aqwzsxedcrfvtgbyhnujik", "qazwsxedcrfvtgbyhnujm",
    ].map { Array($0) }

    /// Whether most of its signs follow each other on a keyboard or in the alphabet, either way.
    private static func isOfRows(_ password: String) -> Bool {
        let signs = Array(password)
        let neighbours = zip(signs, signs.dropFirst()).filter { left, right in
            rows.contains { row in
                guard let a = row.firstIndex(of: left), let b = row.firstIndex(of: right) else { return false }
                return abs(a - b) == 1
            }
        }
        return neighbours.count * 3 >= (signs.count - 1) * 2
    }

    /// The word between the digits and signs that people add to it.
    private static func core(_ text: String) -> String {
        String(text.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
    }

    /// A word written twice is that word.
    private static func half(_ word: String) -> String {
        let half = word.prefix(word.count / 2)
        return word.count % 2 == 0 && word.hasSuffix(half) ? String(half) : word
    }

    /// Whether a list holds the word, in any case or accent.
    private static func isListed(_ word: String, _ lists: [URL]) -> Bool {
        let line = Data("\n\(word)\n".utf8)
        return lists.contains { folded($0).range(of: line) != nil }
    }

    private static let known = Mutex<[URL: Data]>([:])

    /// The words of a list as they are compared, each between two line ends; nothing for a list that is not installed.
    /// Read once: the first time a password is chosen.
    private static func folded(_ list: URL) -> Data {
        known.withLock { known in
            if let words = known[list] { return words }
            var words = Data("\n".utf8)
            for line in ((try? Data(contentsOf: list)) ?? Data()).split(separator: UInt8(ascii: "\n")) {
                let text = String(decoding: line, as: UTF8.self)
                // Most words are plain letters already.
                words += Data((line.allSatisfy { (0x61...0x7A).contains($0) } ? text : FrenchText.folded(text)).utf8)
                words.append(UInt8(ascii: "\n"))
            }
            known[list] = words
            return words
        }
    }
}

/// Why a password is not taken.
public enum PasswordRefusal: Refusal, Equatable {
    case short, repeated, keyboard, address, common

    public var message: String {
        switch self {
        case .short: "Le mot de passe compte au moins \(Password.length) caractères."
        case .repeated:
            "Ce mot de passe répète les mêmes caractères. Choisissez-en de plus divers\u{a0}: quelques mots sans rapport, par exemple."
        case .keyboard:
            "Ce mot de passe suit les touches du clavier ou l’alphabet\u{a0}: il se devine. Choisissez quelques mots sans rapport."
        case .address:
            "Ce mot de passe est l’adresse du compte\u{a0}: il se devine. Choisissez quelques mots sans rapport."
        case .common:
            "Ce mot de passe est un mot courant, essayé en premier. Choisissez-en plusieurs, sans rapport entre eux."
        }
    }

    public var code: String { "weak_password" }
    public var field: String? { "password" }
}
