/// What makes a file pass from one state to another.
public enum ApplicationEvent: String, LifecycleCode {
    case submit
    case declareInadmissible = "declare_inadmissible"
    case requestDocuments = "request_documents"
    case answer
    case abandon
    case declareComplete = "declare_complete"
    case take
    case propose
    case sendBack = "send_back"
    case putOnAgenda = "put_on_agenda"
    case adjourn
    case grant
    case refuse
    case withdraw
    case notify
    case signAgreement = "sign_agreement"
    case payInstalment = "pay_instalment"
    case amend
    case lapse
    case receiveReport = "receive_report"
    case askCorrections = "ask_corrections"
    case payBalance = "pay_balance"
    case accept
    case clawBack = "claw_back"
    case withdrawDecision = "withdraw_decision"

    public var label: String {
        switch self {
        case .submit: "Déposer"
        case .declareInadmissible: "Déclarer irrecevable"
        case .requestDocuments: "Demander des pièces"
        case .answer: "Noter la réponse reçue"
        case .abandon: "Classer sans suite"
        case .declareComplete: "Déclarer complet"
        case .take: "Prendre en instruction"
        case .propose: "Proposer un montant"
        case .sendBack: "Renvoyer en instruction"
        case .putOnAgenda: "Inscrire à une séance"
        case .adjourn: "Ajourner"
        case .grant: "Accorder"
        case .refuse: "Refuser"
        case .withdraw: "Retirer la demande"
        case .notify: "Notifier"
        case .signAgreement: "Signer la convention"
        case .payInstalment: "Verser un acompte"
        case .amend: "Passer un avenant"
        case .lapse: "Constater la caducité"
        case .receiveReport: "Recevoir le bilan"
        case .askCorrections: "Demander des corrections"
        case .payBalance: "Verser le solde"
        case .accept: "Accepter le bilan"
        case .clawBack: "Demander le reversement"
        case .withdrawDecision: "Retirer la décision"
        }
    }

    /// What happened, in the timeline.
    public var past: String {
        switch self {
        case .submit: "Demande déposée"
        case .declareInadmissible: "Demande déclarée irrecevable"
        case .requestDocuments: "Pièces demandées"
        case .answer: "Réponse reçue"
        case .abandon: "Dossier classé sans suite"
        case .declareComplete: "Dossier déclaré complet"
        case .take: "Dossier pris en instruction"
        case .propose: "Montant proposé"
        case .sendBack: "Renvoyé en instruction"
        case .putOnAgenda: "Inscrit à l’ordre du jour"
        case .adjourn: "Ajourné"
        case .grant: "Subvention accordée"
        case .refuse: "Demande refusée"
        case .withdraw: "Demande retirée par l’association"
        case .notify: "Décision notifiée"
        case .signAgreement: "Convention signée"
        case .payInstalment: "Versement"
        case .amend: "Avenant"
        case .lapse: "Caducité constatée"
        case .receiveReport: "Bilan reçu"
        case .askCorrections: "Corrections demandées"
        case .payBalance: "Solde versé"
        case .accept: "Bilan accepté"
        case .clawBack: "Reversement demandé"
        case .withdrawDecision: "Décision retirée"
        }
    }

    /// Who makes it happen.
    public enum Maker: String, Sendable {
        /// The association, or an officer for it.
        case applicant
        case officer
        /// A session of the deciding body.
        case session
        case finance
    }

    /// Who makes it: an agent, the association, or the closing of a session.
    public var maker: Maker {
        switch self {
        case .submit, .answer, .withdraw: .applicant
        case .putOnAgenda, .adjourn, .grant, .refuse, .amend, .withdrawDecision: .session
        case .payInstalment, .payBalance: .finance
        default: .officer
        }
    }

    /// The right an agent needs.
    public var right: Right {
        switch maker {
        case .applicant: .writeApplications
        case .officer, .finance: .instructApplications
        case .session: .writeSessions
        }
    }

    /// Whether it ends the file or its money: asked twice, in the danger tone.
    public var isGrave: Bool {
        switch self {
        case .declareInadmissible, .abandon, .withdraw, .lapse, .clawBack, .withdrawDecision: true
        default: false
        }
    }
}
