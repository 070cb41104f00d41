extension StartingAid {
    /// State, Région, Département.
    static let publicMoney: [StartingAid] = [
        StartingAid(
            key: "fdva2", funder: "État — DSDEN des Côtes-d’Armor",
            name: "FDVA 2 · Fonctionnement et projets innovants",
            description: """
                Soutien au fonctionnement global des petites associations et à leurs projets innovants, dans tous les domaines. \
                Le fonds s’adresse d’abord aux associations peu ou pas employeuses. Au niveau national\u{a0}: 16 138 associations \
                et 43,6 M€ en 2023.
                """,
            eligibility: """
                Association déclarée, avec numéros RNA et SIRET, siège dans le département, un an d’existence au moins au dépôt, \
                comptes approuvés et rapport d’activité. Tronc commun d’agrément\u{a0}: objet d’intérêt général, fonctionnement \
                démocratique, transparence financière. Exclues\u{a0}: intérêts professionnels, associations cultuelles, \
                para-administratives, financement de partis.
                """,
            perimeters: ["Côtes-d’Armor"], seatRequired: true, expenses: ["operating"], isCall: true, floor: 1_000,
            ceiling: 15_000,
            minAge: 12, maxFTE: 200, priorities: ["size"],
            conditions:
                "Comptes approuvés et rapport d’activité du dernier exercice.\nEngagement républicain souscrit.",
            closesOn: Day(2024, 3, 20), effort: "medium", instructor: "SDJES des Côtes-d’Armor, par Le Compte Asso",
            website: "https://www.associations.gouv.fr/FDVA.html",
            source: "Préfecture des Côtes-d’Armor, académie de Rennes (campagnes 2020 à 2024)",
            toVerify:
                "Montants usuels (1 000 à 5 000 € en fonctionnement, davantage pour l’innovation) et dates de la campagne à venir."
        ),
        StartingAid(
            key: "fdva1", funder: "Région Bretagne", name: "FDVA 1 · Formation des bénévoles",
            description: """
                Formation des bénévoles associatifs\u{a0}: projet associatif, gestion, responsabilités des dirigeants. L’État a délégué ce \
                volet à la Région Bretagne (décret de décembre 2021).
                """,
            eligibility:
                "Associations qui forment leurs bénévoles réguliers ou élus. Autre financement d’au moins 20 %.",
            themes: ["education", "citoyennete"], expenses: ["operating"], isCall: true, rateMax: 8_000,
            source: "Légifrance JORFTEXT000044516843 ; 1 640 associations et 9,1 M€ au niveau national en 2023",
            toVerify: "Calendrier régional."),
        StartingAid(
            key: "ans-psf", funder: "Agence nationale du Sport", name: "Projets sportifs fédéraux (PSF)",
            description: """
                Développement de la pratique sportive par les clubs, comités et ligues\u{a0}: pratique féminine, sport santé, handicap, jeunes, \
                accession territoriale. Un nombre limité d’actions par club.
                """,
            eligibility:
                "Club affilié à une fédération agréée. Total demandé d’au moins 1 500 €, 1 000 € en zone rurale (ZRR/FRR, CRTE rural).",
            themes: ["sport"], perimeters: ["France"], expenses: ["operating"], isCall: true, floor: 1_000,
            accreditation: "affiliation à une fédération sportive agréée", closesOn: Day(2026, 4, 30),
            instructor: "fédération, par Le Compte Asso (un code par fédération)",
            website: "https://www.agencedusport.fr",
            source: "Notes de cadrage des fédérations (FFGym, FSCF)",
            toVerify:
                "Date de clôture de chaque fédération (printemps) ; part maximale fixée par la fédération (40 % en gymnastique)."
        ),
        StartingAid(
            key: "region-matiere-bretonne", funder: "Région Bretagne",
            name: "Transmission de la matière culturelle de Bretagne aux jeunes",
            description: """
                Projets qui transmettent aux jeunes la matière culturelle de Bretagne\u{a0}: chant, conte, musique, danse, langue bretonne et gallo, \
                jeux et savoir-faire.
                """,
            eligibility: "Association qui agit auprès des enfants et des jeunes.",
            themes: ["langues", "culture", "jeunesse"],
            expenses: ["operating"], isCall: true, rateMax: 4_000, ceiling: 10_000,
            website: "https://www.bretagne.bzh/aides/",
            source: "bretagne.bzh", toVerify: "Calendrier de l’appel."),
        StartingAid(
            key: "region-solidarite", funder: "Région Bretagne", name: "Solidarité internationale",
            description:
                "Projets de solidarité internationale et de coopération portés depuis la Bretagne avec un partenaire du Sud.",
            eligibility: "Association d’au moins deux ans. Demande avant le début du projet.", themes: ["citoyennete"],
            rateMin: 1_500, rateMax: 3_000, floor: 1_000, ceiling: 40_000, minAge: 24, startRule: "after_submission",
            source: "bretagne.bzh (page ancienne)", toVerify: "Dispositif à confirmer."),
        StartingAid(
            key: "region-culture", funder: "Région Bretagne", name: "Projets artistiques et culturels",
            description:
                "Soutien aux festivals, à la création, à la diffusion du spectacle vivant, de la musique et du livre.",
            themes: ["culture"], recurrence: nil, website: "https://www.bretagne.bzh/aides/",
            source: "portail Mes services et aides",
            toVerify: "Conditions, montants et calendrier."),
        StartingAid(
            key: "region-langues", funder: "Région Bretagne",
            name: "Langues de Bretagne\u{a0}: transmission et pratique",
            description: "Soutien aux associations qui enseignent, diffusent ou font vivre le breton et le gallo.",
            themes: ["langues", "education"],
            recurrence: nil, website: "https://www.bretagne.bzh/aides/", source: "portail Mes services et aides",
            toVerify: "Conditions, montants et calendrier."),
        StartingAid(
            key: "region-environnement", funder: "Région Bretagne", name: "Biodiversité et éducation à l’environnement",
            description:
                "Préservation des milieux naturels et de la biodiversité, éducation à l’environnement, transition écologique.",
            themes: ["environnement"], recurrence: nil, website: "https://www.bretagne.bzh/aides/",
            source: "portail Mes services et aides",
            toVerify: "Conditions, montants et calendrier."),
        StartingAid(
            key: "region-ess", funder: "Région Bretagne", name: "Économie sociale et solidaire, innovation sociale",
            description:
                "Émergence et développement d’activités de l’économie sociale et solidaire, création d’emplois utiles au territoire.",
            themes: ["economie", "social"], minProject: 30_000, recurrence: nil,
            source: "portail Mes services et aides",
            toVerify: "Conditions, montants et calendrier."),
        StartingAid(
            key: "region-sport", funder: "Région Bretagne", name: "Manifestations et équipes sportives",
            description: "Manifestations sportives d’intérêt régional, équipes de haut niveau, emploi sportif.",
            themes: ["sport"],
            recurrence: nil, source: "portail Mes services et aides", toVerify: "Conditions, montants et calendrier."),
        StartingAid(
            key: "cd22-manifestations-sportives", funder: "Département des Côtes-d’Armor",
            name: "Manifestations sportives",
            description: """
                Aide aux manifestations sportives qui ont lieu dans les Côtes-d’Armor\u{a0}: calendrier fédéral ou intérêt départemental. La part \
                des autres collectivités est prise en compte.
                """,
            eligibility: "Trois sessions par an\u{a0}: dépôt début janvier, début avril, début août.",
            themes: ["sport", "loisirs"],
            perimeters: ["Côtes-d’Armor"], expenses: ["operating"],
            conditions: "L’événement se tient dans le département.",
            closesOn: Day(2026, 4, 5), website: "https://cotesdarmor.fr", source: "cotesdarmor.fr"),
        StartingAid(
            key: "cd22-culture", funder: "Département des Côtes-d’Armor", name: "Soutien aux projets culturels",
            description:
                "Festivals, spectacles, enseignements artistiques et pratiques en amateur dans le département.",
            themes: ["culture"],
            perimeters: ["Côtes-d’Armor"], website: "https://cotesdarmor.fr", source: "cotesdarmor.fr",
            toVerify: "Montants et calendrier."),
        StartingAid(
            key: "cd22-patrimoine", funder: "Département des Côtes-d’Armor",
            name: "Contrats de territoire\u{a0}: patrimoine et équipements",
            description:
                "Restauration du petit patrimoine rural, chapelles, lavoirs, équipements d’intérêt local, avec la commune.",
            themes: ["patrimoine"], perimeters: ["Côtes-d’Armor"], audiences: ["commune", "epci", "association"],
            expenses: ["investment"], effort: "heavy", source: "cotesdarmor.fr",
            toVerify: "Ouverture aux associations, taux et calendrier."),
        StartingAid(
            key: "caf22-reaap", funder: "Caf des Côtes-d’Armor", name: "Parentalité (REAAP)",
            description: """
                Soutien à la parentalité\u{a0}: actions collectives avec et pour les parents, cafés des parents, groupes d’échange, lieux \
                d’accueil, conférences.
                """,
            eligibility: "Actions collectives ouvertes à toutes les familles.", themes: ["jeunesse", "social"],
            perimeters: ["Côtes-d’Armor"],
            expenses: ["operating"], isCall: true, rateMax: 8_000, closesOn: Day(2025, 11, 15),
            website: "https://www.caf.fr",
            source: "Caf (part de la branche famille inférieure à 80 % du coût)", toVerify: "Date de l’appel d’automne."
        ),
        StartingAid(
            key: "caf22-fpt", funder: "Caf des Côtes-d’Armor", name: "Fonds publics et territoires",
            description: """
                Accueil des enfants et des jeunes\u{a0}: handicap, familles précaires, horaires atypiques, itinérance en milieu rural, \
                accès aux droits et au numérique.
                """,
            themes: ["jeunesse", "social"], perimeters: ["Côtes-d’Armor"], rateMax: 8_000, source: "Caf",
            toVerify: "Axes et calendrier."),
        StartingAid(
            key: "msa-grandir-rural", funder: "MSA d’Armorique", name: "Grandir en milieu rural",
            description:
                "Services aux familles, à l’enfance et à la jeunesse dans les territoires ruraux\u{a0}: parentalité, loisirs, vacances, mobilité.",
            themes: ["jeunesse", "social"], perimeters: ["Côtes-d’Armor", "Finistère"], source: "MSA",
            toVerify: "Territoires prioritaires, un à deux comités par an."),
        StartingAid(
            key: "msa-jeunes", funder: "MSA d’Armorique", name: "Appel à projets jeunes",
            description:
                "Projets imaginés et menés par des jeunes en milieu rural\u{a0}: culture, solidarité, citoyenneté, animation locale.",
            eligibility: "Groupe d’au moins trois jeunes de 13 à 22 ans vivant en milieu rural.", themes: ["jeunesse"],
            perimeters: ["Côtes-d’Armor", "Finistère"], isCall: true, effort: "light",
            source: "MSA (règlements d’autres départements)",
            toVerify: "Montants et calendrier."),
    ]
}
