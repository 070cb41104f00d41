extension Subject {
    /// Projects of associations.
    static let projects = Subject(
        "projects",
        records: [.project, .projectBudgetLine, .projectNote, .projectApplication])
}

extension Record {
    static let project = Record(
        "project", "Projet", page: "/financements/projets/",
        fields: [
            .text("title", "Intitulé"),
            .code("kind", "Nature", SubsidyKind.vocabulary),
            .text("need", "Besoin"),
            .text("objectives", "Objectifs"),
            .text("public", "Public"),
            .list("themes", "Thèmes"),
            .code("scope", "Portée", Project.Scope.vocabulary),
            .list("communes", "Communes"),
            .text("territory", "Précision"),
            .day("starts_on", "Début"),
            .day("ends_on", "Fin"),
            .code("stage", "Étape", Project.Stage.vocabulary),
            .money("sought_cents", "Montant cherché à l’extérieur"),
            .key("accompanied_by", "Accompagné par"),
        ])

    static let projectBudgetLine = Record(
        "project_budget_line", "Budget d’un projet",
        fields: [
            .year("year", "Année"),
            .text("side", "Dépense ou ressource"),
            .text("account", "Compte"),
            .text("label", "Libellé"),
            .money("amount_cents", "Montant"),
        ])

    static let projectNote = Record(
        "project_note", "Conseil",
        fields: [
            .text("kind", "Nature"),
            .day("held_on", "Date"),
            .text("people", "Avec qui"),
            .text("body", "Ce qui s’est dit, ce qui est conseillé"),
            .text("agent_name", "Agent"),
            .moment("at", "Moment"),
        ])

    static let projectApplication = Record(
        "project_application", "Lien d’un projet",
        fields: [
            .key("application_id", "Dossier"),
            .text("direction", "Sens"),
        ])
}
