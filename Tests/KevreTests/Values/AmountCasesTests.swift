import Foundation
import Kevre
import Testing

/// The cases on which the browser's script is tried too: one rule, two readers.
@Suite struct AmountCasesTests {
    struct Case: Decodable, CustomTestStringConvertible, Sendable {
        let text: String
        let cents: Int?
        let refused: String?
        var testDescription: String { text }
    }

    private static let cases: [Case] = {
        let file = URL(filePath: #filePath).appending(path: "../../../Cases/amounts.json").standardized
        do {
            return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        } catch { fatalError("amounts.json: \(error)") }
    }()

    @Test("An amount is read, or refused for its own reason, as in the browser", arguments: cases)
    func amounts(_ one: Case) throws {
        do throws(MoneyRefusal) {
            let money = try Money(parsing: one.text, allowsNegative: false)
            #expect(money.cents == one.cents)
        } catch {
            #expect(error.code == one.refused)
        }
    }
}
