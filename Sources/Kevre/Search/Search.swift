import PostgreSQL

/// Everything from one box: associations, files, campaigns, funders; by words, numbers and references.
///
/// Words are compared without accents or case; when they are nowhere as written, likeness of letters (trigrams)
/// forgives typing errors. What the agent may not see is not found.
public enum Search {
    /// One thing found.
    public struct Find: Sendable, Equatable {
        /// What is read first: a name, a title.
        public let title: String
        /// What tells it from others of the same name.
        public let detail: String
        /// Path of its page.
        public let address: String
    }

    /// The finds of one kind.
    public struct Group: Sendable {
        /// « Associations », « Dossiers »…
        public let title: String
        /// The likeliest first.
        public let finds: [Find]
        /// The list that shows them all; nil when there is none.
        public let all: String?
    }

    /// What the words bring, the likeliest first; kinds without a find are left out.
    ///
    /// - Parameter limit: finds of each kind.
    public static func find(
        _ text: String, for agent: Agent, limit: Int = 10, in tx: Transaction
    ) throws -> [Group] {
        let words = SearchWords(text)
        guard !words.isEmpty else { return [] }
        var kinds: [(title: String, list: String?, exact: SQL, alike: SQL?)] = []
        if agent.may(.readAssociations) {
            kinds.append(
                ("Associations", "/associations", words.associations(limit), words.associationsAlike(limit)))
        }
        if agent.may(.readApplications) {
            let reach: SQL =
                agent.services == nil
                ? "true"
                : """
                p.campaign_id IN (SELECT k.id FROM campaign k JOIN scheme s ON s.id = k.scheme_id
                                   WHERE \(agent.reaches(service: "s.service_id")))
                """
            kinds.append(
                (
                    "Dossiers", "/dossiers", words.applications(limit, reach),
                    words.applicationsAlike(limit, reach)
                ))
        }
        if agent.may(.readSchemes), words.hasLetters {
            kinds.append(
                (
                    "Campagnes", "/campagnes",
                    words.campaigns(
                        limit, agent.reaches(service: "s.service_id", with: .readSchemes)), nil
                ))
        }
        if agent.may(.readFunding), words.hasLetters {
            kinds.append(("Projets", "/financements/projets", words.projects(limit), nil))
            kinds.append(("Aides", "/financements/aides", words.aids(limit), nil))
            kinds.append(("Financeurs suivis", "/financements/financeurs", words.followedFunders(limit), nil))
        }
        if agent.may(.readGrants), words.hasLetters {
            kinds.append(("Financeurs", nil, words.funders(limit), nil))
        }
        if agent.may(.readRencontres) {
            kinds.append(("Rencontres", "/rencontres", words.editions(limit), nil))
        }
        if agent.may(.readRencontres) {
            kinds.append(("Programme des Rencontres", nil, words.participants(limit), nil))
        }
        var found = try tx.pipeline(kinds.map(\.exact)).map { try $0.map(Find.init) }
        // Likeness costs more, and only matters where the words as they stand bring nothing.
        for index in kinds.indices where found[index].isEmpty {
            guard let alike = kinds[index].alike else { continue }
            found[index] = try tx.pipeline([SearchWords.likeness, alike])[1].map(Find.init)
        }
        // The database does not know how to write addresses.
        found = found.map { $0.map(\.withWholeAddress) }
        return kinds.indices.filter { !found[$0].isEmpty }.map { index in
            Group(
                title: kinds[index].title, finds: found[index],
                all: kinds[index].list.map { "\($0)?q=\(text.trimmed.addressEscaped)" })
        }
    }
}

extension Search.Find {
    /// An address that ends with `=` leads to a list narrowed to the title.
    fileprivate var withWholeAddress: Search.Find {
        guard address.hasSuffix("=") else { return self }
        return Search.Find(title: title, detail: detail, address: address + title.addressEscaped)
    }

    init(_ row: Row) throws {
        title = try row["title"]
        detail = try row["detail"]
        address = try row["address"]
    }
}
