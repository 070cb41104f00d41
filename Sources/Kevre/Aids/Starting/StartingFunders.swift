extension StartingFunder {
    static let all: [StartingFunder] = [
        StartingFunder(
            name: "État — DSDEN des Côtes-d’Armor", kind: .state,
            otherNames: [
                "DSDEN 22", "SDJES 22", "DRAJES Bretagne", "DDCS 22", "DRJSCS Bretagne", "Vie associative (État)",
                "Jeunesse et vie associative",
            ], website: "https://www.cotes-darmor.gouv.fr"),
        StartingFunder(
            name: "Agence nationale du Sport", kind: .agency,
            otherNames: ["ANS", "CNDS", "Centre national pour le développement du sport"],
            website: "https://www.agencedusport.fr"),
        StartingFunder(
            name: "Région Bretagne", kind: .region, otherNames: ["Conseil régional de Bretagne", "REGION BRETAGNE"],
            website: "https://www.bretagne.bzh"),
        StartingFunder(
            name: "Département des Côtes-d’Armor", kind: .department,
            otherNames: [
                "Conseil départemental des Côtes-d'Armor", "Conseil général des Côtes-d'Armor",
                "DEPARTEMENT DES COTES D'ARMOR",
            ],
            website: "https://cotesdarmor.fr"),
        StartingFunder(
            name: "Caf des Côtes-d’Armor", kind: .social,
            otherNames: ["CAF 22", "Caisse d'allocations familiales des Côtes-d'Armor"]),
        StartingFunder(name: "MSA d’Armorique", kind: .social, otherNames: ["Mutualité sociale agricole d'Armorique"]),
        StartingFunder(
            name: "LEADER — GAL du pays de Guingamp", kind: .europe, otherNames: ["FEADER", "GAL du Pays de Guingamp"],
            website: "https://www.guingamp-paimpol-agglo.bzh"),
        StartingFunder(
            name: "Union européenne", kind: .europe, otherNames: ["FEDER", "FSE+", "FEAMPA", "Commission européenne"]),
        StartingFunder(name: "Agence Erasmus+ Jeunesse & Sport", kind: .agency),
        StartingFunder(
            name: "État et intercommunalité — contrat de ville", kind: .state,
            otherNames: ["Politique de la ville", "ANCT", "CGET"]),
        StartingFunder(name: "DRAC Bretagne", kind: .state, otherNames: ["Ministère de la Culture - DRAC Bretagne"]),
        StartingFunder(
            name: "Agence de l’eau Loire-Bretagne", kind: .agency, website: "https://www.eau-loire-bretagne.fr"),
        StartingFunder(name: "ADEME Bretagne", kind: .agency, website: "https://www.ademe.fr"),
        StartingFunder(name: "Office français de la biodiversité", kind: .agency, otherNames: ["OFB"]),
        StartingFunder(name: "Fondation de France", kind: .foundation, website: "https://www.fondationdefrance.org"),
        StartingFunder(name: "Crédit Agricole des Côtes-d’Armor", kind: .company),
        StartingFunder(
            name: "Fondation Crédit Agricole – Pays de France", kind: .foundation,
            website: "https://www.ca-fondationpaysdefrance.org"),
        StartingFunder(name: "Crédit Mutuel de Bretagne", kind: .company),
        StartingFunder(name: "Fondation Orange", kind: .foundation),
        StartingFunder(name: "Fondation Groupama", kind: .foundation),
        StartingFunder(name: "Fonds de dotation Charier", kind: .foundation),
        StartingFunder(name: "Kengo", kind: .crowdfunding, website: "https://kengo.bzh"),
        StartingFunder(name: "FONJEP", kind: .state),
        StartingFunder(name: "Agence du Service civique", kind: .state),
        StartingFunder(name: "France Travail", kind: .state, otherNames: ["Pôle emploi"]),
        StartingFunder(name: "Ville de Guingamp", kind: .commune, otherNames: ["Commune de Guingamp", "GUINGAMP"]),
        StartingFunder(name: "Ville de Paimpol", kind: .commune, otherNames: ["Commune de Paimpol", "PAIMPOL"]),
    ]
}
