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
        if case .named(let name)? = remembered {
            if request.map.contains(where: { $0.trimmed.hasSuffix("=\(GrantField.funderName.rawValue)") }) { return [] }
            return [
                "Le fichier ne dit pas qui a accordé \(lines)\u{a0}: «\u{a0}\(name)\u{a0}», retenu du dernier fichier de "
                    + "même en-tête, est pris comme financeur. Indiquez-en un autre s’il le faut."
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
