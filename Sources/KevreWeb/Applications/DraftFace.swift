import Foundation
import Kevre

/// A draft as it is filled in, step after step: the same for an officer and for the association.
struct DraftFace {
    let file: Application
    let campaign: Campaign
    let receiver: String
    /// Where its pages are: `/demandes/suivi/…` or `/dossiers/…/saisie`.
    let base: String
    let csrf: String
    let isPublic: Bool

    var form: ApplicationForm { ApplicationForm(file.kind) }

    func address(_ step: Int) -> String { "\(base)/\(step)" }

    /// A step: what is known or typed, and what is wrong with it.
    ///
    /// - Parameters:
    ///   - problems: shown on top and beside the fields.
    ///   - version: the version that what is shown was read from.
    func step(_ number: Int, _ input: FormInput, problems: [FieldProblem], version: Int) -> HTML {
        let step = form.step(number)
        var page = FormPage(
            address(number), csrf: csrf, version: version, submit: "Continuer",
            cancel: number > 1 ? Link("Étape précédente", address(number - 1)) : nil,
            autosave: "\(base)/garder/\(number)")
        page.saved =
            isPublic ? "Enregistré à chaque étape\u{a0}: vous pouvez reprendre avec le lien de cette page." : nil
        // What this window was shown, by which a change made in another one is told from one made here.
        let before = FormInput(file.draft.values.filter { step.names.contains($0.key) })
        let shown: HTML = "<input type=\"hidden\" name=\"avant\" value=\"\(FormText.text(before))\">"
        let fields: HTML =
            step.budget.map { budgetFields($0, input, problems) } ?? stepFields(step, input, problems)
        return "<p class=\"lede\">\(step.lede)</p>\(errorSummary(problems))\(page.html("\(shown)\(fields)"))"
    }

    /// What the window that sends a form was shown.
    static func shown(in form: FormInput) -> FormInput? {
        form["avant"].flatMap { FormText.pairs($0.utf8) }.map(FormText.input)
    }

    /// What became of two windows on one step: what was taken from the other, and what both changed.
    func merged(_ merge: DraftMerge, step number: Int) -> HTML {
        let step = form.step(number)
        func label(_ name: String) -> String {
            step.fields.first { $0.name == name }?.label ?? step.budget?.lines.first { $0.field == name }?.label ?? name
        }
        var lines = merge.taken.map { "<li>\(label($0))\u{a0}: repris de l’autre fenêtre.</li>" as HTML }
        lines += merge.both.map { name, there in
            there.isEmpty
                ? "<li>\(label(name))\u{a0}: vidé dans l’autre fenêtre, gardé ici.</li>" as HTML
                : "<li>\(label(name))\u{a0}: «\u{a0}\(there)\u{a0}» dans l’autre fenêtre, votre saisie ici.</li>"
                    as HTML
        }
        let list: HTML = lines.isEmpty ? "" : "<ul>\(lines)</ul>"
        return notice(
            "<p>Cette étape a été modifiée dans une autre fenêtre ou par une autre personne. Rien n’est perdu\u{a0}: vérifiez, puis enregistrez.</p>\(list)",
            .attention)
    }

    private func stepFields(_ step: ApplicationStep, _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        var fields = HTML()
        let form = Form(step.fields)
        let plain = Set(step.names).subtracting(["declarations"])
        fields += formFields(form, input, problems: problems, only: plain)
        if let field = form["declarations"] {
            var declared = FormField(field, input, problems: problems)
            declared.kind = .several(
                Declaration.all.map { declaration in
                    let mark = declaration.mandatory ? "obligatoire" : nil
                    let help = [mark, declaration.citation].compactMap { $0 }.joined(separator: " · ")
                    return FormOption(declaration.code, declaration.sentence, help: help.isEmpty ? nil : help)
                })
            fields += declared.html
            fields += """
                <p class="small"><a href="\(Declaration.republicanCommitment.address)" rel="noopener">\
                Lire le contrat d’engagement républicain sur Légifrance</a></p>
                """
        }
        return fields
    }

    private func budgetFields(_ chart: BudgetChart, _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let reading = BudgetReading(input, chart)
        func lines(_ side: BudgetChart.Side, inKind: Bool) -> [BudgetField] {
            chart.lines(side, inKind: inKind).map { line in
                let account = line.account.prefix { $0 != "." }
                let label =
                    line.account == BudgetChart.requested && chart.mustBalance
                    ? "Subvention demandée à \(receiver)" : line.label
                var field = BudgetField(
                    line.field, account: account.allSatisfy(\.isNumber) ? String(account) : nil, label,
                    amount: input[line.field] ?? "", error: problems.first { $0.field == line.field }?.message,
                    help: line.help.isEmpty ? nil : line.help)
                field.isRare = line.isRare && field.amount.isEmpty && field.error == nil
                return field
            }
        }
        func sides(inKind: Bool) -> HTML {
            let (uses, sources) = (reading.total(.expense, inKind: inKind), reading.total(.income, inKind: inKind))
            return budget(
                expenses: lines(.expense, inKind: inKind), expenseTotal: uses.short,
                income: lines(.income, inKind: inKind), incomeTotal: sources.short,
                balance: inKind
                    ? (uses == sources ? "Les contributions sont équilibrées." : "Les deux totaux diffèrent.")
                    : reading.balanceSentence,
                isEven: uses == sources)
        }
        guard chart.mustBalance else {
            return chart.lines.map { line -> HTML in
                FormField(
                    line.field, line.label, .money, value: input[line.field] ?? "", help: line.help,
                    error: problems.first { $0.field == line.field }?.message, isRequired: true
                ).html
            }.joined()
        }
        let balance = problems.first { $0.field == "budget" }
        // Errors of the whole budget lead to its first line.
        let anchor: HTML = balance == nil ? "" : "<span id=\"budget\" tabindex=\"-1\"></span>"
        guard chart.lines.contains(where: \.inKind) else { return anchor + sides(inKind: false) }
        let open = chart.lines.contains { $0.inKind && !(input[$0.field] ?? "").isEmpty }
        return """
            \(anchor)\(sides(inKind: false))\
            <details class="more"\(flag: "open", open)><summary>Bénévolat et aides en nature (facultatif)</summary>\
            <p class="field__help">Leur valeur ne compte pas dans le total\u{a0}; les deux côtés doivent être égaux.</p>\
            \(sides(inKind: true))</details>
            """
    }

    /// What someone who is still typing must know once the campaign has closed; nothing before.
    func closing(at moment: Date) -> HTML {
        guard file.state == .draft, campaign.phase(at: moment) == .closed else { return "" }
        let closed = "La campagne «\u{a0}\(campaign.name)\u{a0}» a fermé le \(campaign.closesAt.inParis.closing)."
        guard isPublic else {
            return notice(
                "\(closed) La saisie est conservée. À la dernière étape, indiquez quand la demande est arrivée\u{a0}: reçue après la clôture, elle est enregistrée hors délai.",
                .attention)
        }
        return notice(
            "\(closed) Votre saisie est conservée, et vous pouvez encore la terminer et déposer\u{a0}: la demande sera enregistrée hors délai, avec son heure exacte, et le service décidera s’il l’accepte. Pour toute question, prenez contact avec le service\u{a0}: \(campaign.serviceName).",
            .attention)
    }

    /// The last step: everything once more, what is still missing, and the button.
    func summary(_ reading: ApplicationReading, at moment: Date, problem: HTML = "") -> HTML {
        // An officer says when the request came, which tells whether it is late.
        let lateOffer = isPublic && campaign.phase(at: moment) == .closed
        var cards = HTML()
        for step in form.steps.dropLast() {
            let wrong = reading.problems(ofStep: step.number)
            let items = wrong.map { problem -> HTML in
                let field = problem.field ?? ""
                return """
                    <li><a href="\(address(step.number))#\(field)">\(problem.label)\u{a0}: \(problem.message)</a></li>
                    """
            }
            let mark =
                wrong.isEmpty
                ? state("complet", .done) : state("\(FrenchText.count(wrong.count, "point")) à revoir", .attention)
            let list: HTML = items.isEmpty ? "" : "<ul>\(items)</ul>"
            cards += card(
                step.title, aside: linkButton("Modifier", address(step.number), .quiet),
                "\(mark)\(list)\(digest(step, reading))")
        }
        guard reading.problems.isEmpty else {
            return
                "<p class=\"lede\">\(form.step(5).lede)</p>\(problem)\(cards)\(blockedButton("Déposer la demande", because: "Il reste \(FrenchText.count(reading.problems.count, "point")) à compléter ou à corriger.", id: "raison-depot"))"
        }
        let late: HTML =
            lateOffer
            ? "<input type=\"hidden\" name=\"hors_delai\" value=\"1\">" : ""
        let received: HTML =
            isPublic
            ? ""
            : FormField(
                "received_at", "Reçue le", .line(type: "datetime-local"),
                help: "Quand la demande est arrivée au service, sur papier ou par courriel. Vide\u{a0}: maintenant."
            ).html
        return """
            <p class="lede">\(form.step(5).lede)</p>\(problem)\(cards)\
            <form class="form" method="post" action="\(base)/deposer">\(csrfField(csrf))\(late)\(received)\
            <div class="form__end"><button class="button button--primary">\
            \(lateOffer ? "Déposer hors délai" : "Déposer la demande")</button></div></form>
            """
    }

    private func digest(_ step: ApplicationStep, _ reading: ApplicationReading) -> HTML {
        if let chart = step.budget {
            let budget = reading.budget
            guard chart.mustBalance else { return facts([("Valeur demandée", "\(budget.requested?.short)")]) }
            return facts([
                ("Dépenses", "\(budget.total(.expense).short)"), ("Ressources", "\(budget.total(.income).short)"),
                ("Montant demandé", "\(budget.requested?.short)"), ("Équilibre", "\(budget.balanceSentence)"),
            ])
        }
        return facts(
            step.fields.compactMap { field in
                switch field.kind {
                case .checkbox, .choices: return nil
                case .choice(let choices):
                    let label = choices.first { $0.value == reading.values.input[field.name] }?.label
                    return label.map { (field.label, "\($0)") }
                case .day: return (field.label, "\(reading.values.day(field.name)?.long)")
                case .iban: return (field.label, "\(reading.values.text(field.name).flatMap { IBAN($0) }?.grouped)")
                default: return reading.values.input[field.name].map { (field.label, prose($0)) }
                }
            })
    }
}
