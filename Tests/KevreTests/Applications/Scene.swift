import Foundation
import Kevre
import PostgreSQL
import TestSupport

/// A campaign of culture open in March 2026, an association, and hands to fill a request.
struct Scene {
    let test: TestOffice
    let maelle: Agent
    let yann: Agent
    let soizic: Agent
    let scheme: Scheme.ID
    let campaign: Campaign.ID
    let association: Association.ID
    var office: Office { test.office }

    /// In the middle of the campaign.
    static let now = ParisTime.moment(Day(2026, 3, 12), hour: 10)
    static let afterClosing = ParisTime.moment(Day(2026, 4, 1), hour: 0, minute: 12)

    /// Runs a test on an office of its own where the scene is set.
    static func play<T>(
        kind: SubsidyKind = .project, envelope: String = "60 000", _ body: (Scene) async throws -> T
    ) async throws -> T {
        try await TestOffice.with { test in
            // The first account of an authority is an administrator's.
            _ = try await test.agent(.gwenael)
            let maelle = try await test.agent(.maelle)
            let yann = try await test.agent(.yann)
            let soizic = try await test.agent(.soizic)
            let (scheme, campaign, association) = try await test.office.write(as: maelle) { tx in
                let culture: Int = try tx.one("SELECT id FROM service WHERE code = 'culture'")["id"]
                let scheme = try Scheme.save(
                    nil, version: nil, schemeInput(kind, service: culture), by: maelle, in: tx)
                let campaign = try Campaign.save(
                    nil, version: nil, campaignInput(scheme, envelope: envelope), by: maelle, in: tx)
                return (scheme, campaign, try newAssociation("Les Amis de la chapelle", "W224001873", in: tx))
            }
            return try await body(
                Scene(
                    test: test, maelle: maelle, yann: yann, soizic: soizic, scheme: scheme,
                    campaign: campaign, association: association))
        }
    }

    static func schemeInput(_ kind: SubsidyKind, service: Int) -> FormInput {
        FormInput([
            "name": ["Aide aux projets culturels"], "code": ["culture-\(kind.rawValue)"],
            "service": [String(service)], "kind": [kind.rawValue], "competent_body": ["council"],
            "eligibility": ["- Siège sur le territoire\n- Plus d’un an d’existence"],
            "document_label": ["RIB", "Comptes 2025", "Rapport d’activité"],
            "document_help": ["Au nom de l’association", "", ""], "document_mandatory": ["1", "1", "0"],
        ])
    }

    static func campaignInput(_ scheme: Scheme.ID, envelope: String) -> FormInput {
        FormInput([
            "scheme": [scheme.description], "year": ["2026"], "name": ["Culture 2026"],
            "opens_at": ["01/01/2026 08:00"], "closes_at": ["31/03/2026 23:59"], "envelope_id": [""],
            "envelope_name": ["Culture"], "envelope_amount": [envelope],
        ])
    }

    static func newAssociation(_ name: String, _ rna: String?, in tx: Transaction) throws -> Association.ID {
        try tx.one("INSERT INTO association (name, rna, locality) VALUES (\(name), \(rna), 'Pabu') RETURNING id")["id"]
    }

    /// A request with nothing left to correct.
    static func goodInput(asked: String = "2 000") -> FormInput {
        FormInput([
            "association_name": ["Les Amis de la chapelle"], "association_locality": ["Pabu"],
            "identity_confirmed": ["1"], "title": ["Restauration des vitraux"], "object": ["Six baies du chœur."],
            "starts_on": ["01/05/2026"], "ends_on": ["30/09/2026"], "budget.expense.60": ["4 000"],
            "budget.income.74.here": [asked], "budget.income.own": ["2 000"],
            "account_holder": ["Les Amis de la chapelle"], "iban": ["FR14 2004 1010 0505 0001 3M02 606"],
            "representative_name": ["Anne Kerbrat"], "representative_role": ["Présidente"],
            "representative_email": ["anne@exemple.bzh"], "public_aid": ["within"],
            "declarations": Declaration.all.map(\.code),
        ])
    }

    /// A draft of the association with a good request in it.
    func draft(_ association: Association.ID? = nil, _ input: FormInput = goodInput()) async throws -> Application.ID {
        try await office.write(as: yann) { [self] tx in
            let begun = try Application.begin(
                campaign: campaign, association: association ?? self.association, channel: .paper, by: yann, in: tx)
            _ = try Application.save(.agent(yann, begun.id), step: nil, version: nil, input, in: tx)
            return begun.id
        }
    }

    func submitted(_ association: Association.ID? = nil) async throws -> Application.ID {
        let id = try await draft(association)
        _ = try await office.write(as: yann) { [self] tx in
            try Application.submit(.agent(yann, id), at: Self.now, in: tx)
        }
        return id
    }

    /// A file whose documents all came, taken in hand.
    func underInstruction(_ association: Association.ID? = nil) async throws -> Application.ID {
        let id = try await submitted(association)
        try await office.write(as: yann) { [self] tx in
            for document in try ApplicationDocument.all(of: id, in: tx) {
                try ApplicationDocument.set(
                    document.id, of: id, .received, on: Day(2026, 3, 13), by: yann, in: tx)
            }
            try Application.declareComplete(id, by: yann, in: tx)
            try Application.take(id, by: yann, in: tx)
        }
        return id
    }

    func find(_ id: Application.ID) async throws -> Application {
        try await office.read { [self] tx in try Application.find(id, by: maelle, in: tx) }
    }
}

/// The code of the refusal a piece of work ends with; nil when it goes through.
func refusal(_ body: () async throws -> Void) async throws -> String? {
    do {
        try await body()
        return nil
    } catch let refusal as any Refusal {
        return refusal.code
    }
}
