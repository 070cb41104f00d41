import Foundation
import TestSupport
import Testing

@Suite("One clock in the program") struct OneClockTests {
    /// Where the machine's clock is read, and why.
    private let allowed: [String: String] = [
        "Sources/PostgreSQL/Configuration.swift": "what a client of its own goes by; Kevre gives it another",
        "Sources/CommandLine/Running/Workplace.swift": "the edge: the only place where the program's clock is made",
        "Sources/Kevre/Authorities/Migrator.swift": "when the machine applied a migration",
        "Sources/Kevre/Authorities/ReferenceData.swift": "when the machine loaded a file",
    ]

    private let clocks = [
        #"(?<![.\w])Date\(\)"#, #"\bDate\.now\b"#, #"\bDay\.today\b"#, #"(?<!func )(?<![.\w])(now|NOW)\(\)"#,
        #"\b(clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\b"#,
        #"\b(current_date|current_time|current_timestamp|localtime|localtimestamp)\b"#,
    ].joined(separator: "|")

    @Test("Neither Swift nor the SQL in it reads the machine's clock, but at the edge and for the machine's own sake")
    func sources() throws {
        let home = TestServer.installation.home
        let files = try #require(
            FileManager.default.enumerator(at: home.appending(path: "Sources"), includingPropertiesForKeys: nil))
        var found: Set<String> = []
        var read = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            read += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            if text.range(of: clocks, options: .regularExpression) != nil {
                found.insert(String(file.path.dropFirst(home.path.count).drop { $0 == "/" }))
            }
        }
        #expect(read > 300)
        #expect(found == Set(allowed.keys))
    }
}
