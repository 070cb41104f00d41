import Kevre
import PostgreSQL

/// Steps of a file that ask for something before they are taken, each a page of its own: what is typed is never
/// lost, and every step has an address.
enum FileStep: String {
    case requestDocuments = "request_documents"
    case declareInadmissible = "declare_inadmissible"
    case acceptLate = "accept_late"
    case extendDueDay = "extend_due_day"
    case abandon
    case assign
    case propose
    case sendBack = "send_back"
    case withdraw
    case notify

    var title: String {
        switch self {
        case .acceptLate: "Accepter par dérogation"
        case .extendDueDay: "Prolonger le délai"
        case .assign: "Passer à un collègue"
        default: ApplicationEvent(rawValue: rawValue)?.label ?? rawValue
        }
    }

    /// What was done, for the notice.
    var done: String {
        switch self {
        case .acceptLate: "Dérogation enregistrée."
        case .extendDueDay: "Délai prolongé."
        case .assign: "Dossier attribué."
        default: ApplicationEvent(rawValue: rawValue).map { "\($0.past)." } ?? ""
        }
    }

    /// What will be lost or begun.
    var lede: String {
        switch self {
        case .requestDocuments:
            "Le dossier attendra ces pièces jusqu’à la date choisie. L’association les voit sur sa page de suivi."
        case .declareInadmissible: "Le dossier s’arrête ici et ne sera pas étudié. Cette fin est définitive."
        case .acceptLate: "Le dossier suivra son cours comme s’il était arrivé à temps. Le motif est conservé."
        case .extendDueDay: "L’association a jusqu’à cette date pour répondre."
        case .abandon: "Le dossier est clos sans avoir été étudié, faute de pièces. Cette fin est définitive."
        case .assign: "Le collègue choisi suivra le dossier\u{a0}; il le trouve dans sa liste."
        case .propose: "Le montant proposé sera discuté en séance et compte dès maintenant dans l’enveloppe."
        case .sendBack: "Le dossier revient en instruction\u{a0}; le commentaire paraît dans son historique."
        case .withdraw: "À la demande écrite de l’association seulement. Cette fin est définitive."
        case .notify: "Enregistre la date de la lettre\u{a0}: les délais de paiement ou de recours commencent."
        }
    }

    var isGrave: Bool { self == .declareInadmissible || self == .abandon || self == .withdraw }

    /// What is asked.
    func form(_ file: Application, in tx: Transaction) throws -> Form {
        switch self {
        case .requestDocuments:
            let documents = try ApplicationDocument.all(of: file.id, in: tx)
            return Form([
                Field(
                    "documents", "Pièces à demander",
                    .choices(
                        documents.map { Choice($0.id.description, "\($0.label) (\($0.state.label.lowercased()))") })),
                Field("others", "Autres pièces", .longText, help: "Une par ligne.", maxLength: 2_000),
                Field("due_on", "À recevoir au plus tard le", .day, required: true),
                Field("message", "Message à l’association", .longText, maxLength: 4_000),
            ])
        case .declareInadmissible:
            return Form([
                Field("ground", "Motif", .choice(Application.InadmissibilityGround.choices), required: true),
                Field("comment", "Précision", .longText, maxLength: 2_000),
            ])
        case .acceptLate:
            return Form([Field("reason", "Motif de la dérogation", .longText, required: true, maxLength: 1_000)])
        case .extendDueDay: return Form([Field("due_on", "Nouvelle échéance", .day, required: true)])
        case .abandon: return Form([])
        case .assign:
            let officers = try Application.officers(of: file.service, in: tx)
            return Form([
                Field("officer", "Agent", .choice(officers), help: "Laisser vide pour n’attribuer à personne.")
            ])
        case .propose: return Application.proposalForm(try Envelope.all(of: file.campaign, in: tx))
        case .sendBack: return Form([Field("comment", "Commentaire", .longText, required: true, maxLength: 4_000)])
        case .withdraw: return Form([Field("reason", "Motif", .text, maxLength: 500)])
        case .notify:
            let day = Field("notified_on", "Date de la lettre", .day, required: true)
            guard file.state == .granted else { return Form([day]) }
            return Form([
                day,
                Field(
                    "legality_receipt_on", "Délibération reçue en préfecture le", .day,
                    help: "Elle n’est exécutoire qu’à partir de ce jour.", required: true),
            ])
        }
    }

    /// What the form shows at first.
    func start(_ file: Application, today: Day) -> FormInput {
        var input = FormInput()
        switch self {
        case .requestDocuments: input["due_on"] = today.adding(days: 15).short
        case .extendDueDay: input["due_on"] = today.adding(days: 15).short
        case .assign: input["officer"] = file.officer?.description
        case .notify: input["notified_on"] = today.short
        case .propose:
            input["amount"] = (file.proposed ?? file.requested)?.figures
            input["opinion"] = file.opinion?.rawValue
            input["envelope"] = file.envelope?.description
            input["opinion_text"] = file.opinionText
            input["derogation"] = file.derogation
        default: break
        }
        return input
    }

    /// Takes the step.
    func run(
        _ file: Application, _ input: FormInput, version: Int?, on today: Day, by agent: Agent, in tx: Transaction
    ) throws {
        let id = file.id
        if self == .propose {
            return try Application.propose(id, input, version: version, by: agent, in: tx)
        }
        let read = try form(file, in: tx).read(input).validated()
        switch self {
        case .requestDocuments:
            try Application.requestDocuments(
                id, documents: read.list("documents").compactMap(ApplicationDocument.ID.init),
                others: (read.text("others") ?? "").split(separator: "\n").map(String.init),
                dueOn: read.day("due_on") ?? today, message: read.text("message") ?? "", version: version, on: today,
                by: agent, in: tx)
        case .declareInadmissible:
            let ground = read.text("ground").flatMap(Application.InadmissibilityGround.init) ?? .other
            try Application.declareInadmissible(
                id, ground, comment: read.text("comment") ?? "", version: version, by: agent, in: tx)
        case .acceptLate:
            try Application.acceptLate(id, reason: read.text("reason") ?? "", version: version, by: agent, in: tx)
        case .extendDueDay:
            try Application.extendDueDay(
                id, to: read.day("due_on") ?? today, version: version, on: today, by: agent, in: tx)
        case .abandon: try Application.abandon(id, version: version, on: today, by: agent, in: tx)
        case .assign:
            try Application.assign(
                id, to: read.text("officer").flatMap(Agent.ID.init), version: version, by: agent, in: tx)
        case .propose: break
        case .sendBack:
            try Application.sendBack(id, comment: read.text("comment") ?? "", version: version, by: agent, in: tx)
        case .withdraw:
            try Application.withdraw(.agent(agent, id), reason: read.text("reason") ?? "", version: version, in: tx)
        case .notify:
            try Application.notify(
                id, on: read.day("notified_on") ?? today, legalityReceiptOn: read.day("legality_receipt_on"),
                version: version, by: agent, in: tx)
        }
    }
}
