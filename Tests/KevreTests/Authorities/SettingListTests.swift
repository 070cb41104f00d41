import Foundation
import Kevre
import TestSupport
import Testing

@Suite("Settings of an installation") struct SettingListTests {
    @Test("Stand in the administration guide as they are in the program")
    func guide() throws {
        let file = TestServer.installation.home.appending(path: "docs/administration.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(Setting.guide), "the table should read:\n\(Setting.guide)")
    }

    @Test("Have each a variable of its own, and usual values of their kind")
    func list() {
        #expect(Set(Setting.all.map(\.variable)).count == Setting.all.count)
        for setting in Setting.all {
            #expect(setting.variable.hasPrefix("KEVRE_") && !setting.help.isEmpty)
            switch setting.kind {
            case .number(let range): #expect(range.contains(setting.usualNumber), "\(setting.variable)")
            case .flag: #expect(["true", "false"].contains(setting.usual), "\(setting.variable)")
            case .text: break
            }
        }
    }

    @Test("Leave room for others on a server of the usual size")
    func connections() {
        let usual = ConnectionLimits()
        // PostgreSQL's own default is 100; the embedded server's 50.
        #expect(usual.total + 6 <= 50 && usual.each <= usual.total)
    }
}
