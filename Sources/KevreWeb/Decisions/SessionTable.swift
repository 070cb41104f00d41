import Kevre

/// The one table of a session, to work in and to project on a wall: gauges, lines, amounts in place.
struct SessionTable: Sendable {
    let session: Session
    let lines: [AgendaLine]
    let gauges: [EnvelopeGauge]
    let mayWrite: Bool

    var address: String { "/seances/\(session.id)" }
    /// Whether amounts and decisions can still be changed by who looks.
    var isEditable: Bool { mayWrite && !session.isClosed }

    /// Amounts of all lines, for pages without script.
    static let amountsForm = "montants"

    func page(_ visit: Visit) -> HTML {
        let decided = lines.count { $0.outcome != nil }
        let header = pageHeader(
            session.moment.capitalizedFirst, of: session.place.isEmpty ? nil : session.place,
            note: "\(session.name)\(session.name == session.body.label ? "" : " · \(session.body.label)")\(standing)",
            actions: actions)
        return """
            \(breadcrumb([SessionPages.home, Link(session.name, "")]))\(header)\(gaugeCards)\
            \(lines.isEmpty ? emptyAgenda : table(visit, decided))\(below(visit))
            """
    }

    private var standing: HTML {
        guard session.isClosed else { return "" }
        let act: HTML = session.deliberationReference.map { " · acte n°\u{a0}\($0)" } ?? ""
        return " · \(state("Close", .done))\(act)"
    }

    private var actions: [HTML] {
        var actions = [linkButton("Plein écran", "\(address)/projection", .quiet)]
        if !lines.isEmpty { actions.append(linkButton("Annexe (xlsx)", "\(address)/annexe")) }
        guard mayWrite else { return actions }
        if session.isClosed {
            actions.append(linkButton("Numéro de l’acte", "\(address)/modifier"))
        } else if lines.isEmpty {
            actions.append(linkButton("Composer l’ordre du jour", "\(address)/ordre-du-jour", .primary))
        } else {
            actions.append(linkButton("Clore la séance", "\(address)/cloture", .primary))
        }
        return actions
    }

    private var emptyAgenda: HTML {
        emptyState(
            "L’ordre du jour est vide", "Inscrivez les dossiers pour lesquels un montant est proposé.",
            actions: isEditable
                ? [linkButton("Composer l’ordre du jour", "\(address)/ordre-du-jour", .primary)] : [])
    }

    /// What is done less often, at the foot of the page.
    private func below(_ visit: Visit) -> HTML {
        guard isEditable else { return "" }
        let delete: HTML =
            lines.isEmpty
            ? dangerButton(
                "Supprimer la séance", losing: "La séance sera supprimée\u{a0}; son ordre du jour est vide.",
                confirm: "Supprimer", "\(address)/supprimer", csrf: visit.csrf) : ""
        let ready = lines.filter(\.isGrantableAsProposed)
        let all: HTML =
            ready.isEmpty
            ? ""
            : dangerButton(
                "Accorder tout au montant proposé",
                losing: """
                    \(FrenchText.count(ready.count, "ligne à décider", "lignes à décider")) au montant proposé, soit \
                    \(ready.sum { $0.proposed ?? .zero }.short). Celles dont la séance a changé le montant restent à \
                    décider.
                    """, confirm: "Accorder", "\(address)/accorder", csrf: visit.csrf)
        let add: HTML = lines.isEmpty ? "" : linkButton("Inscrire d’autres dossiers", "\(address)/ordre-du-jour")
        return """
            <div class="actions session__foot">\(all)\(add)\(linkButton("Modifier la séance", "\(address)/modifier"))\(delete)</div>
            """
    }

    // MARK: - Gauges

    var gaugeCards: HTML {
        guard !gauges.isEmpty else { return "" }
        let cards = gauges.map { item -> HTML in
            card(
                "Enveloppe \(item.name)", of: item.campaign == item.name ? nil : item.campaign,
                Self.gauge(of: item, isClosed: session.isClosed))
        }
        return "<div class=\"cards\">\(cards)</div>"
    }

    /// A closed session discusses nothing.
    static func gauge(of item: EnvelopeGauge, isClosed: Bool = false) -> HTML {
        KevreWeb.gauge(
            id: item.envelope.description, left: item.left.figure, total: item.amount.figure,
            decided: item.decided.figure,
            discussion: isClosed ? nil : (item.discussed.figure, item.leftAfterDiscussion.figure),
            alert: item.warning)
    }

    // MARK: - Lines

    private var year: Int? {
        let years = Set(lines.map(\.year))
        return years.count == 1 ? years.first.map { $0 - 1 } : nil
    }

    private var columns: [TableColumn] {
        let last = year.map { "Accordé \($0)" } ?? "Accordé l’an passé"
        var columns = [
            TableColumn("N°", .softNumber), TableColumn("Association · projet", .lead),
            TableColumn("Demandé", .number), TableColumn(last, .softNumber), TableColumn("Proposé", .number),
            TableColumn("En séance", .number), TableColumn("Décision"),
        ]
        if isEditable { columns.append(TableColumn("Décider")) }
        return columns
    }

    private func table(_ visit: Visit, _ decided: Int) -> HTML {
        var rows = TableRows(columns)
        for line in lines {
            begin(line, in: &rows)
            rows.cell(amount(line))
            rows.cell("<span id=\"ligne-\(line.id)\">\(decision(line))</span>" as HTML)
            if isEditable { rows.cell(DecisionMenu(line: line, address: address, csrf: visit.csrf).html) }
            rows.end()
        }
        let form: HTML =
            isEditable
            ? """
            <form id="\(Self.amountsForm)" method="post" action="\(address)/montants" data-no-keep>\
            \(csrfField(visit.csrf))\(versions)\
            <button class="button button--small no-script">Enregistrer les montants</button></form>
            """ : ""
        return KevreWeb.table(columns, rows.html, caption: "Ordre du jour", totals: totals(decided)) + form
    }

    /// The versions the amounts were typed on, so that a line changed meanwhile is noticed.
    private var versions: HTML {
        lines.map { line -> HTML in
            versionField(line.version, of: LineAnswer.record(line.id), name: "version-\(line.id)")
        }.joined()
    }

    private func begin(_ line: AgendaLine, in rows: inout TableRows) {
        rows.begin(key: line.id.description, name: line.associationName)
        rows.cell(String(line.position))
        rows.lead(line.associationName, "/dossiers/\(line.reference)", sub: line.project)
        rows.cell(line.requested.short)
        rows.cell(line.lastYear.isZero ? (line.isFirst ? "première" : "—") : line.lastYear.short)
        rows.cell(line.proposed?.short ?? "—")
    }

    private func amount(_ line: AgendaLine) -> HTML {
        guard isEditable, line.outcome == nil || line.outcome == .granted else {
            return line.outcome == .granted ? "<b>\(line.grantedAmount.short)</b>" : "—"
        }
        return amountInput(
            id: "montant-\(line.id)", name: "amount-\(line.id)", form: Self.amountsForm,
            value: line.amount?.figures ?? "", label: "Montant en séance, \(line.associationName)",
            envelope: line.envelope.description, save: "\(address)/lignes/\(line.id)/montant", version: line.version,
            isDecided: line.outcome != nil)
    }

    private func decision(_ line: AgendaLine) -> HTML {
        guard let outcome = line.outcome else {
            let soft: HTML = line.isDiscussed ? "" : " class=\"soft\""
            return """
                <span\(soft) data-shown="\(LineAnswer.record(line.id))-standing">\(LineAnswer.standing(line))</span>
                """
        }
        let note = [line.conditions, line.reason].first { !$0.isEmpty }
        let detail: HTML = note.map { "<span class=\"sub\">\($0)</span>" } ?? ""
        return "\(state(outcome.label, Tone(outcome.tone)))\(detail)"
    }

    private func totals(_ decided: Int) -> [HTML] {
        let here = lines.filter { $0.outcome == nil || $0.outcome == .granted }.sum { $0.amount ?? .zero }
        let count = FrenchText.count(lines.count, "dossier")
        var totals: [HTML] = [
            "", "\(count) · \(FrenchText.count(decided, "décidé", "décidés"))",
            "\(lines.sum(of: \.requested).short)", "\(lines.sum(of: \.lastYear).short)",
            "\(lines.sum { $0.proposed ?? .zero }.short)",
            isEditable ? "<span data-lines-total>\(here.short)</span>" : "\(here.short)", "",
        ]
        if isEditable { totals.append("") }
        return totals
    }

    // MARK: - On the wall

    /// The page to project: large, nothing to click, refreshed by itself.
    var projection: HTML {
        let full: HTML = "<button type=\"button\" class=\"button script-only\" data-fullscreen>Plein écran</button>"
        let header = pageHeader(
            session.name, of: session.moment, actions: [full, linkButton("Retour à la séance", address, .quiet)])
        return """
            <div class="projection"><div class="projection__head">\(header)</div>\
            <div data-refresh="\(address)/projection/contenu">\(projected)</div></div>
            """
    }

    /// The part that follows what is decided.
    var projected: HTML {
        let watching = SessionTable(session: session, lines: lines, gauges: gauges, mayWrite: false)
        var rows = TableRows(watching.columns)
        for line in lines {
            watching.begin(line, in: &rows)
            let amount = line.outcome == nil || line.outcome == .granted ? line.amount?.short : nil
            rows.cell("<b>\(amount ?? "—")</b>" as HTML)
            rows.cell(decision(line))
            rows.end()
        }
        let decided = lines.count { $0.outcome != nil }
        return gaugeCards
            + KevreWeb.table(
                watching.columns, rows.html, caption: "Ordre du jour", totals: watching.totals(decided))
    }
}

extension Money {
    /// For drawings.
    var figure: Figure { Figure(cents: cents, short) }
}
