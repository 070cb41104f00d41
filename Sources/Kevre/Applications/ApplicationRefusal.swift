import Foundation

/// Why something is not done to a file.
public enum ApplicationRefusal: Refusal, Equatable {
    /// The campaign closed before this submission: what was typed stays.
    case campaignClosed(name: String, at: Date)
    case campaignNotOpen(name: String, from: Date)
    /// Closed before anything was begun.
    case campaignEnded(name: String, at: Date)
    /// Another draft of the association is the one that counts.
    case anotherDraft
    /// The campaign takes one request an association, and it has this one.
    case applied(reference: String)
    /// Nobody has taken the association into the register yet.
    case associationProvisional
    case alreadySubmitted(String)
    /// Another tab or person saved the draft since it was read; with the version that it has now.
    case draftChanged(version: Int)
    case unknownLink
    case documentsMissing([String])
    case answersMissing(Int)
    case noDocumentNamed
    case dueDayPast
    case dueDayNotReached(Day)
    case lateUndecided
    case notLate
    /// The day and hour a request came, typed so that nothing can be made of it.
    case arrivalUnreadable(String)
    case amountAboveRequest(Money, requested: Money)
    case amountAboveEnvelope(Money, left: Money, envelope: String)
    case noEnvelope
    case commentMissing
    case commentTooLong(Int)
    /// A document that would name the members.
    case membersList(String)
    /// The list of documents changes no more in this state.
    case listClosed(String)
    case reasonMissing
    case deliberationMissing
    case notInstructing(String)

    public var message: String {
        switch self {
        case .campaignClosed(let name, let at):
            "La campagne «\u{a0}\(name)\u{a0}» a fermé le \(at.inParis.closing). Votre saisie est conservée. Vous pouvez déposer hors délai\u{a0}: l’heure exacte sera enregistrée et le service décidera s’il accepte votre demande."
        case .campaignNotOpen(let name, let from):
            "La campagne «\u{a0}\(name)\u{a0}» ouvre le \(from.inParis.long). Votre saisie est conservée\u{a0}: revenez déposer à partir de cette date."
        case .campaignEnded(let name, let at):
            "La campagne «\u{a0}\(name)\u{a0}» a fermé le \(at.inParis.closing). Pour une demande tardive, prenez contact avec le service."
        case .anotherDraft:
            "Un autre brouillon de cette association est déjà reconnu pour cette campagne. Retirez d’abord celui qui est en trop."
        case .applied(let reference):
            "Une demande de cette association est déjà déposée pour cette campagne, sous la référence \(reference). Il n’en faut qu’une\u{a0}: suivez-la par son lien. Si elle ne vient pas de vous, ou pour la remplacer, prenez contact avec le service\u{a0}; votre saisie est conservée."
        case .associationProvisional:
            "Cette association n’est pas encore au registre\u{a0}: prenez-la au registre, ou rattachez-la à la fiche qui existe."
        case .alreadySubmitted(let reference):
            "Cette demande est déjà déposée sous la référence \(reference)\u{a0}: elle ne se modifie plus."
        case .draftChanged:
            "Cette demande a été modifiée dans une autre fenêtre ou par une autre personne. Votre saisie est gardée ici\u{a0}: vérifiez-la, puis enregistrez-la."
        case .unknownLink:
            "Ce lien ne mène à aucune demande. Vérifiez qu’il est complet, ou demandez-en un nouveau au service."
        case .documentsMissing(let labels):
            "Il manque \(FrenchText.count(labels.count, "pièce obligatoire", "pièces obligatoires"))\u{a0}: \(FrenchText.list(labels)). Notez-les reçues ou sans objet."
        case .answersMissing(let count):
            count == 1
                ? "Une pièce demandée n’est pas encore notée comme reçue."
                : "\(count) pièces demandées ne sont pas encore notées comme reçues."
        case .noDocumentNamed: "Choisissez ou nommez au moins une pièce à demander."
        case .dueDayPast: "La date de réponse doit être à venir."
        case .dueDayNotReached(let day): "L’association a jusqu’au \(day.long) pour répondre."
        case .lateUndecided: "Dossier hors délai\u{a0}: acceptez-le par dérogation ou déclarez-le irrecevable."
        case .notLate: "Ce dossier n’est pas hors délai."
        case .arrivalUnreadable(let text):
            "«\u{a0}\(text.shown)\u{a0}» n’est pas une date avec heure (exemple\u{a0}: 12/03/2026 17:00)."
        case .amountAboveRequest(let amount, let requested):
            "\(amount.short) dépassent les \(requested.short) demandés. Pour proposer plus, motivez la dérogation."
        case .amountAboveEnvelope(let amount, let left, let envelope):
            "\(amount.short) dépassent ce qui reste à proposer sur l’enveloppe «\u{a0}\(envelope)\u{a0}»\u{a0}: \(left.short). Réduisez, ou motivez la dérogation."
        case .noEnvelope: "La campagne n’a pas d’enveloppe\u{a0}: ajoutez-en une d’abord."
        case .commentMissing: "Écrivez un commentaire."
        case .commentTooLong(let count):
            "Le commentaire a \(FrenchText.grouped(count)) caractères\u{a0}; 8\u{202f}000 au plus."
        case .membersList(let label):
            "«\u{a0}\(label.shown)\u{a0}»\u{a0}: la liste nominative des membres ne peut jamais être demandée (CE, 28 mars 1997, n°\u{a0}182912)."
        case .listClosed(let state):
            "Les pièces ne se notent plus\u{a0}: le dossier est à l’état «\u{a0}\(state)\u{a0}»."
        case .reasonMissing: "Indiquez le motif."
        case .deliberationMissing: "Indiquez d’abord le numéro de la délibération sur la page de la séance."
        case .notInstructing(let name): "\(name) ne peut pas instruire les dossiers de ce service."
        }
    }

    public var code: String {
        switch self {
        case .campaignClosed: "campaign_closed"
        case .campaignNotOpen: "campaign_not_open"
        case .campaignEnded: "campaign_ended"
        case .anotherDraft: "another_draft"
        case .applied: "already_applied"
        case .associationProvisional: "association_provisional"
        case .alreadySubmitted: "already_submitted"
        case .draftChanged: "stale_version"
        case .unknownLink: "unknown_link"
        case .documentsMissing: "documents_missing"
        case .answersMissing: "answers_missing"
        case .noDocumentNamed: "no_document_named"
        case .dueDayPast: "due_day_past"
        case .dueDayNotReached: "due_day_not_reached"
        case .lateUndecided: "late_undecided"
        case .notLate: "not_late"
        case .arrivalUnreadable: "arrival_unreadable"
        case .amountAboveRequest: "amount_above_request"
        case .amountAboveEnvelope: "amount_above_envelope"
        case .noEnvelope: "no_envelope"
        case .commentMissing: "comment_missing"
        case .commentTooLong: "comment_too_long"
        case .membersList: "members_list"
        case .listClosed: "list_closed"
        case .reasonMissing: "reason_missing"
        case .deliberationMissing: "deliberation_missing"
        case .notInstructing: "not_instructing"
        }
    }

    public var field: String? {
        switch self {
        case .noDocumentNamed, .membersList: "documents"
        case .dueDayPast, .dueDayNotReached: "due_on"
        case .amountAboveRequest, .amountAboveEnvelope: "amount"
        case .noEnvelope: "envelope"
        case .commentMissing, .commentTooLong: "comment"
        case .reasonMissing: "reason"
        case .arrivalUnreadable: "received_at"
        case .notInstructing: "officer"
        default: nil
        }
    }
}
