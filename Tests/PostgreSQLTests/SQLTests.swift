import Foundation
import Testing

@testable import PostgreSQL

@Suite("SQL by interpolation")
struct SQLTests {
    @Test("Every value becomes a parameter, in order")
    func values() {
        let name = "Robert'); DROP TABLE person; --"
        let sql: SQL = "SELECT \(name), \(3), \(nil as Int?), \([1, 2])"
        #expect(sql.text == "SELECT $1, $2, $3, $4")
        #expect(sql.parameters.map(\.text) == [name, "3", nil, #"{"1","2"}"#])
        #expect(sql.parameters.map(\.type) == [0, 20, 20, 1016])
    }

    @Test("Embedded pieces are numbered anew")
    func embedding() {
        let filter: SQL = "town = \("Guingamp") AND year > \(2020)"
        let sql: SQL = "SELECT \(1) WHERE \(filter) AND id = \(9)"
        #expect(sql.text == "SELECT $1 WHERE town = $2 AND year > $3 AND id = $4")
        let joined = SQL.joined([filter, "b = \(true)"], separator: " OR ")
        #expect(joined.text == "town = $1 AND year > $2 OR b = $3")
        #expect(SQL.joined([]).isEmpty)
        #expect((SQL("a = \(1)") + " AND b = \(2)").text == "a = $1 AND b = $2")
    }

    @Test("Names are quoted whatever they hold; trusted text is not")
    func doors() {
        let sql: SQL = "SELECT \(identifier: #"a"b"#) FROM t ORDER BY \(trusted: "1 DESC")"
        #expect(sql.text == #"SELECT "a""b" FROM t ORDER BY 1 DESC"#)
    }

    @Test("A script is cut at its semicolons only")
    func script() {
        let text = """
            SET a = ';'; -- no; cut
            SELECT $f$ ; $f$, "x;y", $1, E'\\';' /* ; /* ; */ ; */;;
            SELECT 2
            """
        #expect(
            Script.statements(text) == [
                "SET a = ';'", "-- no; cut\nSELECT $f$ ; $f$, \"x;y\", $1, E'\\';' /* ; /* ; */ ; */",
                "SELECT 2",
            ])
    }
}
