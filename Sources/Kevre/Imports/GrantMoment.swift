extension LineReading<GrantField> {
    /// When a grant was decided, as far as its line says.
    struct Decision {
        var day: Day?
        var year: Year?
        /// A date that cannot be read, with the reason.
        var unreadable: (text: String, reason: String)?
    }

    mutating func decision() -> Decision {
        switch day(.decisionDate) {
        case .day(let day): return Decision(day: day, year: day.budgetYear)
        case .month(let month):
            kept(
                .decisionDate, cell(.decisionDate).text,
                "Le jour manque (\(month.words))\u{00A0}: la date est laissée vide.")
            return Decision(year: month.year)
        case .year(let year):
            if plan.isStandard {
                repaired(
                    .decisionDate, year.description,
                    "Année seule à la place de la date\u{00A0}: prise comme exercice.")
            }
            return Decision(year: year)
        case .unreadable(let text, let reason): return Decision(unreadable: (text, reason))
        case nil: return Decision()
        }
    }

    /// The budget year. A date that cannot be read refuses the line where nothing else gives it.
    mutating func budgetYear(_ decision: inout Decision) -> Year? {
        let year: Year?
        if isBlank(.year) {
            year = decision.year
        } else {
            year = self.year(.year)
            if year == nil { return nil }
        }
        takeReference(&decision, year)
        if let year { return checked(year, isBlank(.year) ? .decisionDate : .year, decision) }
        if let year = decision.year { return checked(year, .decisionReference, decision) }
        let period = cell(.paymentPeriod).text
        if let day = PaymentPeriod.dates(in: period, order: plan.dayOrder(.paymentPeriod)).first {
            return checked(day.budgetYear, .paymentPeriod, decision)
        }
        if let year = Year(period) { return checked(year, .paymentPeriod, decision) }
        return yearOfLast(decision)
    }

    /// The year where neither a column of years nor a day gives it: of the reference, of what the file says of itself.
    private mutating func yearOfLast(_ decision: Decision) -> Year? {
        let reference = cell(.decisionReference).text
        if let year = reference.split(whereSeparator: { !$0.isNumber }).lazy.compactMap({ Year(String($0)) }).first {
            repaired(.decisionReference, reference, "Exercice \(year)\u{00A0}: tiré de la référence.")
            return checked(year, .decisionReference, decision)
        }
        if let said = plan.yearSaid {
            if !plan.mapping[.year].isEmpty || !plan.mapping[.decisionDate].isEmpty {
                repaired(.year, nil, "L’exercice manque\u{00A0}: \(said.value), d’après \(said.place.words).")
            }
            tookYear = true
            return checked(said.value, .year, decision)
        }
        if let unreadable = decision.unreadable {
            refuse(.decisionDate, unreadable.text, unreadable.reason)
        } else if !isRefused {
            refuse(.year, nil, "L’exercice manque\u{00A0}: ni date ni année sur la ligne.")
        }
        return nil
    }

    /// The year that was found: a date that could not be read is then not needed.
    private mutating func checked(_ year: Year, _ field: GrantField, _ decision: Decision) -> Year? {
        guard (1900...2100).contains(year.number) else {
            refuse(field, year.description, "Cette année est invraisemblable.")
            return nil
        }
        if let unreadable = decision.unreadable {
            kept(.decisionDate, unreadable.text, "\(unreadable.reason) La date est laissée vide.")
        }
        return year
    }

    // MARK: - A reference that is a day

    /// Some files write the date of the deliberation as its reference; a spreadsheet makes a day of a reference (`2-7`).
    /// The day is taken only where the line gives none and nothing on it contradicts.
    private mutating func takeReference(_ decision: inout Decision, _ year: Year?) {
        guard let (day, text) = dayOfReference() else { return }
        // What a file says of itself is also the year in which it was written, later than its grants.
        let years = [year?.number, decision.day?.year].compactMap(\.self)
        let last = years.max() ?? plan.yearSaid?.value.number
        if last.map({ day.year > $0 }) == true || years.min().map({ day.year < $0 - 2 }) == true {
            let other = last.map { "l’exercice \($0)" } ?? "le reste de la ligne"
            kept(
                .decisionReference, text,
                "Référence sans doute changée en date par un tableur\u{00A0}: le \(day.long) ne va pas avec \(other). "
                    + "Gardée telle quelle, sans en tirer de date.")
            return
        }
        guard isBlank(.decisionDate) else { return }
        let paid = PaymentPeriod.dates(in: cell(.paymentPeriod).text, order: plan.dayOrder(.paymentPeriod)).max()
        if let paid, day > paid {
            kept(
                .decisionReference, text,
                "Date écrite comme référence, après le versement du \(paid.long)\u{00A0}: elle n’est pas prise comme date "
                    + "de décision.")
            return
        }
        repaired(
            .decisionReference, day.iso, "Date manquante\u{00A0}: prise dans la référence de la décision.")
        decision.day = day
        decision.year = day.budgetYear
    }

    private func dayOfReference() -> (Day, String)? {
        let cell = cell(.decisionReference)
        let text = cell.text.trimmed
        guard let first = text.utf8.first, (0x30...0x39).contains(first), text.utf8.count <= 30, let day = Day(text)
        else {
            return nil
        }
        return (1950...2100).contains(day.year) ? (day, text) : nil
    }

    // MARK: - When it is paid

    mutating func period() -> String? {
        guard let text = text(.paymentPeriod) else { return nil }
        guard let reading = PaymentPeriod.reading(text, order: plan.dayOrder(.paymentPeriod)) else { return text }
        if let swapped = reading.swapped {
            repaired(
                .paymentPeriod, text,
                "«\u{a0}\(swapped)\u{a0}» n’existe pas, le jour et le mois sont intervertis\u{00A0}: \(reading.official)."
            )
        }
        // Several columns come in whatever order the file has them.
        if plan.mapping[.paymentPeriod].count == 1 {
            if reading.isReversed {
                repaired(
                    .paymentPeriod, text,
                    "La fin de la période précédait son début\u{00A0}: \(reading.official).")
            } else if plan.isStandard, reading.swapped == nil, text != reading.official {
                repaired(.paymentPeriod, text, "Période écrite autrement que le format\u{00A0}: \(reading.official).")
            }
        }
        return reading.official
    }
}
