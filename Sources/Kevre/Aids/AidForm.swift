import PostgreSQL

extension Aid {
    /// The fields of an aid, with this authority's themes and the territories known as choices.
    ///
    /// - Parameter funder: what was typed of the funder's name: those near it are offered first.
    public static func form(near funder: String? = nil, in tx: Transaction) throws -> Form {
        let themes = try tx.query("SELECT code, name FROM theme ORDER BY position, name").map {
            Choice(try $0["code"], try $0["name"])
        }
        return Form(
            try identity(funder, in: tx) + whom(themes) + money + conditions + calendar + texts + local)
    }

    private static func identity(_ funder: String?, in tx: Transaction) throws -> [Field] {
        [
            Field("name", "Nom", required: true, maxLength: 500, group: "L’aide"),
            Field("short_name", "Nom court", maxLength: 200, group: "L’aide"),
            Field(
                "funder", "Financeur",
                help:
                    "Son nom, ou un de ses autres noms. Pour le chercher, quelques mots suffisent\u{a0}: enregistrez, "
                    + "et ceux qui y répondent sont proposés.",
                required: true, maxLength: 250, suggestions: try Funder.suggestions(near: funder, in: tx),
                group: "L’aide"),
            Field("other_funders", "Autres financeurs", maxLength: 1_000, group: "L’aide"),
            Field("instructor", "Instructeur", maxLength: 1_000, group: "L’aide"),
            Field("programs", "Programmes", maxLength: 1_000, group: "L’aide"),
            Field("website", "Page de l’aide", .website, group: "L’aide"),
            Field("application_url", "Démarche en ligne", .website, group: "L’aide"),
            Field("is_call", "Appel à projets", .checkbox, group: "L’aide"),
        ]
    }

    private static func whom(_ themes: [Choice]) -> [Field] {
        [
            Field("themes", "Thèmes", .choices(themes), group: "Pour qui, pour quoi"),
            Field(
                "audiences", "Bénéficiaires", .choices(AidVocabulary.audiences.choices), group: "Pour qui, pour quoi"),
            Field("audience_note", "Précision", maxLength: 2_000, group: "Pour qui, pour quoi"),
            Field(
                "perimeter", "Territoire",
                help:
                    "Une commune, une intercommunalité, un département, une région, France, Europe\u{a0}; plusieurs séparés par des virgules.",
                maxLength: 1_000, group: "Pour qui, pour quoi"),
            Field("seat_required", "Le siège doit s’y trouver", .checkbox, group: "Pour qui, pour quoi"),
            Field("kinds", "Forme de l’aide", .choices(AidVocabulary.kinds.choices), group: "Pour qui, pour quoi"),
            Field(
                "expenses", "Dépenses couvertes", .choices(AidVocabulary.expenses.choices), group: "Pour qui, pour quoi"
            ),
            Field(
                "stages", "Avancement du projet", .choices(AidVocabulary.stages.choices), group: "Pour qui, pour quoi"),
        ]
    }

    private static var money: [Field] {
        [
            Field("rate_min", "Taux minimum", .percent, help: "En pour cent de la dépense retenue.", group: "Montants"),
            Field("rate_max", "Taux maximum", .percent, group: "Montants"),
            Field("rate_note", "Précision sur le taux", maxLength: 500, group: "Montants"),
            Field("floor", "Montant minimum", .money, group: "Montants"),
            Field("ceiling", "Montant maximum", .money, group: "Montants"),
            Field("min_project", "Projet d’au moins", .money, group: "Montants"),
            Field("max_project", "Projet d’au plus", .money, group: "Montants"),
            Field(
                "max_public", "Argent public au plus", .percent,
                help: "Plafond propre à ce dispositif\u{a0}: il n’en existe pas de général.", group: "Montants"),
            Field(
                "max_of_public", "Part de cette aide dans l’argent public", .percent,
                help: "LEADER\u{a0}: 80, soit quatre fois les autres aides publiques.", group: "Montants"),
            Field("min_own", "Autofinancement minimum", .percent, group: "Montants"),
            Field("accepts_in_kind", "Le bénévolat et les dons en nature comptent", .checkbox, group: "Montants"),
        ]
    }

    private static var conditions: [Field] {
        [
            Field("min_age", "Ancienneté minimum (mois)", .integer, group: "Conditions sur l’association"),
            Field("max_fte", "Équivalents temps plein au plus", .hundredths, group: "Conditions sur l’association"),
            Field("max_budget", "Budget de l’association au plus", .money, group: "Conditions sur l’association"),
            Field(
                "accreditation", "Agrément ou affiliation demandés", maxLength: 500,
                group: "Conditions sur l’association"),
            Field(
                "conditions", "Autres conditions", .longText, help: "Une par ligne.", maxLength: 4_000,
                group: "Conditions sur l’association"),
            Field(
                "priorities", "Ce qui est une priorité, non une condition", .choices(AidVocabulary.priorities.choices),
                help: "Non remplie, une priorité avertit\u{a0}; elle n’exclut pas.",
                group: "Conditions sur l’association"),
            Field(
                "cumulation", "Cumul", .choice(AidVocabulary.cumulations.choices), group: "Conditions sur l’association"
            ),
            Field("cumulation_note", "Précision sur le cumul", maxLength: 1_000, group: "Conditions sur l’association"),
            Field(
                "start_rule", "Début des dépenses", .choice(AidVocabulary.startRules.choices), required: true,
                group: "Conditions sur l’association"),
        ]
    }

    private static var calendar: [Field] {
        [
            Field("recurrence", "Récurrence", .choice(AidVocabulary.recurrences.choices), group: "Calendrier"),
            Field("opens_on", "Ouverture", .day, group: "Calendrier"),
            Field("predeposit_on", "Pré-dépôt avant le", .day, group: "Calendrier"),
            Field(
                "closes_on", "Clôture", .day, help: "D’une aide récurrente\u{a0}: la dernière connue.",
                group: "Calendrier"),
            Field("effort", "Effort du dossier", .choice(AidVocabulary.efforts.choices), group: "Calendrier"),
            Field(
                "preparation_days", "Jours de préparation", .integer,
                help: "À défaut\u{a0}: 7 pour un dossier léger, 21 pour un moyen, 60 pour un lourd.",
                group: "Calendrier"),
        ]
    }

    private static var texts: [Field] {
        [
            Field("description", "Description", .longText, maxLength: 60_000, group: "Textes"),
            Field("eligibility", "Éligibilité", .longText, maxLength: 60_000, group: "Textes"),
            Field("examples", "Exemples de projets", .longText, maxLength: 60_000, group: "Textes"),
            Field("documents", "Pièces et démarche", .longText, maxLength: 20_000, group: "Textes"),
            Field("contact", "Contact", .longText, maxLength: 10_000, group: "Textes"),
        ]
    }

    private static var local: [Field] {
        [
            Field(
                "notes", "Notes", .longText, help: "Pour le service seul\u{a0}; aucun import n’y touche.",
                maxLength: 10_000, group: "Suivi"),
            Field(
                "to_verify", "À vérifier", .longText, help: "Ce qui n’est pas encore confirmé à la source.",
                maxLength: 4_000, group: "Suivi"),
            Field("verified_on", "Vérifiée le", .day, group: "Suivi"),
        ]
    }

    /// What the form shows of an aid.
    public var input: FormInput {
        var values: [String: [String]] = [
            "name": [name], "short_name": [shortName], "funder": [funderName],
            "other_funders": [otherFunders], "instructor": [instructor], "programs": [programs],
            "website": [website ?? ""], "application_url": [applicationURL ?? ""], "is_call": isCall ? ["1"] : [],
            "themes": themes, "audiences": audiences, "audience_note": [audienceNote],
            "perimeter": [perimeterName ?? perimeterText], "seat_required": seatRequired ? ["1"] : [],
            "kinds": kinds, "expenses": expenses, "stages": stages, "rate_note": [rateNote],
            "accepts_in_kind": acceptsInKind ? ["1"] : [], "accreditation": [accreditation],
            "conditions": [conditions], "priorities": priorities, "cumulation": [cumulation ?? ""],
            "cumulation_note": [cumulationNote], "start_rule": [startRule], "recurrence": [recurrence ?? ""],
            "effort": [effort ?? ""], "description": [description], "eligibility": [eligibility],
            "examples": [examples], "documents": [documents], "contact": [contact], "notes": [notes],
            "to_verify": [toVerify],
        ]
        for (name, amount) in [
            ("floor", floor), ("ceiling", ceiling), ("min_project", minProject), ("max_project", maxProject),
            ("max_budget", maxBudget),
        ] { values[name] = [amount?.figures ?? ""] }
        for (name, points) in [
            ("rate_min", rateMin), ("rate_max", rateMax), ("max_public", maxPublic), ("max_of_public", maxOfPublic),
            ("min_own", minOwn), ("max_fte", maxFTE),
        ] { values[name] = [points.map(FrenchText.hundredths) ?? ""] }
        for (name, number) in [("min_age", minAgeMonths), ("preparation_days", preparationDays)] {
            values[name] = [number.map(String.init) ?? ""]
        }
        for (name, day) in [
            ("opens_on", opensOn), ("predeposit_on", predepositOn), ("closes_on", closesOn),
            ("verified_on", verifiedOn),
        ] { values[name] = [day?.short ?? ""] }
        return FormInput(values)
    }
}
