/// One screen of the request.
public struct ApplicationStep: Sendable {
    /// 1 to 5: in the step's address.
    public let number: Int
    /// What stands above it.
    public let title: String
    /// What the screen is about, in one or two plain sentences.
    public let lede: String
    /// Those of the step; none on the budget's and on the last one.
    public let fields: [Field]
    /// The lines of the budget, on the step that has it.
    public let budget: BudgetChart?

    /// Every name the step sends.
    public var names: [String] { fields.map(\.name) + (budget?.lines.map(\.field) ?? []) }
}

/// The request as a form: five steps, whose fields depend on the kind of subsidy.
public struct ApplicationForm: Sendable {
    /// Decides which fields are asked and which budget.
    public let kind: SubsidyKind
    /// In the order in which they are filled.
    public let steps: [ApplicationStep]

    /// The request for a kind of subsidy.
    public init(_ kind: SubsidyKind) {
        self.kind = kind
        let chart = BudgetChart.chart(for: kind)
        steps = [
            ApplicationStep(
                number: 1, title: "Votre association",
                lede: "Vérifiez ce que nous savons déjà, corrigez ou complétez, puis confirmez.",
                fields: Self.identity, budget: nil),
            ApplicationStep(
                number: 2, title: Self.projectTitle(kind), lede: Self.projectLede(kind),
                fields: Self.project(kind), budget: nil),
            ApplicationStep(
                number: 3, title: Self.budgetTitle(kind), lede: Self.budgetLede(kind), fields: [], budget: chart),
            ApplicationStep(
                number: 4, title: "Compte, signature et engagements",
                lede: "Le compte où verser l’aide, la personne qui signe, et ce à quoi l’association s’engage.",
                fields: Self.signature(kind), budget: nil),
            ApplicationStep(
                number: 5, title: "Relire et déposer",
                lede: "Relisez votre demande. Après le dépôt, elle ne se modifie plus.", fields: [], budget: nil),
        ]
    }

    /// All fields of all steps; the budget apart.
    public var form: Form { Form(steps.flatMap(\.fields)) }
    /// The lines of the budget.
    public var chart: BudgetChart { BudgetChart.chart(for: kind) }

    /// The step of a number, the nearest where there is none.
    public func step(_ number: Int) -> ApplicationStep { steps[min(max(number, 1), steps.count) - 1] }

    /// The step where a field is typed.
    public func step(of field: String) -> Int {
        if field.hasPrefix("budget") { return 3 }
        return steps.first { $0.fields.contains { $0.name == field } }?.number ?? 5
    }

    private static func projectTitle(_ kind: SubsidyKind) -> String {
        switch kind {
        case .operating: "Votre activité"
        case .project: "Votre projet"
        case .event: "Votre événement"
        case .investment: "Votre investissement"
        case .inKind: "L’aide demandée"
        }
    }

    private static func projectLede(_ kind: SubsidyKind) -> String {
        switch kind {
        case .operating: "Dites en quelques phrases ce que l’association fait et prévoit pour l’année."
        case .project, .event: "Dites en quelques phrases ce que vous voulez faire, pour qui, où et quand."
        case .investment: "Dites ce que vous voulez acheter ou construire, et à quoi cela servira."
        case .inKind: "Dites ce dont vous avez besoin (salle, matériel, personnel), pour quoi et quand."
        }
    }

    private static func budgetTitle(_ kind: SubsidyKind) -> String {
        switch kind {
        case .operating: "Le budget de l’année"
        case .project: "Le budget du projet"
        case .event: "Le budget de l’événement"
        case .investment: "Le plan de financement"
        case .inKind: "La valeur de l’aide"
        }
    }

    private static func budgetLede(_ kind: SubsidyKind) -> String {
        kind == .inKind
            ? "Estimez en euros ce que vous demandez\u{a0}: la loi veut que toute aide en nature soit chiffrée."
            : "Écrivez ce que cela coûte et d’où vient l’argent. Les deux totaux doivent être égaux\u{a0}; les montants sont sans centimes. Laissez vides les lignes qui ne vous concernent pas."
    }

    private static let identity = [
        Field("association_name", "Nom de l’association", required: true, maxLength: 250, autocomplete: "organization"),
        Field(
            "association_rna", "Numéro RNA", .rna, help: "\(RNA.form), sur le récépissé de la préfecture."),
        Field(
            "association_siret", "Numéro SIRET", .siret,
            help: "14 chiffres. Il est nécessaire pour recevoir un versement."),
        Field("association_address", "Adresse du siège", maxLength: 300, autocomplete: "street-address"),
        Field("association_postcode", "Code postal", .postcode, maxLength: 10, autocomplete: "postal-code"),
        Field("association_locality", "Commune", required: true, maxLength: 120, autocomplete: "address-level2"),
        Field("association_email", "Adresse électronique de l’association", .email, autocomplete: "email"),
        Field("association_phone", "Téléphone", .phone, maxLength: 30, autocomplete: "tel"),
        Field("member_count", "Nombre d’adhérents", .integer, help: "Leur nombre seulement\u{a0}: jamais leurs noms."),
        Field("employee_count", "Nombre de salariés", .integer),
        Field("identity_confirmed", "Je confirme que ces informations sont exactes", .checkbox, required: true),
    ]

    private static func project(_ kind: SubsidyKind) -> [Field] {
        let dated = kind.isDated
        return [
            Field(
                "title", "Intitulé", help: "Un titre court, comme il paraîtra dans la délibération.", required: true,
                maxLength: 200),
            Field(
                "object", "Description", .longText, help: "Ce que vous faites, pourquoi, avec qui.", required: true,
                maxLength: 8_000),
            Field("audience", "Public", help: "À qui cela s’adresse, et combien de personnes.", maxLength: 500),
            Field("territory", "Territoire", help: "Communes ou quartiers concernés.", maxLength: 300),
            Field("starts_on", "Début", .day, help: "Par exemple 12/03/2026.", required: dated),
            Field("ends_on", "Fin", .day, required: dated),
        ]
    }

    /// - Parameter kind: what is lent or done for an association needs no bank account.
    private static func signature(_ kind: SubsidyKind) -> [Field] {
        account(required: kind != .inKind) + signing
    }

    private static func account(required: Bool) -> [Field] {
        [
            Field(
                "account_holder", "Titulaire du compte", help: "L’association elle-même, jamais une personne.",
                required: required, maxLength: 200, group: "Compte bancaire"),
            Field(
                "iban", "IBAN", .iban, help: "Il figure sur le relevé d’identité bancaire.", required: required,
                maxLength: 60,
                group: "Compte bancaire"),
            Field("bic", "BIC", .bic, maxLength: 20, group: "Compte bancaire"),
        ]
    }

    private static let signing = [
        Field(
            "representative_name", "Nom et prénom", required: true, maxLength: 150, autocomplete: "name",
            group: "Personne qui signe"),
        Field(
            "representative_role", "Fonction", help: "Présidente, trésorier…", required: true, maxLength: 100,
            group: "Personne qui signe"),
        Field(
            "representative_email", "Adresse électronique", .email, required: true, autocomplete: "email",
            group: "Personne qui signe"),
        Field(
            "representative_phone", "Téléphone", .phone, maxLength: 30, autocomplete: "tel", group: "Personne qui signe"
        ),
        Field(
            "public_aid", "Aides publiques reçues sur trois ans, tous financeurs réunis",
            .choice([
                Choice("within", "\(Declaration.publicAidCeiling.short) au plus"),
                Choice("above", "Plus de \(Declaration.publicAidCeiling.short)"),
            ]), required: true, group: "Engagements"),
        Field(
            "exemption", "L’association est-elle agréée ou reconnue d’utilité publique\u{a0}?",
            .choice(Declaration.exemptions),
            help: "Le contrat d’engagement républicain est alors présumé respecté.", group: "Engagements"),
        Field(
            "declarations", "Au nom de l’association, je déclare que",
            .choices(Declaration.all.map { Choice($0.code, $0.sentence) }), group: "Engagements"),
    ]
}

/// A request as read from its draft: values, budget and everything that still forbids its submission.
public struct ApplicationReading: Sendable {
    /// The form by which it was read.
    public let form: ApplicationForm
    /// Everything but the budget.
    public let values: FormReading
    /// The budget's amounts, totals and refusals.
    public let budget: BudgetReading
    /// What keeps the request from being submitted, in the order of the steps.
    public let problems: [FieldProblem]

    /// Reads a draft as far as it goes: what is wrong is a problem, never an error.
    public init(_ draft: FormInput, _ kind: SubsidyKind) {
        form = ApplicationForm(kind)
        var values = form.form.read(draft)
        let budget = BudgetReading(draft, form.chart)
        if let start = values.day("starts_on"), let end = values.day("ends_on"), end < start {
            values.refuse("ends_on", "Fin", "La fin (\(end.short)) vient avant le début (\(start.short)).")
        }
        for declaration in Declaration.missing(
            in: values.list("declarations"), exemption: Self.exemption(values))
        {
            let source = declaration.citation.map { " (\($0))" } ?? ""
            values.refuse(
                "declarations", "Engagements",
                "Déclaration obligatoire\u{a0}: «\u{a0}\(declaration.sentence)\u{a0}»\(source)")
        }
        if let holder = values.text("account_holder"),
            AccountHolder.isPerson(
                holder, association: values.text("association_name"), signer: values.text("representative_name"))
        {
            values.refuse(
                "account_holder", "Titulaire du compte",
                "«\u{a0}\(holder.shown)\u{a0}» est une personne\u{a0}: le compte doit être au nom de l’association.")
        }
        self.values = values
        self.budget = budget
        problems = values.problems + budget.refusals
    }

    /// What is wrong on one step.
    public func problems(ofStep step: Int) -> [FieldProblem] {
        problems.filter { form.step(of: $0.field ?? "") == step }
    }

    private static func exemption(_ values: FormReading) -> String? {
        values.text("exemption").flatMap { $0 == "none" ? nil : $0 }
    }

    /// Codes kept with the file: declarations ticked, exemption, public aid.
    var declarationCodes: [String] {
        var codes = values.list("declarations")
        if let exemption = Self.exemption(values) { codes.append("exempt.\(exemption)") }
        if let aid = values.text("public_aid") { codes.append("public_aid.\(aid)") }
        return codes
    }

    /// The identity as declared, by field name without its prefix.
    var identity: [String: String] {
        var result: [String: String] = [:]
        for name in ["name", "rna", "siret", "address", "postcode", "locality", "email", "phone"] {
            if let text = values.text("association_\(name)") { result[name] = text }
        }
        for name in ["member_count", "employee_count"] {
            if let number = values.integer(name) { result[name] = String(number) }
        }
        return result
    }
}
