/// The fields of an association that a file may give: those of the national register and of usual lists.
public enum AssociationField: String, ImportField {
    case rna
    case formerID = "former_id"
    case siret, siren, name
    case shortName = "short_name"
    case purpose
    case theme
    case secondTheme = "second_theme"
    case address, postcode, commune
    case communeCode = "commune_code"
    case email, phone, website
    case creationDate = "creation_date"
    case dissolutionDate = "dissolution_date"
    case nature, grouping, position
    case memberCount = "member_count"
    case updatedAt = "updated_at"
    case observation
    case identifier = "kevre_id"

    public var title: String {
        switch self {
        case .rna: "Numéro RNA"
        case .formerID: "Ancien numéro"
        case .siret: "SIRET"
        case .siren: "SIREN"
        case .name: "Nom"
        case .shortName: "Sigle"
        case .purpose: "Objet"
        case .theme: "Thème"
        case .secondTheme: "Second thème"
        case .address: "Adresse"
        case .postcode: "Code postal"
        case .commune: "Commune"
        case .communeCode: "Code INSEE de la commune"
        case .email: "Adresse électronique"
        case .phone: "Téléphone"
        case .website: "Site internet"
        case .creationDate: "Date de création"
        case .dissolutionDate: "Date de dissolution"
        case .nature: "Nature au RNA"
        case .grouping: "Groupement"
        case .position: "Position au RNA"
        case .updatedAt: "Mis à jour le"
        case .observation: "Observation"
        case .memberCount: "Adhérents"
        case .identifier: "Identifiant de la fiche"
        }
    }

    public var content: FieldContent {
        switch self {
        case .rna: .rna
        case .siret: .siret
        case .siren: .siren
        case .name: .name
        case .postcode: .postcode
        case .commune: .place
        case .email: .email
        case .phone: .phone
        case .website: .web
        case .creationDate, .dissolutionDate, .updatedAt: .day
        default: .text
        }
    }

    public var takesSeveralColumns: Bool { self == .address }

    public var columnNames: [String] {
        switch self {
        case .rna:
            [
                "id", "RNA", "n° RNA", "numéro RNA", "identifiant RNA", "Waldec", "n° Waldec",
                "id_association",
                "rnaBeneficiaire", "numéro Waldec", "code RNA",
            ]
        case .formerID: ["id_ex"]
        case .siret: ["siret", "n° SIRET", "numéro SIRET", "code SIRET", "SIRET du siège"]
        case .siren: ["siren", "n° SIREN", "numéro SIREN"]
        case .name:
            [
                "titre", "nom", "NomAsso", "nom de l'association", "association", "dénomination",
                "raison sociale", "nom association", "name", "structure", "nom de la structure", "intitulé",
                "associations", "libellé", "LBASSOCIATION", "organisme",
            ]
        case .shortName: ["titre_court", "sigle", "acronyme", "nom court", "short_name"]
        case .purpose: ["objet", "purpose", "activité", "activités", "description", "objet social"]
        case .theme:
            [
                "objet_social1", "domaine", "thème", "thématique", "catégorie", "secteur", "theme",
                "secteur d'activité",
            ]
        case .secondTheme: ["objet_social2", "sous-domaine", "sous-thème", "sous-catégorie"]
        case .address:
            [
                "adrs_complement", "adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie",
                "adrs_distrib", "adr1", "adr2", "adr3", "adresse", "adresse 1", "adresse 2", "adresse 3",
                "adresse du siège", "siège social", "rue", "voie", "address", "complément d'adresse",
            ]
        case .postcode: ["adrs_codepostal", "code postal", "CP", "Code_Postal", "postcode"]
        case .commune: ["adrs_libcommune", "libcom", "commune", "ville", "localité", "city"]
        case .communeCode: ["adrs_codeinsee", "code INSEE", "insee", "code commune", "commune_code"]
        case .email:
            [
                "email", "e-mail", "mail", "Mail_Asso", "courriel", "adresse électronique", "adresse mail",
                "mél", "adresse e-mail",
            ]
        case .phone: ["telephone", "tél", "Tel_Asso", "téléphone", "phone", "portable", "mobile"]
        case .website: ["siteweb", "site web", "internet", "site internet", "site", "website", "url"]
        case .creationDate:
            ["date_creat", "date de création", "création", "date de déclaration", "created_on"]
        case .dissolutionDate: ["date_disso", "date de dissolution", "dissolution", "dissolved_on"]
        case .nature: ["nature"]
        case .grouping: ["groupement"]
        case .position: ["position"]
        case .updatedAt: ["maj_time", "date de mise à jour", "mis à jour le"]
        case .observation: ["observation", "observations", "remarques"]
        case .memberCount: ["nombre d'adhérents", "nb adhérents", "effectif", "effectifs", "licenciés", "membres"]
        case .identifier: []
        }
    }

    public static var listed: Listing { Association.listing(today: Day(2000, 1, 1)) }

    public static func field(ofListed column: String) -> AssociationField? {
        switch column {
        case "created_on": .creationDate
        case "members": .memberCount
        default: AssociationField(rawValue: column)
        }
    }

    public var hints: [String] {
        switch self {
        case .rna: ["rna", "waldec"]
        case .siret: ["siret"]
        case .siren: ["siren"]
        case .name: ["association", "nom"]
        case .address: ["adresse"]
        case .commune: ["commune", "ville"]
        case .email: ["mail", "courriel"]
        case .phone: ["telephone", "tel"]
        case .website: ["site", "internet"]
        default: []
        }
    }
}
