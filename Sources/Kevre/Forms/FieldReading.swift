import Foundation

extension Field {
    /// The typed value of what was sent for this field.
    ///
    /// - Throws: ``FieldProblem`` with a French sentence that says what is expected.
    func read(_ texts: [String]) throws -> FormValue {
        if case .checkbox = kind {
            let ticked = texts.contains { !$0.isEmpty && $0 != "0" }
            guard ticked || !required else { throw problem("Cochez cette case pour continuer.") }
            return .flag(ticked)
        }
        if case .choices(let choices) = kind {
            var chosen: [String] = []
            for text in texts where !text.isEmpty && !chosen.contains(text) { chosen.append(text) }
            let known = Set(choices.map(\.value))
            guard chosen.allSatisfy(known.contains) else { throw problem("Choisissez parmi les valeurs proposées.") }
            guard !required || !chosen.isEmpty else { throw problem("Choisissez au moins une valeur.") }
            return .list(chosen)
        }
        let text = texts.first ?? ""
        if text.isEmpty {
            guard !required else { throw problem("À remplir.") }
            return .empty
        }
        guard text.count <= maxLength else {
            throw problem("\(text.count) caractères\u{a0}; \(maxLength) au plus.")
        }
        guard !text.unicodeScalars.contains("\0") else { throw problem("Contient un caractère interdit.") }
        return try value(of: text)
    }

    private func value(of text: String) throws -> FormValue {
        switch kind {
        case .text, .longText, .password: return .text(text)
        case .checkbox, .choices: return .empty
        case .email:
            guard let email = EmailAddress(text) else {
                throw problem(
                    "«\u{a0}\(text)\u{a0}» n’est pas une adresse électronique (exemple\u{a0}: nom@exemple.fr).")
            }
            return .text(email.description)
        case .website:
            let address = text.contains("://") ? text : "https://" + text
            guard let url = URL(string: address), let scheme = url.scheme, ["http", "https"].contains(scheme),
                let host = url.host(), host.contains(".")
            else { throw problem("«\u{a0}\(text)\u{a0}» n’est pas une adresse de site.") }
            return .text(address)
        // Kept as it was written: people know their number by its groups.
        case .phone:
            _ = try identifier { try PhoneNumber(parsing: text).description }
            return .text(text)
        case .postcode: return .text(try identifier { try Postcode(parsing: text).description })
        case .integer:
            let digits = text.filter { !$0.isWhitespace && $0 != "\u{202f}" && $0 != "\u{a0}" }
            if let sign = digits.first, "-−–".contains(sign), Int(digits.dropFirst()) != nil {
                throw problem("«\u{a0}\(text)\u{a0}» est négatif\u{a0}: écrivez un nombre entier, zéro ou plus.")
            }
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number < 1_000_000_000
            else { throw problem("«\u{a0}\(text)\u{a0}» n’est pas un nombre entier (exemple\u{a0}: 12).") }
            return .integer(number)
        case .year:
            guard let year = Int(text), (1900...2100).contains(year) else {
                throw problem("«\u{a0}\(text)\u{a0}» n’est pas une année.")
            }
            return .integer(year)
        case .money:
            return .money(try money(text))
        case .percent:
            let bare = text.replacing("%", with: "").trimmed
            guard let points = hundredths(bare), points <= 10_000 else {
                throw problem("«\u{a0}\(text)\u{a0}» n’est pas un pourcentage entre 0 et 100.")
            }
            return .integer(points)
        case .hundredths:
            guard let number = hundredths(text) else {
                throw problem(
                    "«\u{a0}\(text)\u{a0}» n’est pas un nombre de deux décimales au plus (exemple\u{a0}: 2,5).")
            }
            return .integer(number)
        case .day:
            guard let day = Day(text) else {
                throw problem("«\u{a0}\(text)\u{a0}» n’est pas une date (exemple\u{a0}: 12/03/2026).")
            }
            return .day(day)
        case .moment:
            guard let moment = ParisTime.moment(parsing: text) else {
                throw problem("«\u{a0}\(text)\u{a0}» n’est pas une date avec heure (exemple\u{a0}: 12/03/2026 17:00).")
            }
            return .moment(moment)
        case .choice(let choices):
            guard choices.contains(where: { $0.value == text }) else {
                throw problem("Choisissez parmi les valeurs proposées.")
            }
            return .text(text)
        case .siren: return .text(try identifier { try SIREN(parsing: text).description })
        case .siret: return .text(try identifier { try SIRET(parsing: text).description })
        case .rna: return .text(try identifier { try RNA(parsing: text).description })
        case .iban: return .text(try identifier { try IBAN(parsing: text).text })
        case .bic: return .text(try identifier { try BIC(parsing: text).description })
        }
    }

    /// `2,5` is 250; nil for what is no positive number of two decimals at most.
    private func hundredths(_ text: String) -> Int? {
        guard let parts = text.withoutSpaces.wholeMatch(of: /([0-9]{1,7})(?:[.,]([0-9]{1,2}))?/)?.output,
            let whole = Int(parts.1)
        else { return nil }
        let decimals = parts.2.map { $0.count == 1 ? "\($0)0" : String($0) } ?? "0"
        return Int(decimals).map { whole * 100 + $0 }
    }

    private func money(_ text: String) throws -> Money {
        do throws(MoneyRefusal) {
            return try Money(parsing: text)
        } catch {
            throw problem(error.message)
        }
    }

    private func identifier(_ parse: () throws -> String) throws -> String {
        do {
            return try parse()
        } catch let refusal as any Refusal {
            throw problem(refusal.message)
        }
    }

    /// Long lists (communes, accounts) help nobody in a message.
    private var acceptedValues: [String] {
        switch kind {
        case .choice(let choices), .choices(let choices):
            choices.count <= 20 ? choices.map(\.value).filter { !$0.isEmpty } : []
        default: []
        }
    }

    private func problem(_ message: String) -> FieldProblem {
        FieldProblem(field: name, label: label, message: message, choices: acceptedValues)
    }
}
