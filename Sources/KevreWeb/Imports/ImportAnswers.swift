import Kevre

/// What a trial, or an import that was held back, leaves to be answered, with the way on: the file goes in from the page
/// that says what it would do, without its columns being gone through again.
struct ImportAnswers {
    let report: ImportReport
    let asked: ImportRequest
    let token: String

    /// nil when the file is in.
    init?(_ report: ImportReport?, _ asked: ImportRequest?, _ token: String) {
        guard let report, let asked, !report.isAids, report.isDryRun || !report.isDone else { return nil }
        (self.report, self.asked, self.token) = (report, asked, token)
    }

    /// The answers of a form, over those given before.
    static func add(_ form: FormInput, to request: inout ImportRequest) {
        if let again = form["again"].flatMap(AgainAnswer.init) { request.again = again }
        if let twins = form["twins"].flatMap(TwinAnswer.init) { request.twins = twins }
        if form["skip_invalid"] == "1" { request.skipInvalid = true }
    }

    func form(csrf: String) -> HTML {
        var questions: [HTML] = []
        if report.again > 0 {
            let count = FrenchText.count(report.again, "ligne ressemble", "lignes ressemblent")
            questions.append(
                question(
                    "again", "\(count) à des subventions déjà inscrites",
                    "Même financeur, même exercice, même bénéficiaire, et l’objet, la référence ou le montant concordent. "
                        + "Chacune est montrée ci-dessous, avec ce qui diffère.",
                    AgainAnswer.allCases.map { ($0.rawValue, $0.label) }, asked.again?.rawValue))
        }
        if report.twins > 0 {
            let count = FrenchText.count(
                report.twins, "ligne est pareille en tout à une autre", "lignes sont pareilles en tout à d’autres")
            questions.append(
                question(
                    "twins", "\(count) du fichier",
                    "Comptées toutes, elles font \(Money(cents: report.twinCents)) de plus.",
                    TwinAnswer.allCases.map { ($0.rawValue, $0.label) }, asked.twins?.rawValue))
        }
        if report.refused > 0 {
            questions.append(
                """
                <label class="choice"><input type="checkbox" name="skip_invalid" value="1"\
                \(flag: "checked", asked.skipInvalid)> Importer les lignes bonnes même si d’autres sont refusées</label>
                """)
        }
        return card(
            questions.isEmpty ? "Importer ce fichier" : "À répondre avant d’importer",
            """
            <form class="form" method="post" action="/imports/fichier/\(token)">\(csrfField(csrf))\(questions)\
            <div class="form__end"><button class="button button--primary" name="verb" value="answer">Importer</button>\
            </div></form>
            """)
    }

    private func question(
        _ name: String, _ legend: String, _ help: String, _ choices: [(String, String)], _ chosen: String?
    ) -> HTML {
        let options: [HTML] = choices.map { value, label in
            """
            <label class="choice"><input type="radio" name="\(name)" value="\(value)" required\
            \(flag: "checked", value == chosen)> \(label)</label>
            """
        }
        return """
            <fieldset class="fieldset"><legend>\(legend)</legend><p class="field__help">\(help)</p>\
            <div class="choices">\(options)</div></fieldset>
            """
    }
}
