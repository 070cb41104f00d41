extension LineReading<GrantField> {
    /// The grants of a line: one, or two when operating and capital amounts stand side by side; none when the
    /// line is refused.
    mutating func grants(theme sectionTheme: String?) -> [GrantLine] {
        let parts = amounts()
        let extras = extras(isNeeded: parts.isEmpty)
        var decided = decision()
        let year = budgetYear(&decided)
        let company = beneficiary()
        let nature = nature()
        let funder = isBlank(.funderSIRET) ? ReadCompany() : siret(.funderSIRET)
        let conditions = [text(.conditions), nature.note, extras.note].compactMap(\.self)

        var base = GrantLine(
            line: row.number, year: year ?? 1900, amount: .zero, isRefused: false,
            nature: nature.nature ?? .cash)
        base.funderName = text(.funderName)
        base.funderSIREN = funder.siren
        base.funderSIRET = funder.siret
        base.decidedOn = decided.day
        base.decisionReference = number(.decisionReference)
        base.beneficiaryName = beneficiaryName()
        base.siret = company.siret
        base.siren = company.siren
        base.rna = registerNumber(company)
        base.purpose = text(.purpose)
        base.requested = amount(.requested, isNeeded: false)
        base.kind = nature.kind
        base.conditions = conditions.isEmpty ? nil : conditions.joined(separator: " ; ")
        base.paymentPeriod = period()
        base.raeID = number(.raeID)
        base.euNotified = flag(.euNotified)
        base.shareBasisPoints = share()
        base.scheme = text(.scheme)
        base.writtenTheme = text(.theme) ?? sectionTheme
        base.service = text(.service)
        base.commune = text(.commune)
        base.postcode = postcode(.postcode)
        base.inKindValue = extras.value
        base.reportReceivedOn = date(.reportReceived)
        if base.nature == .cash, extras.isInKind {
            base.nature = parts.contains { !$0.0.isZero } ? .both : .inKind
        }
        guard !isRefused else { return [] }

        if parts.isEmpty {
            if !extras.isAny {
                kept(.amount, nil, "Le montant manque\u{00A0}: inscrit pour mémoire, sans montant.")
            }
            return [base]
        }
        return parts.map { amount, kind in
            var grant = base
            grant.amount = amount
            grant.kind = kind ?? base.kind
            grant.isRefused = amount.isZero && !extras.isAny
            return grant
        }
    }

    // MARK: - Amounts

    /// Amounts with what their column says they are for. Zeros count only when there is nothing else.
    private mutating func amounts() -> [(Money, GrantKind?)] {
        var parts: [(Money, GrantKind?)] = []
        if let operating = amount(.amountOperating) { parts.append((operating, .operating)) }
        if let capital = amount(.amountCapital) { parts.append((capital, .investment)) }
        if parts.isEmpty {
            if let whole = amount(.amount) {
                parts = [(whole, nil)]
            } else if let before = amount(.amountBefore) {
                repaired(
                    .amountBefore, before.description,
                    "Montant vide\u{00A0}: le montant déjà attribué est pris.")
                parts = [(before, nil)]
            }
        }
        let filled = parts.filter { !$0.0.isZero }
        return filled.isEmpty ? Array(parts.prefix(1)) : filled
    }

    /// What a line of totals says, zero when nothing.
    mutating func total() -> Money { amounts().map(\.0).sum() }

    private struct Extras {
        var value: Money?
        var note: String?
        var isInKind = false
        var isAny = false
    }

    /// In-kind advantages, loans, guarantees: facts of the line that are not its amount.
    ///
    /// - Parameter isNeeded: whether the line has no other amount.
    private mutating func extras(isNeeded: Bool) -> Extras {
        var extras = Extras()
        var notes: [String] = []
        let value = amount(.inKindValue, isNeeded: isNeeded).flatMap { $0.isZero ? nil : $0 }
        let detail = text(.inKindDetail).flatMap { ["0", "non"].contains($0.lowercased()) ? nil : $0 }
        if value != nil || detail != nil {
            extras.isInKind = true
            extras.value = value
            let what = detail.flatMap { $0.lowercased() == "x" ? nil : $0 }
            notes.append(["Avantages en nature", what].compactMap(\.self).joined(separator: "\u{00A0}: "))
        }
        for (field, title) in [(GrantField.loan, "Prêt"), (.guarantee, "Garantie d’emprunt")] {
            if let money = amount(field, isNeeded: false), !money.isZero { notes.append("\(title)\u{00A0}: \(money)") }
        }
        extras.isAny = !notes.isEmpty
        extras.note = notes.isEmpty ? nil : notes.joined(separator: " ; ")
        return extras
    }

    // MARK: - Who

    private mutating func beneficiary() -> ReadCompany {
        let establishment = isBlank(.siret) ? ReadCompany() : siret(.siret)
        let unit = isBlank(.siren) ? ReadCompany() : siren(.siren)
        if let siren = unit.siren, let other = establishment.siren, siren != other {
            kept(
                .siren, siren.description,
                "Le SIREN n’est pas celui du SIRET\u{00A0}: celui du SIRET est gardé.")
        }
        return ReadCompany(
            siret: establishment.siret ?? unit.siret, siren: establishment.siren ?? unit.siren,
            rna: establishment.rna ?? unit.rna)
    }

    /// The RNA number of its own column, else the one that stands where a SIRET should.
    private mutating func registerNumber(_ company: ReadCompany) -> RNA? {
        guard !isBlank(.rna), let own = rna(.rna) else { return company.rna }
        if let other = company.rna, other != own {
            kept(
                .rna, own.description,
                "Ce n’est pas le RNA écrit à la place du SIRET (\(other))\u{00A0}: celui de sa colonne est gardé.")
        }
        return own
    }

    private mutating func beneficiaryName() -> String? {
        guard let name = text(.beneficiaryName) else { return nil }
        // « THEATRE DU GRAND ROND CA4191! »: a code of the authority's own software.
        if name.hasSuffix("!"), let space = name.lastIndex(of: " ") {
            let code = name[name.index(after: space)...].dropLast()
            if code.contains(where: \.isNumber), code.allSatisfy({ $0.isUppercase || $0.isNumber }) {
                repaired(.beneficiaryName, name, "Code interne accolé au nom\u{00A0}: retiré.")
                return name[..<space].trimmed
            }
        }
        if name.allSatisfy({ $0.isNumber || $0 == " " }), name.withoutSpaces.count >= 9 {
            kept(
                .beneficiaryName, name,
                "Le nom n’est fait que de chiffres\u{00A0}: des colonnes sont peut-être interverties.")
        }
        return name
    }

    // MARK: - What

    private mutating func nature() -> (nature: GrantNature?, kind: GrantKind?, note: String?) {
        guard let text = text(.nature) else { return (nil, nil, nil) }
        if let nature = GrantNature(reading: text) {
            let isOfficial =
                FrenchText.folded(text) == FrenchText.folded(nature.official)
                || text == "aide en nature;aide en numéraire"
            if plan.isStandard, !isOfficial || (nature == .both && !text.contains(";")) {
                repaired(.nature, text, "Nature écrite autrement que «\u{a0}\(nature.official)\u{a0}».")
            }
            return (nature, GrantKind(reading: text).flatMap { $0 == .operating ? $0 : nil }, nil)
        }
        if let kind = GrantKind(reading: text) { return (nil, kind, nil) }
        if FrenchText.folded(text).hasPrefix("non precise") { return (nil, nil, nil) }
        if plan.isStandard { kept(.nature, text, "Nature inconnue\u{00A0}: gardée parmi les conditions.") }
        return (nil, nil, "Nature\u{00A0}: \(text)")
    }

    private mutating func flag(_ field: GrantField) -> Bool? {
        guard let text = text(field) else { return nil }
        guard let (answer, isOfficial) = Flag.read(text) else {
            kept(field, text, "Ni «\u{a0}oui\u{a0}» ni «\u{a0}non\u{a0}»\u{00A0}: laissé vide.")
            return nil
        }
        if plan.isStandard, !isOfficial {
            repaired(field, text, "Écrit autrement que «\u{a0}oui\u{a0}» ou «\u{a0}non\u{a0}».")
        }
        return answer
    }

    /// `0.45`, `45 %`, `45`: basis points.
    private mutating func share() -> Int? {
        guard let text = text(.share) else { return nil }
        let plain = text.withoutSpaces.replacing(",", with: ".").replacing("%", with: "")
        guard let number = Double(plain), number > 0, number <= 100 else {
            kept(.share, text, "Part illisible\u{00A0}: laissée vide.")
            return nil
        }
        let isPercent = number > 1 || text.contains("%")
        if plan.isStandard, isPercent {
            repaired(.share, text, "Part écrite en pour cent\u{00A0}: le format demande une part de 1.")
        } else if plan.isStandard, text.contains(",") {
            repaired(.share, text, "Virgule décimale\u{00A0}: le format demande un point.")
        }
        return Int((number * (isPercent ? 100 : 10_000)).rounded())
    }
}
