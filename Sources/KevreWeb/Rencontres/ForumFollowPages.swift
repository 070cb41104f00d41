import Foundation
import HTTPTypes
import Hummingbird
import Kevre

/// Behind the association's link: a draft to finish, or where its registration stands, to change or to cancel.
enum ForumFollowPages {
    static func add(to routes: inout Routes) {
        routes.publicGet("forum/suivi/:token", use: follow)
        routes.publicGet("forum/suivi/:token/modifier", use: edit)
        routes.publicPost("forum/suivi/:token/modifier", use: save)
        routes.publicPost("forum/suivi/:token/annuler", use: cancel)
    }

    private struct Sheet: Sendable {
        let registration: Registration
        let edition: Edition
        let types: [StandType]
        let themes: [Choice]
        let rank: Int?
        let next: Edition?
    }

    private static func sheet(_ visit: Visit) async throws -> Sheet {
        let token = visit.parameters["token"] ?? ""
        return try await visit.read { tx in
            let registration = try Registration.find(token: token, in: tx)
            let edition = try Edition.find(of: registration, in: tx)
            return Sheet(
                registration: registration, edition: edition, types: try StandType.all(of: edition.id, in: tx),
                themes: try Registration.themes(in: tx), rank: try registration.rank(in: tx),
                next: try Edition.published(in: tx).first {
                    $0.year > edition.year && $0.registration(at: visit.now) == .open
                })
        }
    }

    @Sendable private static func follow(_ visit: Visit) async throws -> Response {
        let sheet = try await sheet(visit)
        let (registration, edition) = (sheet.registration, sheet.edition)
        let token = visit.parameters["token"] ?? ""
        guard registration.state != .draft else { return visit.redirect(to: "/forum/suivi/\(token)/modifier") }
        let isOpen = edition.registration(at: visit.now) == .open
        var actions: [HTML] = []
        if isOpen, !registration.state.isOver {
            actions.append(linkButton("Modifier", "/forum/suivi/\(token)/modifier"))
        }
        if let next = sheet.next {
            actions.append(
                linkButton(
                    "S’inscrire en \(next.year), comme en \(edition.year)",
                    "/forum/\(next.year)/inscription?association=\(visit.key(registration.association))&comme=\(token)",
                    .primary))
        }
        if Registration.lifecycle.events(from: registration.state).contains(.cancel) {
            actions.append(
                dangerButton(
                    "Annuler",
                    losing: registration.state == .waiting
                        ? "Votre rang revient à la suivante." : "Votre place revient à la suivante.",
                    confirm: "Annuler notre inscription", "/forum/suivi/\(token)/annuler", csrf: visit.csrf))
        }
        let parts = RegistrationFace(sheet.types, themes: sheet.themes, isOnline: true).summary(registration.input)
            .map { card($0.title, $0.facts) }
        return try visit.publicPage(
            title: "Votre inscription", subject: EditionTab.whole(edition), home: "/forum/\(edition.year)",
            """
            <h1>\(registration.associationName)</h1><p class="lede">\(edition.when)\
            \(edition.place.isEmpty ? "" : ", \(edition.place)")</p>\(standing(sheet))\
            \(card("En bref", facts([
                ("Participation", "\(registration.typeName)"), ("Emplacement", "\(registration.pitchText)"),
                ("Code à l’accueil", registration.state.isOver ? "" : reference(ParticipantCode.shown(registration.code))),
                ("Repas", "\(registration.mealsText)"), ("Règlement", "\(registration.regulationText)"),
                ("Reçue le", "\(registration.submittedAt?.inParis.long)"), ("Motif", "\(registration.stateReason)"),
                ("Votre lien", reference(visit.registrationLink(token))),
            ])))<div class="actions">\(actions)</div>\(parts)
            """)
    }

    private static func standing(_ sheet: Sheet) -> HTML {
        let state = sheet.registration.state
        if let rank = sheet.rank {
            return notice(
                "\(state.plainly) Votre rang\u{a0}: \(rank)\(rank == 1 ? "re" : "e"). Dès qu’une place se libère, elle revient à la première, sans démarche.",
                .attention)
        }
        let tone: Tone =
            switch state {
            case .validated, .placed, .confirmed, .present, .surveyed: .done
            case .registered: .progress
            case .refused, .noShow: .danger
            default: .neutral
            }
        return notice("\(state.plainly)", tone)
    }

    @Sendable private static func edit(_ visit: Visit) async throws -> Response {
        let sheet = try await sheet(visit)
        return try page(visit, sheet, sheet.registration.input, [])
    }

    private static func page(
        _ visit: Visit, _ sheet: Sheet, _ input: FormInput, _ problems: [FieldProblem]
    ) throws -> Response {
        let token = visit.parameters["token"] ?? ""
        let isDraft = sheet.registration.state == .draft
        var page = FormPage(
            "/forum/suivi/\(token)/modifier", csrf: visit.csrf, version: visit.version ?? sheet.registration.version,
            submit: isDraft ? "Envoyer l’inscription" : "Enregistrer")
        if isDraft { page.more = "<button class=\"button\" name=\"garder\" value=\"1\">Finir plus tard</button>" }
        let face = RegistrationFace(sheet.types, themes: sheet.themes, isOnline: true)
        return try visit.publicPage(
            title: "Votre inscription", subject: EditionTab.whole(sheet.edition), home: "/forum/\(sheet.edition.year)",
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            <h1>\(sheet.registration.associationName)</h1>\
            \(isDraft ? notice("\(sheet.registration.state.plainly)", .attention) : "")\(errorSummary(problems))\
            \(page.html("\(face.fields(input, problems))\(ForumRegistrationPages.terms(sheet.edition))"))
            """)
    }

    @Sendable private static func save(_ visit: Visit) async throws -> Response {
        let sheet = try await sheet(visit)
        let (token, input, version, moment) = (visit.parameters["token"] ?? "", visit.form, visit.version, visit.now)
        let actor = Agent.applicant(sheet.registration.associationName)
        do {
            if sheet.registration.state != .draft {
                try await visit.office.write(as: actor) { tx in
                    try Registration.change(.link(token), version: version, input, at: moment, in: tx)
                }
                return visit.redirect(to: "/forum/suivi/\(token)", notice: "Vos changements sont enregistrés.")
            }
            if input["garder"] != nil {
                try await visit.office.write(as: actor) { try Registration.saveDraft(token: token, input, in: $0) }
                return visit.redirect(
                    to: "/forum/suivi/\(token)/modifier",
                    notice: "C’est gardé, mais pas encore envoyé. Votre lien\u{a0}: \(visit.registrationLink(token))",
                    tone: .attention)
            }
            let outcome = try await visit.office.write(as: actor) { tx in
                try Registration.submit(token: token, input, at: moment, in: tx)
            }
            return visit.redirect(
                to: "/forum/suivi/\(token)",
                notice: outcome.state == .waiting
                    ? "Votre demande de place est enregistrée." : "Votre inscription est enregistrée.",
                tone: outcome.state == .waiting ? .attention : .done)
        } catch let refusal as FormRefusal {
            return try page(visit, sheet, input, refusal.problems)
        } catch let refusal as RegistrationRefusal {
            return try page(
                visit, sheet, input, [FieldProblem(field: "type", label: "Inscription", message: refusal.message)])
        }
    }

    @Sendable private static func cancel(_ visit: Visit) async throws -> Response {
        let sheet = try await sheet(visit)
        let token = visit.parameters["token"] ?? ""
        do {
            try await visit.office.write(as: .applicant(sheet.registration.associationName)) { tx in
                try Registration.cancel(token: token, reason: nil, in: tx)
            }
            return visit.redirect(
                to: "/forum/suivi/\(token)", notice: "Votre inscription est annulée. Merci de nous l’avoir dit.")
        } catch let refusal as RegistrationRefusal {
            return visit.redirect(to: "/forum/suivi/\(token)", notice: refusal.message, tone: .attention)
        }
    }
}
