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
            Record.aid.field("name", required: true, maxLength: 500, group: "L’aide"),
            Record.aid.field("short_name", maxLength: 200, group: "L’aide"),
            Record.aid.field(
                "funder_id",
                help:
                    "Son nom, ou un de ses autres noms. Pour le chercher, quelques mots suffisent\u{a0}: enregistrez, "
                    + "et ceux qui y répondent sont proposés.",
                required: true, maxLength: 250, suggestions: try Funder.suggestions(near: funder, in: tx),
                group: "L’aide"),
            Record.aid.field("other_funders", maxLength: 1_000, group: "L’aide"),
            Record.aid.field("instructor", maxLength: 1_000, group: "L’aide"),
            Record.aid.field("programs", maxLength: 1_000, group: "L’aide"),
            Record.aid.field("website", .website, group: "L’aide"),
            Record.aid.field("application_url", .website, group: "L’aide"),
            Record.aid.field("is_call", group: "L’aide"),
        ]
    }

    private static func whom(_ themes: [Choice]) -> [Field] {
        [
            Record.aid.field("themes", .choices(themes), group: "Pour qui, pour quoi"),
            Record.aid.field("audiences", .choices(AidVocabulary.audiences.choices), group: "Pour qui, pour quoi"),
            Record.aid.field("audience_note", maxLength: 2_000, group: "Pour qui, pour quoi"),
            Field(
                "perimeter", "Territoire",
                help:
                    "Une commune, une intercommunalité, un département, une région, France, Europe\u{a0}; plusieurs séparés par des virgules.",
                maxLength: 1_000, group: "Pour qui, pour quoi"),
            Record.aid.field("seat_required", group: "Pour qui, pour quoi"),
            Record.aid.field("kinds", .choices(AidVocabulary.kinds.choices), group: "Pour qui, pour quoi"),
            Record.aid.field(
                "expenses", .choices(AidVocabulary.expenses.choices), group: "Pour qui, pour quoi"
            ),
            Record.aid.field("stages", .choices(AidVocabulary.stages.choices), group: "Pour qui, pour quoi"),
        ]
    }

    private static var money: [Field] {
        [
            Record.aid.field("rate_min_bp", help: "En pour cent de la dépense retenue.", group: "Montants"),
            Record.aid.field("rate_max_bp", group: "Montants"),
            Record.aid.field("rate_note", maxLength: 500, group: "Montants"),
            Record.aid.field("floor_cents", group: "Montants"),
            Record.aid.field("ceiling_cents", group: "Montants"),
            Record.aid.field("min_project_cents", group: "Montants"),
            Record.aid.field("max_project_cents", group: "Montants"),
            Record.aid.field(
                "max_public_bp", help: "Plafond propre à ce dispositif\u{a0}: il n’en existe pas de général.",
                group: "Montants"),
            Record.aid.field(
                "max_of_public_bp", help: "LEADER\u{a0}: 80, soit quatre fois les autres aides publiques.",
                group: "Montants"),
            Record.aid.field("min_own_bp", group: "Montants"),
            Record.aid.field("accepts_in_kind", group: "Montants"),
        ]
    }

    private static var conditions: [Field] {
        [
            Field("min_age", "Ancienneté minimum (mois)", .integer, group: "Conditions sur l’association"),
            Record.aid.field("max_fte_hundredths", group: "Conditions sur l’association"),
            Record.aid.field("max_budget_cents", group: "Conditions sur l’association"),
            Record.aid.field(
                "accreditation", maxLength: 500,
                group: "Conditions sur l’association"),
            Record.aid.field(
                "conditions", .longText, help: "Une par ligne.", maxLength: 4_000,
                group: "Conditions sur l’association"),
            Record.aid.field(
                "priorities", .choices(AidVocabulary.priorities.choices),
                help: "Non remplie, une priorité avertit\u{a0}; elle n’exclut pas.",
                group: "Conditions sur l’association"),
            Record.aid.field(
                "cumulation", .choice(AidVocabulary.cumulations.choices), group: "Conditions sur l’association"
            ),
            Record.aid.field("cumulation_note", maxLength: 1_000, group: "Conditions sur l’association"),
            Record.aid.field(
                "start_rule", .choice(AidVocabulary.startRules.choices), required: true,
                group: "Conditions sur l’association"),
        ]
    }

    private static var calendar: [Field] {
        [
            Record.aid.field("recurrence", .choice(AidVocabulary.recurrences.choices), group: "Calendrier"),
            Record.aid.field("opens_on", group: "Calendrier"),
            Record.aid.field("predeposit_on", group: "Calendrier"),
            Record.aid.field(
                "closes_on", help: "D’une aide récurrente\u{a0}: la dernière connue.",
                group: "Calendrier"),
            Record.aid.field("effort", .choice(AidVocabulary.efforts.choices), group: "Calendrier"),
            Record.aid.field(
                "preparation_days",
                help: "À défaut\u{a0}: 7 pour un dossier léger, 21 pour un moyen, 60 pour un lourd.",
                group: "Calendrier"),
        ]
    }

    private static var texts: [Field] {
        [
            Record.aid.field("description", .longText, maxLength: 60_000, group: "Textes"),
            Record.aid.field("eligibility", .longText, maxLength: 60_000, group: "Textes"),
            Record.aid.field("examples", .longText, maxLength: 60_000, group: "Textes"),
            Record.aid.field("documents", .longText, maxLength: 20_000, group: "Textes"),
            Record.aid.field("contact", .longText, maxLength: 10_000, group: "Textes"),
        ]
    }

    private static var local: [Field] {
        [
            Record.aid.field(
                "notes", .longText, help: "Pour le service seul\u{a0}; aucun import n’y touche.",
                maxLength: 10_000, group: "Suivi"),
            Record.aid.field(
                "to_verify", .longText, help: "Ce qui n’est pas encore confirmé à la source.",
                maxLength: 4_000, group: "Suivi"),
            Record.aid.field("verified_on", group: "Suivi"),
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
