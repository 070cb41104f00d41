import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// Where a request stands, behind its link.
extension ApplicantPages {
    /// The link: a draft goes on where it was left; a request says where it stands.
    @Sendable static func follow(_ visit: Visit) async throws -> Response {
        let face = try await DraftPages.face(visit, .link)
        let file = face.file
        if file.state == .draft { return visit.redirect(to: face.address(file.step)) }
        let (receipt, documents, applicant) = try await visit.read { tx in
            (
                try file.receipt(in: tx), try ApplicationDocument.all(of: file.id, in: tx),
                try Applicant.of(file, in: tx)
            )
        }
        return try visit.publicPage(
            title: "Votre demande", subject: face.campaign.name, home: "/demandes",
            """
            <h1>\(file.title.isEmpty ? "Votre demande" : file.title)</h1><p class="lede">\(applicant.name)</p>\
            \(standing(file))\(missing(file, documents, visit.contact(file.service)))\
            \(acknowledgement(file, receipt))\
            \(card("Votre demande", facts([
                ("Référence", file.reference.map { reference($0) } ?? ""), ("Montant demandé", "\(file.requested?.short)"),
                ("Montant accordé", "\(file.notifiedOn == nil ? nil : file.granted?.short)"), ("Campagne", "\(face.campaign.name)"),
                ("Lien de suivi", reference(visit.link(visit.parameters["token"] ?? ""))),
            ])))\(withdrawal(visit, face))
            """)
    }

    /// Where it stands, in the words of someone who does not work here. A decision is told once it is notified.
    private static func standing(_ file: Application) -> HTML {
        let (words, tone): (String, Tone) =
            switch file.state {
            case .draft: ("Votre demande n’est pas encore déposée.", .attention)
            case .submitted:
                file.late && file.lateAccepted == nil
                    ? ("Reçue hors délai. Le service dira s’il peut l’accepter.", .attention)
                    : ("Bien reçue. Le service vérifie qu’elle est complète.", .progress)
            case .incomplete: ("Il nous manque des pièces. Voyez la liste ci-dessous.", .attention)
            case .complete: ("Votre dossier est complet. Il va être étudié.", .progress)
            case .underInstruction, .proposed, .onAgenda:
                ("Votre dossier est étudié. Une décision sera prise en séance.", .progress)
            case .granted: ("La décision a été prise. Vous recevrez un courrier.", .progress)
            case .refused where file.notifiedOn == nil:
                ("La décision a été prise. Vous recevrez un courrier.", .progress)
            case .notified, .agreed: ("Votre demande est acceptée.", .done)
            case .inPayment, .paid: ("Votre subvention est versée ou en cours de versement.", .done)
            case .reportReceived, .closed: ("Votre bilan est reçu. Merci.", .done)
            case .refused: ("Votre demande n’a pas été retenue.", .neutral)
            case .inadmissible: ("Votre demande n’a pas pu être étudiée\u{a0}: \(file.stateReason ?? "").", .danger)
            case .abandoned: ("Votre demande a été classée sans suite, faute des pièces demandées.", .neutral)
            case .withdrawn: ("Vous avez retiré votre demande.", .neutral)
            case .lapsed: ("Le droit au versement est éteint.", .neutral)
            case .clawback: ("Un reversement vous est demandé. Prenez contact avec le service.", .attention)
            case .withdrawnByAuthority: ("La décision a été retirée. Prenez contact avec le service.", .attention)
            }
        return notice("\(words)", tone)
    }

    private static func missing(
        _ file: Application, _ documents: [ApplicationDocument], _ contact: ServiceContact?
    ) -> HTML {
        guard file.state == .submitted || file.state == .incomplete else { return "" }
        let wanting = documents.filter(\.isWanting)
        guard !wanting.isEmpty else { return "" }
        let items = wanting.map { item($0.label, $0.help) }
        let due: HTML =
            file.documentsDueOn.map { "<p>À envoyer au service au plus tard le <b>\($0.long)</b>.</p>" }
            ?? "<p>À envoyer au service dès que possible.</p>"
        let whom: HTML = contact == nil ? "" : "<p>Le service\u{a0}: \(contactPhrase(contact)).</p>"
        let message: HTML = file.state == .incomplete ? prose(file.stateReason ?? "") : ""
        return card("Pièces à envoyer", "\(message)<ul>\(items)</ul>\(due)\(whom)")
    }

    /// What the law has said of a request; of one that has ended, nothing of a silence to come.
    private static func acknowledgement(_ file: Application, _ receipt: Application.Receipt?) -> HTML {
        guard let receipt else { return "" }
        let mentions = file.state.isBeforeDecision ? receipt.mentions : Array(receipt.mentions.prefix(1))
        return card("Accusé de réception", mentions.map { "<p>\($0)</p>" as HTML }.joined())
    }

    private static func withdrawal(_ visit: Visit, _ face: DraftFace) -> HTML {
        guard face.file.state.isBeforeDecision else { return "" }
        return dangerButton(
            "Retirer ma demande", losing: "Votre demande ne sera plus étudiée. Ce retrait est définitif.",
            confirm: "Retirer ma demande", "\(face.base)/retirer", csrf: visit.csrf,
            fields: [("version", String(face.file.version))])
    }

    @Sendable static func withdraw(_ visit: Visit) async throws -> Response {
        let token = visit.parameters["token"] ?? ""
        try await visit.office.write(as: DraftPages.actor(visit, .link)) { tx in
            try Application.withdraw(.link(token), in: tx)
        }
        return visit.redirect(to: "/demandes/suivi/\(token)", notice: "Votre demande est retirée.")
    }
}
