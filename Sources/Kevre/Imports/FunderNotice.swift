/// What there is to say about who granted what a file lists.
enum FunderNotice {
    /// - Parameters:
    ///   - remembered: what stands for the lines that name no funder.
    ///   - unsaid: how many they are.
    static func warnings(
        _ request: ImportRequest, _ plan: ImportPlan<GrantField>, remembered: ImportFunder?, unsaid: Int,
        authority: Authority
    ) -> [String] {
        if unsaid == 0 {
            guard request.funder != nil, !plan.corrects else { return [] }
            return ["Le fichier nomme lui-même ses financeurs\u{a0}: celui que vous avez indiqué n’a pas servi."]
        }
        if request.funder != nil { return [] }
        let lines = FrenchText.count(unsaid, "subvention")
        // Said of this file.
        if remembered != nil { return [] }
        if let other = plan.likelyFunder(authority) {
            return [
                "Le fichier ne dit pas de ses lignes qui a accordé \(lines), mais \(other.place)\u{a0}: "
                    + "«\u{a0}\(other.name)\u{a0}». Si c’est lui, dites-le (--funder \"\(other.name)\")\u{a0}; si c’est la "
                    + "collectivité elle-même, confirmez-le (--own)."
            ]
        }
        let taken = unsaid == 1 ? "elle est prise comme accordée" : "elles sont prises comme accordées"
        return [
            "Le fichier ne dit pas qui a accordé \(lines)\u{a0}: \(taken) par la collectivité elle-même, "
                + "«\u{a0}\(authority.name)\u{a0}». Si c’est un autre financeur, nommez-le (--funder \"Nom\")\u{a0}; "
                + "sinon confirmez-le (--own)."
        ]
    }
}

extension ImportPlan<GrantField> {
    /// Whether a column says who granted; elsewhere it is to be asked.
    public var namesFunder: Bool {
        [GrantField.funderName, .funderSIRET].contains { field in
            mapping[field].contains { if case .column = $0 { true } else { false } }
        }
    }

    /// Another body that probably granted: named around the table, or said of the last file of this form. To be asked,
    /// never taken.
    public func likelyFunder(_ authority: Authority) -> (name: String, place: String)? {
        if namesFunder || constantFunder != nil || isSent { return nil }
        let own = AssociationName.normalized(authority.name)
        if let said = context.funder {
            // The authority's own name above its own table.
            guard AssociationName.normalized(said.value) != own else { return nil }
            return (said.value, "\(said.place.words) nomme")
        }
        guard let name = formerly[.funderName], AssociationName.normalized(name) != own else { return nil }
        return (name, "d’un autre fichier de même forme vous aviez dit")
    }

    /// Who granted the file whose refused lines come back, where it was another body.
    public var sentFunder: String? { sent?.funder }

    /// The funder given once for the whole file.
    public var constantFunder: String? {
        for case .constant(let name) in mapping[.funderName] where !name.isEmpty { return name }
        return nil
    }
}

extension GrantLine {
    /// Whether the file says who granted it.
    var namesFunder: Bool { funderName != nil || funderSIREN != nil }
}
