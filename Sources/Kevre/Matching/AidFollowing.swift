import PostgreSQL

/// A project for which an aid was kept or put aside.
public struct AidFollowing: Sendable {
    public let project: Project.ID
    public let title: String
    public let association: String
    /// `kept` or `dismissed`.
    public let verdict: String

    /// What was said of an aid, the newest first.
    public static func find(of aid: Aid.ID, in tx: Transaction) throws -> [AidFollowing] {
        try tx.query(
            """
            SELECT p.id, p.title, a.name, v.verdict FROM aid_verdict v
              JOIN project p ON p.id = v.project_id JOIN association a ON a.id = p.association_id
             WHERE v.aid_id = \(aid) ORDER BY v.at DESC LIMIT 50
            """
        ).map {
            AidFollowing(
                project: try $0["id"], title: try $0["title"], association: try $0["name"], verdict: try $0["verdict"])
        }
    }
}

extension AidDuplicate {
    /// The open proposals an aid is part of.
    public static func open(of aid: Aid.ID, in tx: Transaction) throws -> [AidDuplicate] {
        try tx.query(
            """
            SELECT id FROM aid_duplicate
             WHERE (first_id = \(aid) OR second_id = \(aid)) AND state = 'proposed' ORDER BY id LIMIT 5
            """
        ).map { try find(try $0["id"], in: tx) }
    }
}
