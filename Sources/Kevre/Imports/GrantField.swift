/// The fields of a grant that a file may give: those of SCDL and what other files add to them.
public enum GrantField: String, ImportField {
    case funderName = "funder_name"
    case funderSIRET = "funder_siret"
    case decisionDate = "decision_date"
    case year
    case decisionReference = "decision_reference"
    case beneficiaryName = "beneficiary_name"
    case siret, siren, rna, purpose, amount
    case amountOperating = "amount_operating"
    case amountCapital = "amount_capital"
    case amountBefore = "amount_before"
    case requested
    case nature, conditions
    case paymentPeriod = "payment_period"
    case raeID = "rae_id"
    case euNotified = "eu_notified"
    case share, scheme, theme, service, commune, postcode
    case inKindValue = "in_kind_value"
    case inKindDetail = "in_kind_detail"
    case loan, guarantee
    case reportReceived = "report_received_on"
    case identifier = "kevre_id"

    public var title: String {
        switch self {
        case .funderName: "Financeur"
        case .funderSIRET: "SIRET du financeur"
        case .decisionDate: "Date de la décision"
        case .year: "Exercice"
        case .decisionReference: "Référence de la décision"
        case .beneficiaryName: "Bénéficiaire"
        case .siret: "SIRET du bénéficiaire"
        case .siren: "SIREN du bénéficiaire"
        case .rna: "RNA du bénéficiaire"
        case .purpose: "Objet"
        case .amount: "Montant"
        case .amountOperating: "Montant de fonctionnement"
        case .amountCapital: "Montant d’investissement"
        case .amountBefore: "Montant déjà attribué"
        case .requested: "Montant demandé"
        case .nature: "Nature"
        case .conditions: "Conditions de versement"
        case .paymentPeriod: "Dates de versement"
        case .raeID: "Identifiant RAE"
        case .euNotified: "Aide notifiée à l’Union européenne"
        case .share: "Part du bénéficiaire"
        case .scheme: "Dispositif"
        case .theme: "Thème"
        case .service: "Service"
        case .commune: "Commune"
        case .postcode: "Code postal"
        case .inKindValue: "Valeur des avantages en nature"
        case .inKindDetail: "Avantages en nature"
        case .loan: "Prêt"
        case .guarantee: "Garantie d’emprunt"
        case .reportReceived: "Compte rendu reçu le"
        case .identifier: "Identifiant de la subvention"
        }
    }

    public var content: FieldContent {
        switch self {
        case .amount, .amountOperating, .amountCapital, .amountBefore, .requested, .inKindValue, .loan,
            .guarantee:
            .amount
        case .funderSIRET, .siret: .siret
        case .siren: .siren
        case .rna: .rna
        case .decisionDate, .reportReceived: .day
        case .year: .year
        case .nature: .nature
        case .euNotified: .flag
        case .share: .share
        case .paymentPeriod: .period
        case .beneficiaryName: .name
        case .commune: .place
        case .postcode: .postcode
        default: .text
        }
    }

    public var takesSeveralColumns: Bool { self == .paymentPeriod || self == .theme }

    public var comesByYear: Bool { self == .amount || self == .requested }

    public var columnNames: [String] {
        switch self {
        case .funderName:
            [
                "nomAttribuant", "Nom de l'attribuant", "attribuant", "collectivité",
                "nom de la collectivité",
                "financeur", "nom du financeur", "organisme financeur", "donor_name_raw", "donor_name",
                "collectivité attribuante", "nomFinanceur", "autorité", "nom attribuant",
            ]
        case .funderSIRET:
            [
                "idAttribuant", "Identification de l'attribuant", "identifiant de l'attribuant",
                "SIRET de l'attribuant", "SIRET attribuant", "SIRET du financeur", "SIRET financeur",
                "donor_siret", "funder_siret",
            ]
        case .decisionDate:
            [
                "dateConvention", "Date de la convention de subvention", "date de la convention",
                "date de convention", "dateDecision", "date de la décision", "date décision",
                "date d'attribution", "date attribution", "date de vote", "date du vote",
                "date de la délibération", "date délibération", "date de séance", "date CP",
                "date de signature", "date",
            ]
        case .year:
            [
                "exerciceBudgetaire", "année", "exercice", "anneeBudg", "année budgétaire", "year",
                "anneeDecision", "année de décision", "année d'attribution", "millésime",
                "exercice budgétaire",
            ]
        case .decisionReference:
            [
                "referenceDecision", "Référence de la décision", "numéro de délibération", "délibération",
                "n° délibération", "numDoc", "numéro de dossier", "n° dossier", "numéro dossier",
                "idSubvention", "n° de décision", "référence", "réf", "décision", "n° délibération CP",
            ]
        case .beneficiaryName:
            [
                "nomBeneficiaire", "Nom du bénéficiaire", "bénéficiaire", "beneficiary", "association",
                "nom de l'association", "NomAsso", "LBASSOCIATION", "libellé association", "structure",
                "nom de la structure", "Nom de l'organisme bénéficiaire", "organisme bénéficiaire",
                "nom de l'organisme", "organisme", "tiers", "nom du tiers", "libellé tiers", "raison sociale",
                "dénomination", "name_if_known", "nom", "name", "attributaire", "associations",
                "bénéficiaires",
                "nom beneficiaire", "beneficiary_name", "libellé du bénéficiaire",
            ]
        case .siret:
            [
                "idBeneficiaire", "Identification du bénéficiaire", "SIRET", "n° SIRET", "numéro SIRET",
                "SIRET du bénéficiaire", "SIRET bénéficiaire", "identifiant du bénéficiaire", "code SIRET",
                "numéro de SIRET", "SIRET association", "idEtablissementBeneficiaire",
            ]
        case .siren: ["SIREN", "n° SIREN", "numéro SIREN", "SIREN du bénéficiaire", "SIREN bénéficiaire"]
        case .rna:
            [
                "rnaBeneficiaire", "RNA", "n° RNA", "numéro RNA", "identifiant RNA", "RNA du bénéficiaire",
                "Waldec", "n° Waldec", "RNA bénéficiaire", "numéro Waldec",
            ]
        case .purpose:
            [
                "objet", "Objet de la subvention", "objet du dossier", "purpose", "purpose_raw", "intitulé",
                "nom du projet", "projet", "intitulé du projet", "libellé du projet", "action", "object",
                "description", "libellé", "objet de l'aide", "motif", "intitulé de l'action", "destination",
            ]
        case .amount:
            [
                "montant", "Montant total de la subvention", "montant attribué", "montant voté",
                "montant accordé", "montant de la subvention", "montant versé", "amount", "amount_eur",
                "subvention", "subvention attribuée", "subvention accordée", "montant subvention",
                "montant total", "montantTotal", "montantAccorde", "somme", "montant en euros",
                "montant en €",
                "subvention votée", "subvention versée", "crédits votés", "montant proposé", "montant (€)",
                "montant alloué", "montant octroyé", "montant notifié", "subvention allouée", "accordé", "attribué",
                "voté",
            ]
        case .amountOperating:
            [
                "SUBVF", "Montant de la subvention de fonctionnement", "subvention de fonctionnement",
                "montant fonctionnement", "fonctionnement", "montant de fonctionnement",
                "subvention fonctionnement",
            ]
        case .amountCapital:
            [
                "SUBVI", "Montant de la subvention d'investissement", "subvention d'investissement",
                "montant investissement", "investissement", "montant d'investissement",
                "subvention investissement", "subvention d'équipement",
            ]
        case .amountBefore: ["montant déjà attribué", "déjà attribué", "déjà attriubué", "déjà versé"]
        case .requested:
            [
                "montantDemande", "montant demandé", "demandé", "montant sollicité", "subvention demandée",
                "subvention sollicitée", "requested", "demande", "montant de la demande", "demande de subvention",
                "sollicité", "montant souhaité",
            ]
        case .nature:
            [
                "nature", "Nature de la subvention", "type", "type de subvention", "type d'aide",
                "nature de l'aide", "concours", "type de l'aide", "forme",
            ]
        case .conditions:
            [
                "conditionsVersement", "Conditions de versement de la subvention", "conditions de versement",
                "modalités de versement", "conditions", "modalités",
            ]
        case .paymentPeriod:
            [
                "datesPeriodeVersement", "Date ou période de versement", "dates de versement",
                "date de versement", "période de versement", "dateDeuxiemeVersement", "dateSoldeVersement",
                "dates période versement", "date(s) ou période de versement",
            ]
        case .raeID:
            [
                "idRAE", "Identifiant RAE", "n° RAE",
                "Identifiant RAE de l’aide au titre de laquelle la subvention est attribuée", "numéro RAE",
            ]
        case .euNotified:
            [
                "notificationUE", "Aide d'Etat notifiée à la Commission Européenne", "notification UE",
                "notification à l'UE", "aide notifiée",
            ]
        case .share:
            [
                "pourcentageSubvention", "pourcentage de la subvention", "pourcentage",
                "Pourcentage du montant total de la subvention attribuée au bénéficiaire",
            ]
        case .scheme:
            [
                "dispositifAide", "dispositif", "programme", "program", "donor_program", "dispositif d'aide",
                "sous-dispositif", "imputation budgétaire", "ligne budgétaire", "imputation", "politique",
            ]
        case .theme:
            [
                "thème", "thématique", "secteur activité", "secteur d'activité", "domaine", "sous-domaine",
                "secteur", "catégorie", "domaine d'activité", "domaine d'intervention", "theme",
                "thématiques", "autres thèmes",
            ]
        case .service:
            [
                "direction", "service", "nomServiceInstructeur", "service instructeur", "pôle",
                "direction gestionnaire", "service gestionnaire", "délégation",
            ]
        case .commune:
            ["commune", "ville", "localité", "commune du bénéficiaire", "libellé commune", "libcom"]
        case .postcode: ["code postal", "CP", "code_postal", "codepostal"]
        case .inKindValue:
            [
                "Estimation des avantages en nature", "valorisation", "montant des avantages en nature",
                "valorisation des avantages en nature", "valeur des prestations en nature",
            ]
        case .inKindDetail:
            [
                "Détail des avantages en nature", "avantages en nature", "prestations en nature",
                "aides en nature", "nature des avantages",
            ]
        case .loan: ["Montant du prêt", "prêt", "prêts"]
        case .guarantee: ["Montant de la garantie", "garantie", "garantie d'emprunt", "garanties d'emprunt"]
        case .reportReceived: ["compte rendu reçu", "date du compte rendu", "bilan reçu le"]
        case .identifier: []
        }
    }

    public static var listed: Listing { Grant.listing }

    public static func field(ofListed column: String) -> GrantField? {
        switch column {
        case "association": .beneficiaryName
        case "report_received": .reportReceived
        case "other_themes": .theme
        default: GrantField(rawValue: column)
        }
    }

    public var hints: [String] {
        switch self {
        case .funderName: ["attribuant", "financeur", "donor", "funder"]
        case .year: ["annee", "exercice", "year"]
        case .decisionReference: ["reference", "deliberation"]
        case .beneficiaryName: ["beneficiaire", "association", "organisme", "structure", "tiers"]
        case .siret: ["siret"]
        case .siren: ["siren"]
        case .rna: ["rna", "waldec"]
        case .purpose: ["objet", "intitule", "projet"]
        case .amount: ["montant", "subvention", "amount", "attribue"]
        case .requested: ["demande", "sollicite"]
        case .commune: ["commune", "ville"]
        case .theme: ["theme", "thematique", "secteur"]
        default: []
        }
    }
}
