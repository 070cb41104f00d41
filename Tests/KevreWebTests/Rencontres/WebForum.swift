import Foundation
import Kevre
import PostgreSQL
import TestSupport

extension WebOffice {
    /// An edition that is open now, with one place, and two associations.
    func layForum() async throws -> [Association.ID] {
        let officer = try await test.agent(.maelle)
        let today = office.today()
        let day = today.adding(days: 20)
        let input = FormInput([
            "year": [String(day.year)], "name": ["Rencontres"], "starts_on": [day.iso], "place": ["Gymnase de Kergoz"],
            "registration_opens_at": [ParisTime.moment(today.adding(days: -5)).inParis.input],
            "registration_closes_at": [ParisTime.moment(today.adding(days: 10)).inParis.input],
            "regulation": ["Tenir le stand toute la journée."],
        ])
        return try await office.write(as: officer) { tx in
            let year = try Edition.save(nil, version: nil, input, by: officer, in: tx)
            try tx.execute("UPDATE edition SET year = 2026 WHERE year = \(year)")
            let edition = try Edition.find(year: 2026, by: officer, in: tx)
            try StandType.save(
                of: edition.id, version: edition.version,
                FormInput([
                    "type_name": ["Stand"], "type_quota": ["1"], "type_tables": ["2"], "type_chairs": ["4"],
                    "type_watts": ["1000"], "type_panels": ["1"],
                ]), by: officer, in: tx)
            try Edition.fire(.publish, edition.id, version: nil, by: officer, in: tx)
            return try tx.query(
                """
                INSERT INTO association (name, rna, email, phone) VALUES
                    ('Radio Kreiz', 'W223000012', 'secret@kreiz.example', '0611111111'),
                    ('Vélo utile', 'W223000013', null, null) RETURNING id
                """
            ).map { try $0["id"] }
        }
    }

    /// What the association types.
    func registrationFields(_ association: Association.ID, isOnline: Bool = true) async throws -> [String: String] {
        let type: Int = try await office.read { try $0.one("SELECT min(id) AS id FROM stand_type")["id"] }
        return [
            "association": isOnline ? key(association) : association.description, "type": String(type),
            "contact_name": "Maï Le Roux",
            "contact_email": "mai@exemple.bzh", "tables": "1", "regulation": "oui",
        ]
    }
}
