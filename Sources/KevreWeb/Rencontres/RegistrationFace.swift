import Kevre

/// The form of a registration and what was registered, for the association and for officers alike.
struct RegistrationFace {
    let form: Form

    init(_ types: [StandType], themes: [Choice], isOnline: Bool) {
        form = Registration.form(types, themes: themes, isOnline: isOnline)
    }

    /// The fields, part after part; those that few need are folded until something stands in them.
    func fields(_ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        Registration.Part.allCases.map { part -> HTML in
            let members = form.fields.filter { $0.group == part.rawValue }
            let fields = rows(members, input, problems)
            guard part.isOptional else { return fieldSection(part.rawValue, fields) }
            let isUsed = members.contains { field in
                problems.contains { $0.field == field.name }
                    || input.all(field.name).contains { !$0.isEmpty && $0 != "0" }
            }
            return """
                <details class="fold"\(flag: "open", isUsed)><summary>\(part.rawValue) <span class="optional">\
                facultatif</span></summary><div class="fold__content">\(fields)</div></details>
                """
        }.joined()
    }

    /// Numbers stand side by side, the rest below each other.
    private func rows(_ members: [Field], _ input: FormInput, _ problems: [FieldProblem]) -> HTML {
        var page = HTML()
        var numbers: [HTML] = []
        func close() {
            if numbers.count == 1 { page += numbers[0] } else if !numbers.isEmpty { page += fieldRow(numbers) }
            numbers = []
        }
        for field in members {
            let html = FormField(field, input, problems: problems).html
            if case .integer = field.kind, field.name != "watts" {
                numbers.append(html)
            } else {
                close()
                page += html
            }
        }
        close()
        return page
    }

    /// What was typed, part by part, read back.
    func summary(_ input: FormInput) -> [(title: String, facts: HTML)] {
        Registration.Part.allCases.compactMap { part in
            let pairs = form.fields.filter { $0.group == part.rawValue && $0.name != "type" }.map { field in
                (field.label.replacing("\u{a0}?", with: ""), Self.value(field, input))
            }
            let html = facts(pairs)
            return html.isEmpty ? nil : (part.rawValue, html)
        }
    }

    /// The editions an association took part in, for its record; nothing when there are none.
    static func past(_ registrations: [Registration]) -> HTML {
        guard !registrations.isEmpty else { return "" }
        let columns = [
            TableColumn("Édition", .lead), TableColumn("Participation"), TableColumn("Emplacement", .number),
            TableColumn("État"),
        ]
        var rows = TableRows(columns)
        for registration in registrations {
            let word = RegistrationState.vocabulary[registration.state.rawValue]
            rows.begin(key: registration.id.description, name: String(registration.year))
            rows.lead(
                String(registration.year), "/rencontres/\(registration.year)/inscriptions/\(registration.id)")
            rows.cell(registration.typeName)
            rows.cell(registration.pitch.map(String.init) ?? "")
            rows.cell(state(word.label, Tone(word.tone)))
            rows.end()
        }
        return card("Rencontres", table(columns, rows.html, caption: "Inscriptions aux Rencontres", isPlain: true))
    }

    private static func value(_ field: Field, _ input: FormInput) -> HTML {
        let text = input[field.name] ?? ""
        switch field.kind {
        case .checkbox: return text.isEmpty || text == "0" ? "" : "oui"
        case .integer: return text.isEmpty || text == "0" ? "" : "\(Int(text).map { FrenchText.grouped($0) } ?? text)"
        case .day: return "\(Day(iso: text)?.long ?? text)"
        case .choice(let choices): return "\(choices.first { $0.value == text }?.label ?? "")"
        case .phone: return text.isEmpty ? "" : "<a href=\"tel:\(text.withoutTelephoneSpaces)\">\(text)</a>"
        case .email: return text.isEmpty ? "" : "<a href=\"mailto:\(text)\">\(text)</a>"
        case .longText: return prose(text)
        default: return "\(text)"
        }
    }
}

extension String {
    /// For `tel:` (RFC 3966): digits and a leading plus.
    fileprivate var withoutTelephoneSpaces: String { filter { $0.isASCII && ($0.isNumber || $0 == "+") } }
}
