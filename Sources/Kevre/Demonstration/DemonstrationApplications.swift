import Foundation
import PostgreSQL

/// The files of a demonstration: several decided years and one under way.
enum DemonstrationApplications {
    private struct Campaign {
        let id: Int
        let envelope: Int
        let year: Int
        let service: String
        let kind: String
        let opens: Date
        let closes: Date
    }

    private struct Person {
        let id: Int
        let name: String
        let purpose: String
        let service: String
        let model: Int
    }

    /// States of a running campaign, with their weight in a hundred.
    private static let running: [(state: String, weight: Int)] = [
        ("draft", 6), ("submitted", 22), ("incomplete", 13), ("complete", 12), ("under_instruction", 20),
        ("proposed", 23), ("inadmissible", 2), ("withdrawn", 2),
    ]
    /// States of a decided one.
    private static let decided: [(state: String, weight: Int)] = [
        ("notified", 70), ("refused", 22), ("inadmissible", 3), ("abandoned", 3), ("withdrawn", 2),
    ]

    static func create(
        _ count: Int, numbered begun: Int, detailed: Bool, on today: Day, in tx: Transaction, _ random: inout Chance
    ) throws {
        let campaigns = try readCampaigns(in: tx)
        let people = try readAssociations(in: tx)
        let officers = try readOfficers(in: tx)
        let current = DemonstrationSchemes.currentYear(on: today)
        var counters = try readCounters(in: tx)
        var drafts = try readDrafts(in: tx)
        var used = try readUsed(detailed, in: tx)
        try tx.name(event: "load_history")
        var chance = random
        try tx.copyIn(
            """
            COPY application (reference, campaign_id, association_id, state, channel, kind, title, object, audience,
                              territory, requested_cents, representative_name, representative_role, declarations,
                              submitted_at, late, completed_at, documents_due_on, officer_id, envelope_id, opinion,
                              opinion_text, proposed_cents, granted_cents, decided_on, notified_on, created_at)
            FROM STDIN
            """
        ) { writer in
            var written = 0
            var attempts = 0
            while written < count {
                attempts += 1
                let person = people[chance.below(people.count)]
                let year = chance.percent(30) ? current : current - 1 - chance.below(4)
                let possible = campaigns.filter { $0.year == year && $0.service == person.service }
                guard let campaign = possible.isEmpty ? nil : chance.one(of: possible) else { continue }
                // One file an association and campaign, as in life; load knows no such restraint.
                if detailed, attempts < count * 20 {
                    guard used.insert("\(campaign.id)/\(person.id)").inserted else { continue }
                }
                let state = draw(year == current ? running : decided, &chance)
                if state == "draft", !drafts.insert("\(campaign.id)/\(person.id)").inserted { continue }
                try write(
                    to: &writer, person, campaign, state, officers[campaign.service], tx.moment, &counters, &chance)
                written += 1
            }
        }
        random = chance
        for (year, value) in counters {
            try tx.execute(
                """
                INSERT INTO counter (name, year, value) VALUES ('application', \(year), \(value))
                ON CONFLICT (name, year) DO UPDATE SET value = excluded.value
                """)
        }
    }

    private static func write(
        to writer: inout CopyWriter, _ person: Person, _ campaign: Campaign, _ state: String, _ officer: Int?,
        _ now: Date, _ counters: inout [Int: Int], _ chance: inout Chance
    ) throws {
        let model = DemonstrationNames.models[person.model]
        let asked = chance.amount()
        let begun = min(campaign.closes, max(campaign.opens, now)).timeIntervalSince(campaign.opens)
        let end =
            state == "draft" || campaign.closes > now
            ? min(begun, campaign.closes.timeIntervalSince(campaign.opens)) : begun
        // Half of the files come in the last days.
        let share =
            chance.percent(50) ? Double.random(in: 0.9...1, using: &chance) : Double.random(in: 0...1, using: &chance)
        let submitted = campaign.opens.addingTimeInterval(max(3_600, end * share - 60))
        let late = chance.percent(2) && campaign.closes < now
        let isDraft = state == "draft"
        let taken = !["draft", "submitted", "incomplete", "inadmissible", "withdrawn", "abandoned"].contains(state)
        let proposed = ["proposed", "notified", "refused"].contains(state)
        let granted = state == "notified"
        let proposal =
            state == "refused" ? Money.zero : rounded(asked.share(basisPoints: 5_000 + chance.below(11) * 500))
        if isDraft {
            writer.null()
        } else {
            let number = counters[campaign.year, default: 0] + 1
            counters[campaign.year] = number
            try writer.field("SUB-\(campaign.year)-\(padded(number, 5))")
        }
        writer.field(campaign.id)
        writer.field(person.id)
        try writer.field(state)
        try writer.field(chance.percent(70) ? "online" : "paper")
        try writer.field(campaign.kind)
        let title =
            campaign.kind == "operating"
            ? "Fonctionnement \(campaign.year)" : chance.one(of: model.titles.filter { $0 != "Fonctionnement" })
        try writer.field(title)
        try writer.field("\(model.purpose). Demande pour l’année \(campaign.year).")
        try writer.field(
            chance.one(of: [
                "Tous publics", "Jeunes de 6 à 18 ans", "Habitants de l’agglomération", "Adhérents et familles",
            ]))
        try writer.field(chance.one(of: ["Tout le territoire", "Pays de Guingamp", "Pays de Paimpol", "Argoat"]))
        writer.field(asked.cents)
        try writer.field(
            "\(chance.one(of: DemonstrationNames.firstNames)) \(chance.one(of: DemonstrationNames.familyNames))")
        try writer.field("Présidence")
        try writer.field(
            isDraft ? "{}" : "{republican_commitment,up_to_date,sincere,entitled,no_regranting,public_aid.within}")
        if isDraft { writer.null() } else { try writer.field(submitted) }
        try writer.field(late ? "t" : "f")
        if taken { try writer.field(submitted.addingTimeInterval(86_400 * 3)) } else { writer.null() }
        if state == "incomplete" {
            try writer.field(Day(inParis: now).adding(days: chance.below(24) - 5).iso)
        } else {
            writer.null()
        }
        if let officer, taken, state != "complete" { writer.field(officer) } else { writer.null() }
        if proposed { writer.field(campaign.envelope) } else { writer.null() }
        try writer.field(proposed ? (state == "refused" ? "unfavourable" : "favourable") : nil)
        try writer.field(proposed ? "Association active, comptes équilibrés, activité ouverte aux habitants." : "")
        if proposed { writer.field(proposal.cents) } else { writer.null() }
        if granted { writer.field(proposal.cents) } else { writer.null() }
        let session = Day(campaign.year, 3, 26)
        try writer.field(granted || state == "refused" ? session.iso : nil)
        try writer.field(granted || state == "refused" ? session.adding(days: 15).iso : nil)
        try writer.field(submitted.addingTimeInterval(-86_400))
        try writer.endRow()
    }

    private static func rounded(_ amount: Money) -> Money {
        Money(cents: max(100_00, amount.cents / 100_00 * 100_00))
    }

    private static func draw(_ states: [(state: String, weight: Int)], _ chance: inout Chance) -> String {
        var place = chance.below(states.reduce(0) { $0 + $1.weight })
        for (state, weight) in states {
            if place < weight { return state }
            place -= weight
        }
        return states[0].state
    }

    private static func readCampaigns(in tx: Transaction) throws -> [Campaign] {
        try tx.query(
            """
            SELECT c.id, e.id AS envelope, c.year, s.kind, v.code AS service, c.opens_at, c.closes_at
              FROM campaign c JOIN scheme s ON s.id = c.scheme_id JOIN service v ON v.id = s.service_id
              JOIN envelope e ON e.campaign_id = c.id ORDER BY c.id
            """
        ).map {
            Campaign(
                id: try $0["id"], envelope: try $0["envelope"], year: try $0["year"], service: try $0["service"],
                kind: try $0["kind"], opens: try $0["opens_at"], closes: try $0["closes_at"])
        }
    }

    private static func readAssociations(in tx: Transaction) throws -> [Person] {
        let purposes = Dictionary(
            DemonstrationNames.models.enumerated().map { ($1.purpose + ".", $0) },
            uniquingKeysWith: { first, _ in first })
        return try tx.query(
            "SELECT id, name, purpose FROM association WHERE source = 'demonstration' AND purpose IS NOT NULL ORDER BY id"
        ).map { row in
            let purpose: String = try row["purpose"]
            let model = purposes[purpose] ?? 0
            return Person(
                id: try row["id"], name: try row["name"], purpose: purpose,
                service: DemonstrationNames.models[model].service, model: model)
        }
    }

    private static func readOfficers(in tx: Transaction) throws -> [String: Int] {
        let rows = try tx.query(
            """
            SELECT v.code, coalesce(
                       (SELECT r.agent_id FROM agent_role r WHERE r.service_id = v.id ORDER BY r.id LIMIT 1),
                       (SELECT id FROM agent WHERE email = 'vie-associative@demo.example')) AS agent
              FROM service v
            """)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0["code"] as String, try $0["agent"] as Int) })
    }

    private static func readCounters(in tx: Transaction) throws -> [Int: Int] {
        let rows = try tx.query("SELECT year, value FROM counter WHERE name = 'application'")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0["year"] as Int, try $0["value"] as Int) })
    }

    private static func readDrafts(in tx: Transaction) throws -> Set<String> {
        Set(
            try tx.query("SELECT campaign_id || '/' || association_id AS pair FROM application WHERE state = 'draft'")
                .map { try $0["pair"] as String })
    }

    private static func readUsed(_ detailed: Bool, in tx: Transaction) throws -> Set<String> {
        guard detailed else { return [] }
        return Set(
            try tx.query("SELECT campaign_id || '/' || association_id AS pair FROM application")
                .map { try $0["pair"] as String })
    }
}
