import PostgreSQL

/// A kind of work: who does it, what it counts, where it leads.
struct ToDoLine {
    let id: String
    /// Any of them makes it the agent's work.
    let rights: [Right]
    let words: (one: String, many: String)
    let hint: String
    let urgency: ToDo.Urgency
    let address: @Sendable (Agent) -> String
    let counting: @Sendable (Agent, Day) -> SQL

    func item(_ count: Int, _ agent: Agent) -> ToDo.Item {
        ToDo.Item(
            id: id, words: words, count: count, address: address(agent), hint: hint, urgency: urgency)
    }

    /// Files within the agent's reach that meet a condition on `p` (application).
    private static func files(
        _ id: String, _ rights: [Right], _ one: String, _ many: String, _ hint: String,
        _ urgency: ToDo.Urgency,
        _ address: @escaping @Sendable (Agent) -> String, _ condition: @escaping @Sendable (Agent, Day) -> SQL
    ) -> ToDoLine {
        ToDoLine(
            id: id, rights: rights, words: (one, many), hint: hint, urgency: urgency, address: address,
            counting: { agent, today in
                """
                SELECT count(*) AS n FROM application p
                  JOIN campaign k ON k.id = p.campaign_id JOIN scheme s ON s.id = k.scheme_id
                 WHERE \(condition(agent, today)) AND \(agent.reaches(service: "s.service_id"))
                """
            })
    }

    static var all: [ToDoLine] { applications + associations + funding + rencontres }

    private static var applications: [ToDoLine] {
        [
            files(
                "check", [.instructApplications, .writeApplications], "dossier à vérifier",
                "dossiers à vérifier",
                "Déposés, pas encore déclarés complets.", .soon, { _ in "/dossiers?state=submitted" },
                { _, _ in "p.state = 'submitted'" }),
            files(
                "late", [.instructApplications, .writeApplications], "dossier hors délai",
                "dossiers hors délai",
                "À accepter ou à déclarer irrecevables.", .late,
                { _ in "/dossiers?late_undecided=1" },
                { _, _ in "p.state IN ('submitted', 'incomplete') AND p.late AND p.late_accepted IS NULL" }),
            files(
                "documents", [.instructApplications, .writeApplications], "dossier aux pièces en retard",
                "dossiers aux pièces en retard", "L’échéance donnée à l’association est passée.", .late,
                { _ in "/dossiers?overdue=1" },
                { _, today in "p.state = 'incomplete' AND p.documents_due_on < \(today)" }),
            files(
                "take", [.instructApplications], "dossier à prendre en instruction",
                "dossiers à prendre en instruction", "Complets, sans instruction commencée.", .soon,
                { _ in "/dossiers?state=complete" }, { _, _ in "p.state = 'complete'" }),
            files(
                "propose", [.instructApplications], "dossier que vous instruisez",
                "dossiers que vous instruisez",
                "Avis et montant à proposer.", .calm,
                { "/dossiers?state=under_instruction&officer=\($0.id?.description ?? "0")" },
                { agent, _ in "p.state = 'under_instruction' AND p.officer_id = \(agent.id?.number ?? 0)" }),
            files(
                "agenda", [.writeSessions], "proposition à inscrire en séance",
                "propositions à inscrire en séance",
                "Un montant est proposé, aucune séance ne l’attend.", .calm,
                { _ in "/dossiers?state=proposed" },
                { _, _ in "p.state = 'proposed'" }),
            files(
                "notify", [.writeSessions], "décision à notifier", "décisions à notifier",
                "Prises en séance close, pas encore notifiées.", .soon, { _ in "/dossiers?to_notify=1" },
                { _, _ in "p.state IN ('granted', 'refused') AND p.notified_on IS NULL" }),
        ]
    }

    private static var funding: [ToDoLine] {
        [
            ToDoLine(
                id: "aid_doubles", rights: [.writeFunding], words: ("aide en double", "aides en double"),
                hint: "Deux sources semblent décrire la même aide\u{a0}: en garder une, ou les distinguer.",
                urgency: .calm, address: { _ in "/financements/aides/doublons" },
                counting: { _, _ in
                    """
                    SELECT count(*) AS n FROM aid_duplicate d JOIN aid a ON a.id = d.first_id JOIN aid b ON b.id = d.second_id
                     WHERE d.state = 'proposed' AND a.closed_on IS NULL AND b.closed_on IS NULL
                    """
                }),
            ToDoLine(
                id: "aid_held", rights: [.writeFunding],
                words: ("aide corrigée ici que sa source change", "aides corrigées ici que leur source change"),
                hint: "Garder la correction, ou reprendre la version de la source.", urgency: .calm,
                address: { _ in "/financements/aides?held=1" },
                counting: { _, _ in "SELECT count(*) AS n FROM aid WHERE held <> '{}' AND closed_on IS NULL" }),
            ToDoLine(
                id: "searches_own", rights: [.writeFunding],
                words: ("recherche de financement à relancer", "recherches de financement à relancer"),
                hint: "Les vôtres\u{a0}: action en retard, clôture passée, ou rien depuis longtemps.", urgency: .soon,
                address: { "/financements/recherches?sleeping=1&agent=\($0.id?.description ?? "0")" },
                counting: { agent, today in
                    """
                    SELECT count(*) AS n FROM funding_search f
                     WHERE f.agent_id = \(agent.id?.number ?? 0) AND \(FundingSearch.sleeps(on: today))
                    """
                }),
            ToDoLine(
                id: "searches_closing", rights: [.writeFunding],
                words: ("aide suivie qui ferme sous quinze jours", "aides suivies qui ferment sous quinze jours"),
                hint: "Recherches pas encore déposées.", urgency: .pressing,
                address: { _ in "/financements/recherches?closing=1" },
                counting: { _, today in
                    "SELECT count(*) AS n FROM funding_search f WHERE \(FundingSearch.closesSoon(on: today))"
                }),
        ]
    }

    private static var associations: [ToDoLine] {
        [
            ToDoLine(
                id: "reports", rights: [.writeGrants, .instructApplications],
                words: ("compte rendu financier en retard", "comptes rendus financiers en retard"),
                hint: "Six mois après la clôture des comptes (R4).", urgency: .late,
                address: { _ in "/subventions?report_overdue=1" },
                counting: { _, today in
                    // The last day of the sixth month after the accounts close (Obligation.reportDueDay).
                    """
                    SELECT count(*) AS n FROM grant_record g JOIN association a ON a.id = g.association_id
                     WHERE g.own AND g.earmarked AND NOT g.refused AND g.amount_cents > 0
                       AND g.report_received_on IS NULL
                       AND (make_date(g.year, a.year_end_month, 1) + interval '7 months' - interval '1 day')::date
                           < \(today)
                    """
                }),
            ToDoLine(
                id: "terms", rights: [.writeGrants],
                words: (
                    "subvention décidée sans conditions de versement",
                    "subventions décidées sans conditions de versement"
                ),
                hint: "Conditions et dates de versement, sans lesquelles la publication (SCDL) les laisse de côté.",
                urgency: .calm, address: { _ in "/subventions?decided_lacks_terms=1" },
                counting: { _, _ in "SELECT count(*) AS n FROM grant_record WHERE \(Grant.decidedLacksTerms)" }),
            ToDoLine(
                id: "duplicates", rights: [.mergeAssociations],
                words: ("doublon possible", "doublons possibles"),
                hint: "Deux fiches se ressemblent\u{a0}: les fusionner ou les distinguer.", urgency: .calm,
                address: { _ in "/associations/doublons" },
                counting: { _, _ in
                    """
                    SELECT count(*) AS n FROM duplicate_candidate d
                      JOIN association a ON a.id = d.first_id JOIN association b ON b.id = d.second_id
                     WHERE d.state = 'proposed' AND a.in_register AND b.in_register
                    """
                }),
            ToDoLine(
                id: "identities", rights: [.writeAssociations],
                words: ("identité à clarifier", "identités à clarifier"),
                hint: "Deux numéros pour une association, ou l’inverse.", urgency: .calm,
                address: { _ in "/associations?identity=to_clarify" },
                counting: { _, _ in
                    """
                    SELECT count(DISTINCT c.association_id) AS n FROM identity_conflict c
                      JOIN association a ON a.id = c.association_id
                     WHERE c.settled_at IS NULL AND a.in_register
                    """
                }),
        ]
    }
}
