import PostgreSQL

/// What matching knows of a project and its association, read at once.
struct MatchFacts: Sendable {
    let project: Project.ID
    let title: String
    let kind: SubsidyKind
    /// Codes; the association's own theme where the project says none.
    let themes: [String]
    let themesAreSaid: Bool
    let startsOn: Day?
    let endsOn: Day?
    /// Expenses, contributions in kind left out; nil without a budget.
    let cost: Money?
    /// Part of it that is investment (class 2).
    let investment: Money
    /// What is sought: as said, else what the budget leaves to be found; never more than the plan followed leaves. Zero
    /// when everything is found.
    let need: Money?
    let associationName: String
    let createdOn: Day?
    let employees: Int?
    /// Full-time posts, hundredths.
    let fte: Int?
    let associationBudget: Money?
    let associationTheme: String?
    let seat: String?
    let seatName: String?
    /// Places of the project: communes, or the whole of a wider territory.
    let units: [Unit]
    let placeText: String
    let placeIsSaid: Bool
    let words: [Word]
    /// Names of all themes, by code.
    let themeNames: [String: String]

    /// A place: a commune, an EPCI, a département, a region, the country.
    struct Unit: Sendable, Equatable {
        let scale: String
        let code: String
    }

    /// A stem of the project's texts.
    struct Word: Sendable, Equatable {
        let stem: String
        /// 3 in the title, 2 elsewhere.
        let weight: Int
        /// A word of the project that has this stem.
        let shown: String
    }

    static let wordsAtMost = 32

    /// Words that every aid and every project uses: they tell nothing.
    private static let common = """
        projet projets association associations associatif aide aides soutien soutenir accompagner accompagnement action \
        actions activité activités territoire territoires territorial local locale locaux locales commune communes rural rurale \
        rurales public publics personne personnes habitant habitants permettre favoriser développer développement mettre \
        mise œuvre place créer création nouveau nouvelle faire besoin besoins objectif objectifs travers ensemble partenaire \
        partenaires participer participation proposer organiser organisation structure année années mois jour jours euros \
        bénéficiaire bénéficiaires financement subvention appel département région régional départemental national france \
        bretagne village pays ville lieu lieux autour plus moins dont afin ainsi cadre domaine service services qualité \
        ouvrir deux trois quatre dix douze connaître connaissent manquer manque \
        demande demandes demander demandeur demandeurs dossier dossiers réaliser réalisation souhaiter souhaite souhaitons \
        vouloir présenter présentation adhérent adhérents membre membres aider montant
        """

    static func find(_ id: Project.ID, in tx: Transaction) throws -> MatchFacts {
        let row = try tx.first(
            """
            WITH budget AS (
                SELECT sum(amount_cents) FILTER (WHERE side = 'expense' AND account NOT LIKE '86%')::bigint AS cost,
                       coalesce(sum(amount_cents) FILTER (WHERE side = 'expense' AND account LIKE '2%'), 0)::bigint AS investment,
                       coalesce(sum(amount_cents) FILTER (WHERE side = 'income' AND account NOT LIKE '74%'
                                                            AND account NOT LIKE '87%'), 0)::bigint AS own
                  FROM project_budget_line WHERE project_id = \(id)
            ), text AS (
                SELECT setweight(to_tsvector('french_words', title), 'A')
                       || setweight(to_tsvector('french_words', objectives || ' ' || need || ' ' || public), 'C') AS words
                  FROM project WHERE id = \(id)
            ), everyday AS (
                SELECT tsvector_to_array(to_tsvector('french_words', \(common))) AS stems
            ), stem AS (
                SELECT w.lexeme, 'A' = ANY (w.weights) AS titled, cardinality(w.positions) AS uses, w.positions[1] AS place
                  FROM text, unnest(text.words) w
                 WHERE length(w.lexeme) >= 3 AND w.lexeme !~ '^[0-9]'
                   AND w.lexeme <> ALL ((SELECT stems FROM everyday)::text[])
                 ORDER BY titled DESC, uses DESC, place LIMIT \(wordsAtMost)
            ), spelt AS (
                SELECT DISTINCT ON (l.lexeme) l.lexeme, lower(t.token) AS word
                  FROM project p, ts_parse('default', p.title || ' ' || p.objectives || ' ' || p.need || ' ' || p.public) t,
                       unnest(to_tsvector('french_words', t.token)) l
                 WHERE p.id = \(id) ORDER BY l.lexeme, length(t.token), t.token
            )
            SELECT p.title, p.kind, p.themes, p.starts_on, p.ends_on, p.scope, p.communes, p.sought_cents, b.*,
                   a.name, a.created_on, a.employee_count, a.fte_hundredths, a.budget_cents, a.commune_code,
                   t.code AS theme, c.name AS commune, c.epci_siren, c.epci_name,
                   ARRAY(SELECT k.name FROM commune k WHERE k.code = ANY (p.communes) ORDER BY k.search_name) AS names,
                   (SELECT coalesce(array_agg(lexeme ORDER BY lexeme), '{}') FROM stem) AS stems,
                   (SELECT coalesce(array_agg(titled ORDER BY lexeme), '{}') FROM stem) AS titled,
                   (SELECT coalesce(array_agg(coalesce(s.word, stem.lexeme) ORDER BY stem.lexeme), '{}') FROM stem LEFT JOIN spelt s USING (lexeme)) AS spelt,
                   ARRAY(SELECT code FROM theme ORDER BY id) AS theme_codes, ARRAY(SELECT name FROM theme ORDER BY id) AS theme_names,
                   (SELECT r.code FROM perimeter d JOIN perimeter r ON r.id = d.parent_id
                     WHERE d.scale = 'department' AND d.code = CASE WHEN left(a.commune_code, 2) = '97'
                           THEN left(a.commune_code, 3) ELSE left(a.commune_code, 2) END) AS region
              FROM project p JOIN association a ON a.id = p.association_id LEFT JOIN theme t ON t.id = a.theme_id
                   LEFT JOIN commune c ON c.code = a.commune_code, budget b
             WHERE p.id = \(id)
            """)
        guard let row else { throw NotFound("Ce projet n’existe pas.") }
        // What the plan followed leaves to be found, where it says it: money that came needs not be sought again.
        let plan = try FinancingPlan.followed(of: Project.find(id, in: tx), in: tx)
        return try MatchFacts(id, row, left: plan.cost.isZero ? nil : plan.leftToFind)
    }

    private init(_ id: Project.ID, _ row: Row, left: Money?) throws {
        project = id
        title = try row["title"]
        kind = try row["kind"]
        let said: [String] = try row["themes"]
        associationTheme = try row["theme"]
        themesAreSaid = !said.isEmpty
        themes = said.isEmpty ? associationTheme.map { [$0] } ?? [] : said
        startsOn = try row["starts_on"]
        endsOn = try row["ends_on"]
        cost = try row["cost"]
        investment = try row["investment"]
        let own: Money = try row["own"]
        let sought: Money? = try row["sought_cents"]
        let wanted = sought ?? cost.map { max($0 - own, .zero) }
        // Nothing left is an answer too; a plan without expenses says nothing.
        need = wanted.map { min($0, left ?? $0) }
        associationName = try row["name"]
        createdOn = try row["created_on"]
        employees = try row["employee_count"]
        fte = try row["fte_hundredths"]
        associationBudget = try row["budget_cents"]
        seat = try row["commune_code"]
        seatName = try row["commune"]
        let communes: [String] = try row["communes"]
        let names: [String] = try row["names"]
        let scope: Project.Scope? = try row["scope"]
        let epci: String? = try row["epci_siren"]
        let region: String? = try row["region"]
        let department = seat.map { $0.hasPrefix("97") ? String($0.prefix(3)) : String($0.prefix(2)) }
        switch (communes.isEmpty, scope) {
        case (false, _):
            units = communes.map { Unit(scale: "commune", code: $0) }
            let shown = names.isEmpty ? communes : names
            placeText =
                shown.count <= 4
                ? FrenchText.list(shown)
                : "\(shown.prefix(2).joined(separator: ", ")) et \(shown.count - 2) autres communes"
        case (true, .epci?):
            units = epci.map { [Unit(scale: "epci", code: $0)] } ?? []
            placeText = try row["epci_name"] ?? "l’intercommunalité"
        case (true, .department?):
            units = department.map { [Unit(scale: "department", code: $0)] } ?? []
            placeText = "le département"
        case (true, .region?):
            units = region.map { [Unit(scale: "region", code: $0)] } ?? []
            placeText = "la région"
        case (true, .country?):
            units = [Unit(scale: "country", code: "FR")]
            placeText = "la France"
        case (true, .commune?), (true, nil):
            units = seat.map { [Unit(scale: "commune", code: $0)] } ?? []
            placeText = seatName ?? ""
        }
        // A territory that hangs on a seat nobody knows is not said.
        placeIsSaid = (scope != nil || !communes.isEmpty) && !units.isEmpty
        let stems: [String] = try row["stems"]
        let titled: [Bool] = try row["titled"]
        let spelt: [String] = try row["spelt"]
        words = stems.indices.map { Word(stem: stems[$0], weight: titled[$0] ? 3 : 2, shown: spelt[$0]) }
        let (codes, themeTitles): ([String], [String]) = (try row["theme_codes"], try row["theme_names"])
        themeNames = Dictionary(zip(codes, themeTitles), uniquingKeysWith: { first, _ in first })
    }

    /// What is missing to weigh better.
    var gaps: [String] {
        var gaps: [String] = []
        if cost == nil { gaps.append("Sans budget, ni taux ni montants plausibles ne se calculent.") }
        if need == .zero { gaps.append("Le plan suivi couvre tout le coût\u{a0}: il ne reste rien à trouver.") }
        if !placeIsSaid { gaps.append("Sans territoire, le siège de l’association en tient lieu.") }
        if !themesAreSaid { gaps.append("Sans thème, celui de l’association en tient lieu.") }
        return gaps
    }

    /// Whether any expense is of operation, of investment; by the kind of the project where there is no budget.
    var spends: (operating: Bool, investment: Bool) {
        guard let cost, !cost.isZero else { return (kind != .investment, kind == .investment) }
        return (cost > investment, !investment.isZero)
    }

    /// What of the cost an aid for these expenses can count.
    func base(_ expenses: [String]) -> Money? {
        guard let cost else { return nil }
        switch (expenses.contains("operating"), expenses.contains("investment")) {
        case (true, false): return cost - investment
        case (false, true): return investment
        default: return cost
        }
    }
}
