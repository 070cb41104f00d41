extension StartingAid {
    /// Europe, other public bodies, foundations, companies, posts.
    static let others: [StartingAid] = [
        StartingAid(
            key: "leader-guingamp", funder: "LEADER — GAL du pays de Guingamp", name: "LEADER 2023-2027",
            description: """
                Développement rural mené par les acteurs locaux\u{a0}: projets innovants et en partenariat qui répondent à une fiche-action \
                (services à la population, mobilité, alimentation, culture, patrimoine, lien social, transition). Enveloppe du \
                groupe d’action locale\u{a0}: 1 242 637 €.
                """,
            eligibility:
                "Toute personne morale. Dépenses payées et acquittées avant remboursement ; pas de matériel d’occasion.",
            themes: ["economie", "social", "environnement", "culture", "patrimoine"],
            perimeters: ["Guingamp-Paimpol Agglomération", "Leff Armor Communauté"],
            audiences: ["association", "commune", "epci", "private_sector", "public_org"], rateMax: 6_400,
            rateNote: "80 % de l’argent public du plan", floor: 4_000, ceiling: 75_000, maxOfPublic: 8_000,
            minOwn: 2_000,
            conditions: "Un cofinancement public est nécessaire.\nLe projet répond à une fiche-action du GAL.",
            startRule: "after_acknowledgement", recurrence: "ongoing", effort: "heavy",
            instructor: "Région Bretagne ; comité de programmation chaque trimestre",
            website: "https://www.guingamp-paimpol-agglo.bzh",
            source: "guingamp-paimpol-agglo.bzh ; règles du GAL voisin de Morlaix (paysdemorlaix.com)",
            toVerify: "Autofinancement de 20 %, plancher, plafond et taux\u{a0}: ceux du GAL voisin."),
        StartingAid(
            key: "feampa", funder: "Union européenne",
            name: "FEAMPA · Développement local mené par les acteurs maritimes",
            description:
                "Pêche, aquaculture, valorisation des métiers et du patrimoine maritimes, économie bleue, littoral.",
            eligibility: "Trois critères qui se cumulent\u{a0}: local, innovant, collectif.",
            themes: ["economie", "environnement", "patrimoine"],
            audiences: ["association", "private_sector", "commune", "epci", "public_org"], recurrence: "ongoing",
            effort: "heavy",
            source: "Quimper Cornouaille", toVerify: "Groupe d’action locale compétent, taux et plafonds."),
        StartingAid(
            key: "feder-fse", funder: "Union européenne", name: "FEDER et FSE+ Bretagne",
            description:
                "Grands projets\u{a0}: inclusion et emploi, transition énergétique, innovation. Contrôle lourd, avances nécessaires.",
            themes: ["economie", "social", "environnement"],
            audiences: ["association", "commune", "epci", "private_sector"],
            minProject: 50_000, recurrence: "ongoing", effort: "heavy", source: "Europe en Bretagne",
            toVerify: "Seuils et axes."),
        StartingAid(
            key: "erasmus-jeunesse", funder: "Agence Erasmus+ Jeunesse & Sport",
            name: "Erasmus+ Jeunesse et Corps européen de solidarité",
            description: "Échanges de jeunes, volontariat, mobilité européenne des jeunes et des animateurs.",
            themes: ["jeunesse", "citoyennete"],
            perimeters: ["France"], effort: "heavy", source: "Agence Erasmus+", toVerify: "Trois dates par an."),
        StartingAid(
            key: "contrat-de-ville", funder: "État et intercommunalité — contrat de ville",
            name: "Contrat de ville · Quartiers 2030",
            description:
                "Actions pour les habitants d’un quartier prioritaire\u{a0}: lien social, emploi, éducation, accès à la culture et au sport, égalité.",
            eligibility: "L’action profite aux habitants d’un quartier prioritaire de la ville (QPV).",
            themes: ["social", "jeunesse", "education", "citoyennete"], perimeters: ["Guingamp"], isCall: true,
            conditions: "Public d’un quartier prioritaire.", closesOn: Day(2026, 2, 15),
            instructor: "plateforme Dauphin",
            source: "contrats de ville (Quimper)", toVerify: "Existence d’un QPV à Guingamp et dates de l’appel."),
        StartingAid(
            key: "drac", funder: "DRAC Bretagne", name: "Action culturelle, patrimoines et langues",
            description:
                "Éducation artistique et culturelle, création, restauration de monuments protégés, langues de France.",
            themes: ["culture", "patrimoine", "langues"], audiences: ["association", "commune", "epci"],
            recurrence: nil, effort: "heavy", source: "DRAC Bretagne",
            toVerify: "Dispositifs et calendrier."),
        StartingAid(
            key: "agence-eau", funder: "Agence de l’eau Loire-Bretagne", name: "Milieux aquatiques et zones humides",
            description: "Restauration des cours d’eau et des zones humides, biodiversité, sensibilisation à l’eau.",
            themes: ["environnement"],
            perimeters: ["Bretagne", "Pays de la Loire", "Centre-Val de Loire"],
            audiences: ["association", "commune", "epci"],
            startRule: "after_acknowledgement", recurrence: "ongoing", effort: "heavy", source: "Agence de l’eau",
            toVerify: "Taux du programme en cours."),
        StartingAid(
            key: "ademe", funder: "ADEME Bretagne", name: "Économie circulaire et sobriété",
            description:
                "Réemploi, réparation, prévention des déchets, mobilités actives, sobriété énergétique, éco-manifestations.",
            themes: ["environnement", "economie"], audiences: ["association", "commune", "epci", "private_sector"],
            recurrence: nil, source: "ADEME",
            toVerify: "Appels ouverts."),
        StartingAid(
            key: "ofb", funder: "Office français de la biodiversité",
            name: "Biodiversité\u{a0}: éducation et mobilisation citoyenne",
            description:
                "Aires éducatives, sciences participatives, mobilisation des citoyens pour la biodiversité et les milieux naturels.",
            themes: ["environnement", "education"], perimeters: ["France"], recurrence: nil, source: "OFB",
            toVerify: "Appels ouverts."),
        StartingAid(
            key: "fdf-cultures", funder: "Fondation de France", name: "Grandir en cultures",
            description:
                "Projets artistiques et culturels menés avec des enfants et des jeunes éloignés de l’offre culturelle.",
            eligibility: "Organisme à but non lucratif.", themes: ["culture", "jeunesse"], perimeters: ["France"],
            isCall: true,
            closesOn: Day(2020, 10, 21), website: "https://www.fondationdefrance.org",
            source: "Fondation de France (édition close le 21 octobre 2020)",
            toVerify: "Édition à venir."),
        StartingAid(
            key: "fdf-appels", funder: "Fondation de France", name: "Appels à projets solidarité et environnement",
            description:
                "Personnes âgées, aide aux personnes vulnérables, habitat, emploi, santé, littoral et mer, transition.",
            eligibility: "Organisme à but non lucratif.", themes: ["social", "sante", "environnement"],
            perimeters: ["France"], recurrence: "recurring",
            source: "Fondation de France", toVerify: "Chaque appel a sa date."),
        StartingAid(
            key: "ca-local", funder: "Crédit Agricole des Côtes-d’Armor", name: "Fonds des caisses locales",
            description:
                "Coup de pouce aux projets locaux des associations\u{a0}: animation, solidarité, sport, culture, environnement.",
            themes: ["loisirs", "social", "sport", "culture", "environnement", "jeunesse"],
            perimeters: ["Côtes-d’Armor"],
            kinds: ["grant"], ceiling: 3_000, conditions: "Projet appuyé par une agence ou un administrateur local.",
            recurrence: "ongoing", effort: "light",
            source: "creditagricole.info", toVerify: "Plafond et comités."),
        StartingAid(
            key: "fondation-pays-de-france", funder: "Fondation Crédit Agricole – Pays de France",
            name: "Patrimoine des territoires",
            description:
                "Restauration et mise en valeur du patrimoine bâti, culturel et naturel\u{a0}: chapelles, moulins, musées, sites. 1 300 projets et 38,5 M€ jusqu’en 2016.",
            themes: ["patrimoine"], perimeters: ["France"], audiences: ["association", "commune"], minProject: 20_000,
            recurrence: "ongoing",
            source: "creditagricole.info (2016)", toVerify: "Montants en cours ; passage par la caisse régionale."),
        StartingAid(
            key: "cmb-arkea", funder: "Crédit Mutuel de Bretagne", name: "Mécénat des caisses locales et fonds Arkéa",
            description: "Solidarité, insertion, création d’activité, initiatives locales des associations.",
            themes: ["social", "economie", "loisirs"],
            recurrence: "ongoing", effort: "light", source: "Arkéa", toVerify: "Conditions et montants."),
        StartingAid(
            key: "fondation-orange", funder: "Fondation Orange", name: "Inclusion et médiation numériques",
            description:
                "Accompagnement des personnes éloignées du numérique, ateliers, tiers-lieux solidaires, insertion des jeunes et des femmes.",
            themes: ["social", "education"], perimeters: ["France"], isCall: true, source: "Fondation Orange",
            toVerify: "Appel à venir."),
        StartingAid(
            key: "fondation-groupama", funder: "Fondation Groupama", name: "Prévention santé et maladies rares",
            description: "Recherche sur les maladies rares, prévention santé, bien vieillir.", themes: ["sante"],
            perimeters: ["France"],
            source: "Fondation Groupama", toVerify: "Conditions."),
        StartingAid(
            key: "charier", funder: "Fonds de dotation Charier", name: "Environnement, solidarité, patrimoine",
            description:
                "Projets d’intérêt général du Grand Ouest en environnement, solidarité et patrimoine. Quatre comités par an\u{a0}: janvier, mai, septembre, novembre.",
            eligibility: "Ni frais de fonctionnement, ni festivals ponctuels seuls.",
            themes: ["environnement", "social", "patrimoine"],
            perimeters: ["Bretagne", "Pays de la Loire", "Normandie"], conditions: "Pas de frais de fonctionnement.",
            closesOn: Day(2026, 5, 1),
            source: "Fonds de dotation Charier"),
        StartingAid(
            key: "kengo", funder: "Kengo", name: "Financement participatif",
            description:
                "Collecte de dons auprès des habitants pour un projet en Bretagne ; parfois doublée par un partenaire.",
            kinds: ["other"],
            recurrence: "ongoing", effort: "medium", source: "page de la Région Bretagne"),
        StartingAid(
            key: "fonjep", funder: "FONJEP", name: "Poste FONJEP",
            description:
                "Aide à l’emploi d’un salarié qualifié de l’éducation populaire, de la jeunesse ou de la cohésion sociale.",
            themes: ["jeunesse", "education", "social"], perimeters: ["France"], expenses: ["operating"],
            accreditation: "agrément jeunesse et éducation populaire (JEP)",
            recurrence: nil, source: "FONJEP", toVerify: "Postes disponibles dans le département."),
        StartingAid(
            key: "service-civique", funder: "Agence du Service civique",
            name: "Accueil d’un volontaire en service civique",
            description: "Mission d’intérêt général de six à douze mois pour un jeune de 16 à 25 ans.",
            themes: ["citoyennete", "jeunesse"],
            perimeters: ["France"], kinds: ["in_kind"],
            accreditation: "agrément de service civique, propre ou d’un réseau", recurrence: "ongoing",
            source: "Agence du Service civique", toVerify: "Conditions de l’année."),
        StartingAid(
            key: "pec", funder: "France Travail", name: "Parcours emploi compétences",
            description: "Aide à l’embauche d’une personne éloignée de l’emploi, avec formation.",
            themes: ["economie", "social"], perimeters: ["France"],
            kinds: ["other"], expenses: ["operating"], recurrence: "ongoing", source: "ministère du Travail",
            toVerify: "Enveloppe et taux de l’année."),
        StartingAid(
            key: "ville-guingamp", funder: "Ville de Guingamp", name: "Subventions de la ville aux associations",
            description: "Fonctionnement et projets des associations qui agissent pour les Guingampais.",
            perimeters: ["Guingamp"], seatRequired: false,
            closesOn: Day(2026, 1, 31), effort: "light", source: "usage des communes du territoire",
            toVerify: "Date et formulaire."),
        StartingAid(
            key: "ville-paimpol", funder: "Ville de Paimpol", name: "Subventions de la ville aux associations",
            description: "Fonctionnement et projets des associations qui agissent pour les Paimpolais.",
            perimeters: ["Paimpol"],
            closesOn: Day(2026, 1, 31), effort: "light", source: "usage des communes du territoire",
            toVerify: "Date et formulaire."),
    ]
}
