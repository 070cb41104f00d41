import Kevre

/// What stands on the page of a door.
struct CheckInFace {
    let year: Int
    let door: CheckInPages.Door
    /// Title of the session at whose door it is; nil for the hall.
    let session: String?
    let csrf: String

    /// Said on another day than those of the edition; carried by the form, so that a passage reads nothing more.
    var note: String?

    private var address: String { CheckInPages.address(year) }

    /// What ``note`` says, above the field.
    var trial: HTML { note.map { notice("\($0)", .attention) } ?? "" }

    /// The field that takes codes and names, with its two large buttons.
    func entry(_ words: String?) -> HTML {
        let place = session.map { "«\u{a0}\($0)\u{a0}»" } ?? (door.name.isEmpty ? "Entrée" : "Porte \(door.name)")
        let carried: HTML = note.map { "<input type=\"hidden\" name=\"essai\" value=\"\($0)\">" } ?? ""
        let out: HTML =
            session == nil ? "<button class=\"button\" name=\"sortie\" value=\"1\">Sortie</button>" : ""
        return """
            <form class="form door" method="post" action="\(address)" data-no-keep data-online>\(csrfField(csrf))\(carried)\
            <p class="door__place"><b>\(place)</b> <a href="\(address)#ou">changer</a></p>\
            <div class="field"><label for="code">Code, nom ou association</label><input type="text" id="code" name="code" \
            value="\(words)" autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="go" \
            autofocus maxlength="80"></div>\
            <div class="door__buttons"><button class="button button--primary">Entrée</button>\(out)</div></form>
            """
    }

    // MARK: - Answers

    /// The answer in a large box: colour, words, and what the person is awaited for.
    static func answer(_ done: CheckIn, isNew: Bool = false) -> HTML {
        let tone: Tone =
            switch done.outcome {
            case .entered, .left: .done
            case .already, .waiting, .outside: .attention
            case .cancelled, .otherEdition, .notBooked, .unknown: .danger
            }
        let role = tone == .danger ? "alert" : "status"
        let organisation: HTML = done.organisation.map { "<p>\($0)</p>" } ?? ""
        let code: HTML =
            isNew ? "<p>Code\u{a0}: <b>\(ParticipantCode.shown(done.code))</b></p>" : ""
        let agenda = done.agenda.map { item -> HTML in
            let room: HTML = item.room.map { " · \($0)" } ?? ""
            let rank: HTML =
                item.rank.map { " <b class=\"text-attention\">liste d’attente, n°\u{a0}\($0)</b>" } ?? ""
            return "<li>\(item.hours)\(room)\u{a0}: \(item.title)\(rank)</li>"
        }
        let list: HTML = agenda.isEmpty ? "" : "<ul>\(agenda)</ul>"
        return """
            <section class="door-answer door-answer--\(trusted: tone.rawValue)" role="\(trusted: role)">\
            <h2>\(done.message)</h2>\(organisation)\(code)\(list)</section>
            """
    }

    /// People who may be meant, each with a button of her own.
    func found(_ people: [Expected], _ words: String) -> HTML {
        guard !people.isEmpty else {
            return emptyState(
                "Personne ne s’appelle «\u{a0}\(words)\u{a0}»",
                "Essayez le nom de famille seul, l’association ou le code. Sinon, inscrivez-la sur place, plus bas.")
        }
        let items = people.map { person -> HTML in
            // At the door of a session people come in, wherever they are in the hall.
            let leaves = person.isInside && session == nil
            let detail: HTML = person.detail.isEmpty ? "" : "<p class=\"small soft\">\(person.detail)</p>"
            let action: HTML =
                person.mayPass
                ? postButton(
                    leaves ? "Sortie" : "Entrée", address, csrf: csrf, leaves ? .plain : .primary,
                    fields: [("code", person.code)] + (leaves ? [("sortie", "1")] : []))
                : ""
            return """
                <li class="door__person"><div><p><b>\(person.name)</b></p>\(detail)\
                <p>\(state(person.stateText, person.isInside ? .done : person.mayPass ? .neutral : .attention))</p></div>\
                \(action)</li>
                """
        }
        return card(
            "\(FrenchText.count(people.count, "réponse")) pour «\u{a0}\(words)\u{a0}»",
            "<ul class=\"lines\">\(items)</ul>")
    }

    // MARK: - Counting

    /// How many are inside, refreshed by the script; each answer brings it up to date without.
    func counter(_ count: HallCount) -> HTML {
        """
        <section class="card" aria-label="Personnes à l’intérieur"><div data-refresh="\(address)/compteur" \
        data-every="3000">\(Self.count(count))</div></section>
        """
    }

    static func count(_ count: HallCount) -> HTML {
        let limit: HTML = count.limit.map { " <span class=\"of\">sur \(FrenchText.grouped($0)) admises</span>" } ?? ""
        let bar: HTML =
            count.limit.map { progress(min(count.inside, $0), of: $0, label: "Remplissage de la salle") } ?? ""
        let warning: HTML =
            count.warning.map { notice("\($0)", count.level == .full ? .danger : .attention) } ?? ""
        return """
            <p class="hall"><b class="hall__figure">\(FrenchText.grouped(count.inside))</b> \
            \(FrenchText.word(count.inside, "personne")) à l’intérieur\(limit)</p>\(bar)\
            <p class="small soft">\(FrenchText.count(count.entered, "entrée")) aujourd’hui</p>\(warning)
            """
    }

    /// Visitors who are counted and not named.
    var visitors: HTML {
        func button(_ title: String, _ number: Int, _ style: ButtonStyle) -> HTML {
            postButton(title, "\(address)/visiteurs", csrf: csrf, style, fields: [("nombre", String(number))])
        }
        return card(
            "Visiteurs sans inscription",
            "<div class=\"door__count\">\(button("+ 1", 1, .primary))\(button("+ 5", 5, .plain))\(button("− 1", -1, .plain))</div>"
        )
    }

    /// One short form; only the name must be there.
    func walkIn(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        let isOpen = !problems.isEmpty
        let typed = isOpen ? input : FormInput()
        let page = FormPage("\(address)/sur-place", csrf: csrf, submit: "Inscrire et faire entrer")
        // Tapped twice, it is one person.
        let once: HTML = "<input type=\"hidden\" name=\"form\" value=\"\(BeginningForm(typed["form"]).secret)\">"
        return """
            <details class="card more" id="sur-place"\(flag: "open", isOpen)><summary>Inscrire sur place</summary>\
            \(errorSummary(problems))\(page.html("\(once)\(formFields(Participant.form, typed, problems: problems))"))</details>
            """
    }

    /// Which door this phone stands at.
    func doorForm(_ sessions: [ProgrammeSession]) -> HTML {
        let options = sessions.filter(\.isRegistered).map { item -> HTML in
            """
            <option value="\(item.id)"\(flag: "selected", item.id == door.session)>\
            \(ProgrammeSession.clock(item.startsAt)) · \(item.title)</option>
            """
        }
        return """
            <details class="card more" id="ou"\(flag: "open", door.name.isEmpty && session == nil)>\
            <summary>Où êtes-vous\u{a0}?</summary><form class="form" method="post" action="\(address)/porte" data-no-keep>\
            \(csrfField(csrf))\(FormField("porte", "Nom de la porte", value: door.name, help: "Par exemple A. Ce téléphone s’en souvient.").html)\
            <div class="field"><label for="rendez-vous">À l’entrée de</label><select id="rendez-vous" name="rendez-vous">\
            <option value="">La salle des Rencontres</option>\(options)</select></div>\
            <div class="form__end"><button class="button">Garder cette porte</button></div></form></details>
            """
    }
}
