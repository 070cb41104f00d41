import Foundation
import Kevre
import Testing

@Suite("Passwords") struct PasswordTests {
    /// A list as Debian's packages bring it.
    private static func list() throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString)")
        try Data("abandon\npassword\nadministration\nintercommunalité\n".utf8).write(to: file)
        return file
    }

    private static func refusal(_ password: String) throws -> PasswordRefusal? {
        let list = try list()
        // A leftover in the temporary directory harms nobody.
        defer { try? FileManager.default.removeItem(at: list) }
        do {
            try Password.check(password, email: "gwenael.herve@exemple.bzh", lists: [list])
            return nil
        } catch let refusal as PasswordRefusal {
            return refusal
        }
    }

    @Test(
        "What is guessed first is refused, with the reason",
        arguments: [
            ("onze signes", PasswordRefusal.short), ("aaaaaaaaaaaaaaaa", .repeated), ("abababababab", .repeated),
            ("121212121212", .repeated), ("azertyuiop12", .keyboard), ("qwertyuiopasdf", .keyboard),
            ("AZERTYUIOPQS", .keyboard), ("1234567890123", .keyboard), ("abcdefghijkl", .keyboard),
            ("0987654321098", .keyboard), ("gwenael.herve@exemple.bzh", .address), ("gwenael.herve2026", .address),
            ("Gwenael.Herve!!", .address), ("Password2026!", .common), ("passwordpassword", .common),
            ("administration", .common), ("Intercommunalite29", .common),
        ])
    func refused(_ password: String, _ why: PasswordRefusal) throws {
        #expect(try Self.refusal(password) == why)
    }

    @Test(
        "Some words without relation, or signs by chance, are taken",
        arguments: [
            "kenavo ar wech all", "kenavo-ar-wech-all", "tR7!kq0Zp#2vX", "quatre bateaux verts", "mouette abandon rail",
        ])
    func taken(_ password: String) throws {
        #expect(try Self.refusal(password) == nil)
    }
}
