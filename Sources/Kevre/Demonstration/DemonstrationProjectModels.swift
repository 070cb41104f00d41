extension DemonstrationProjects {
    static func search(
        _ aid: String, _ funder: String, _ kind: String, _ state: String, _ asked: Int? = nil, obtained: Int? = nil,
        _ change: (inout Search) -> Void = { _ in }
    ) -> Search {
        var search = Search(aid: aid, funder: funder, kind: kind, state: state, asked: asked, obtained: obtained)
        change(&search)
        return search
    }

    static let dsden = "État — DSDEN des Côtes-d’Armor"
    static let leader = "LEADER — GAL du pays de Guingamp"
    static let department = "Département des Côtes-d’Armor"

    static var models: [Model] { underWay + withoutEverything + ended }

    private static var underWay: [Model] {
        [
            Model(
                title: "Atelier vélo mobile", association: "Vélo utile",
                need:
                    "Dans onze communes du sud de l’agglomération, aucun réparateur à moins de vingt minutes. Les vélos restent au garage et les plus jeunes comme les plus âgés n’ont plus de quoi se déplacer seuls.",
                objectives:
                    "Équiper une camionnette-atelier, tenir quarante permanences par an dans les bourgs et former vingt bénévoles à la réparation.",
                audience: "Habitants sans voiture, collégiens, demandeurs d’emploi\u{a0}: 900 personnes par an.",
                themes: ["environnement", "social"],
                communes: ["Bourbriac", "Plésidy", "Saint-Adrien", "Moustéru", "Louargat", "Belle-Isle-en-Terre"],
                starts: 75, months: 12, age: 48,
                budget: [
                    [
                        ("60", 3_400), ("61", 1_900), ("62", 1_100), ("64", 4_800), ("74.here", 2_500),
                        ("74.state", 2_500), ("74.europe", 3_200), ("74.private", 1_000), ("756", 400), ("own", 1_600),
                        ("864", 4_200), ("870", 4_200),
                    ]
                ],
                searches: [
                    search("fdva2", dsden, "state", "filed", 2_500) {
                        $0.filed = 12
                        $0.next = "Vérifier l’accusé de réception sur Le Compte Asso"
                        $0.nextIn = 6
                        $0.contact = "Déléguée départementale à la vie associative"
                        $0.said = "Le dossier est bien arrivé\u{a0}; les avis partent en commission au printemps."
                    },
                    search("leader-guingamp", leader, "europe", "in_preparation", 3_200) {
                        $0.closes = 41
                        $0.next = "Réunir les trois devis de l’aménagement"
                        $0.nextIn = 9
                        $0.contact = "Animatrice LEADER"
                        $0.said =
                            "Le projet entre dans la fiche mobilités. Il faut une contrepartie publique\u{a0}: la nôtre suffit si elle est votée avant le comité."
                    },
                    search("ca-local", "Crédit Agricole des Côtes-d’Armor", "company", "contacted", 1_000) {
                        $0.next = "Envoyer la fiche du projet à la caisse locale"
                        $0.nextIn = 3
                    },
                ],
                notes: [
                    Note(
                        kind: "meeting", days: 48, people: "la présidente et le trésorier",
                        body:
                            "Premier rendez-vous. Le besoin est bien établi (enquête dans six communes). Manquent les devis et l’accord des mairies pour les places."
                    ),
                    Note(
                        kind: "advice", days: 20, people: "le trésorier",
                        body:
                            "Ne rien acheter avant l’accusé de réception de LEADER\u{a0}: les dépenses commencées avant ne comptent pas."
                    ),
                ], plans: ["Plan de base"]),
            Model(
                title: "Résidence «\u{a0}Paroles de lavoir\u{a0}»", association: "Théâtre", stage: "ready",
                need:
                    "Les lavoirs ont été les lieux de parole des femmes du pays. Leur mémoire s’éteint et les jeunes ne la connaissent pas.",
                objectives:
                    "Collecter trente témoignages, créer un spectacle joué dans douze lavoirs, publier un livret.",
                audience: "Habitants des communes rurales, deux classes de collège.",
                themes: ["culture", "patrimoine"],
                communes: ["Guingamp", "Pontrieux", "Ploëzal", "Runan", "Quemper-Guézennec"],
                starts: 40, months: 9, age: 90,
                budget: [
                    [
                        ("60", 2_200), ("61", 1_400), ("62", 3_600), ("64", 10_800), ("74.here", 4_000),
                        ("74.region", 5_000), ("74.departement", 3_000), ("74.state", 3_000), ("70", 1_800),
                        ("own", 1_200), ("861", 2_000), ("871", 2_000),
                    ]
                ],
                searches: [
                    search("region-culture", "Région Bretagne", "region", "granted", 5_000, obtained: 4_000) {
                        $0.filed = 85
                        $0.answered = 9
                        $0.next = "Envoyer le relevé d’identité bancaire"
                        $0.nextIn = 4
                    },
                    search("drac", "DRAC Bretagne", "state", "filed", 3_000) {
                        $0.filed = 70
                        $0.moved = 70
                    },
                    search("cd22-culture", department, "department", "in_preparation", 3_000) {
                        $0.label = "Aide à la création en territoire"
                        $0.closes = 12
                        $0.next = "Déposer sur le portail du Département"
                        $0.nextIn = 8
                    },
                ],
                notes: [
                    Note(
                        kind: "meeting", days: 88, people: "la metteuse en scène",
                        body: "Le budget ne compte pas les droits d’auteur\u{a0}: à ajouter en 65, ou à préciser.")
                ], plans: ["Plan de base", "Sans la DRAC"]),
            Model(
                title: "Jardins partagés et cuisine de saison", association: "Entraide et jardin", stage: "running",
                need:
                    "Sur la rive droite, une famille sur quatre vit sous le seuil de pauvreté et l’aide alimentaire ne donne presque pas de légumes frais.",
                objectives:
                    "Ouvrir deux jardins, une serre et douze ateliers de cuisine\u{a0}; employer un animateur à mi-temps.",
                audience: "Familles suivies par l’aide alimentaire, voisins.", themes: ["social", "environnement"],
                scope: "commune", communes: ["Guingamp"], territory: "Quartier de Castel Pic", starts: -60, months: 24,
                age: 200,
                budget: [
                    [
                        ("60", 4_500), ("61", 2_000), ("62", 900), ("64", 14_600), ("74.here", 5_000),
                        ("74.state", 6_000), ("74.communes", 3_000), ("74.social", 4_000), ("74.private", 3_000),
                        ("own", 1_000),
                    ],
                    [
                        ("60", 2_800), ("61", 2_000), ("62", 900), ("64", 15_300), ("74.here", 5_000),
                        ("74.state", 5_000), ("74.communes", 3_000), ("74.social", 4_000), ("74.private", 3_000),
                        ("own", 1_000),
                    ],
                ],
                searches: [
                    search(
                        "contrat-de-ville", "État et intercommunalité — contrat de ville", "state", "paid", 6_000,
                        obtained: 6_000
                    ) {
                        $0.filed = 260
                        $0.answered = 170
                        $0.moved = 110
                        $0.next = "Préparer le bilan intermédiaire"
                        $0.nextIn = 25
                    },
                    search("fdf-appels", "Fondation de France", "foundation", "refused", 8_000) {
                        $0.filed = 150
                        $0.answered = 30
                        $0.reason =
                            "Trop de demandes\u{a0}: projet jugé solide, à présenter de nouveau avec un volet formation."
                        $0.moved = 30
                    },
                    search("ville-guingamp", "Ville de Guingamp", "commune", "granted", 3_000, obtained: 3_000) {
                        $0.filed = 120
                        $0.answered = 60
                        $0.next = "Signer la convention d’occupation du terrain"
                        $0.nextIn = -4
                        $0.moved = 33
                    },
                    search("caf22-fpt", "Caf des Côtes-d’Armor", "social", "filed", 4_000) {
                        $0.label = "Fonds publics et territoires"
                        $0.filed = 25
                        $0.next = "Rappeler la conseillère"
                        $0.nextIn = 12
                    },
                    search("charier", "Fonds de dotation Charier", "foundation", "spotted", 3_000) {
                        $0.closes = 55
                        $0.moved = 2
                    },
                ],
                notes: [
                    Note(
                        kind: "meeting", days: 29, people: "la coordinatrice",
                        body:
                            "Après le refus de la Fondation de France, chercher 3 000 € pour la serre\u{a0}: Charier (novembre) et la caisse locale."
                    )
                ], plans: ["Plan de base"]),
            Model(
                title: "Breizh dans la cour\u{a0}: le breton au périscolaire", association: "Ti ar Vro",
                need:
                    "Neuf écoles demandent des activités en breton le midi et le mercredi\u{a0}; deux seulement en ont.",
                objectives: "Former six animateurs et ouvrir sept ateliers hebdomadaires.",
                audience: "350 enfants de 6 à 11 ans.", themes: ["langues", "jeunesse"], starts: 280, months: 10,
                age: 33,
                budget: [
                    [
                        ("62", 2_600), ("64", 14_400), ("60", 1_000), ("74.here", 5_000), ("74.region", 7_200),
                        ("74.communes", 3_500), ("756", 800), ("own", 1_500),
                    ]
                ],
                searches: [
                    search("region-langues", "Région Bretagne", "region", "in_preparation", 7_200) {
                        $0.closes = 66
                        $0.next = "Faire relire la convention avec les écoles"
                        $0.nextIn = 15
                    },
                    search("ville-paimpol", "Ville de Paimpol", "commune", "contacted", 2_000) {
                        $0.next = "Rendez-vous avec l’adjointe aux écoles"
                        $0.nextIn = 5
                    },
                ]),
            Model(
                title: "Mur d’escalade mobile pour les collèges", association: "Escalade", kind: .investment,
                need:
                    "Le seul mur du territoire est à Guingamp\u{a0}; les collèges de Paimpol et de Bégard n’y vont pas.",
                objectives:
                    "Acheter un mur gonflable homologué et le prêter à six collèges et à quatre fêtes de village.",
                audience: "1 200 collégiens par an.", themes: ["sport", "jeunesse"], starts: 150, months: 3, age: 27,
                budget: [
                    [
                        ("21", 28_500), ("20", 1_500), ("74.here", 9_000), ("74.departement", 7_000),
                        ("74.state", 6_000), ("own", 5_000), ("16", 3_000),
                    ]
                ],
                searches: [
                    search("ans-psf", "Agence nationale du Sport", "agency", "spotted", 6_000) {
                        $0.closes = 130
                        $0.next = "Demander l’avis de la ligue"
                        $0.nextIn = 20
                    },
                    search("dept-sport", department, "department", "contacted", 7_000) {
                        $0.label = "Équipement sportif partagé"
                        $0.next = "Renvoyer le devis à jour"
                        $0.nextIn = -11
                        $0.moved = 24
                    },
                ]),
            Model(
                title: "Fête des abers et de la mer", association: "Club nautique", kind: .event, stage: "ready",
                need: "La côte a des régates, mais plus de fête populaire de la mer depuis 2019.",
                objectives: "Trois jours de navigation, de chants et de marché, avec accueil des voiliers d’Irlande.",
                audience: "8 000 visiteurs, vingt équipages.", themes: ["loisirs", "culture", "sport"],
                scope: "department",
                communes: ["Paimpol", "Ploubazlanec", "Plouézec"], starts: 210, months: 1, age: 120,
                budget: [
                    [
                        ("60", 8_000), ("61", 12_500), ("62", 9_000), ("64", 6_500), ("65", 2_000), ("74.here", 9_000),
                        ("74.departement", 6_000), ("74.region", 6_000), ("74.communes", 5_000), ("74.private", 4_000),
                        ("70", 8_000), ("864", 12_000), ("870", 12_000),
                    ]
                ],
                searches: [
                    search("dept-manifestations", department, "department", "filed", 6_000) {
                        $0.label = "Manifestation d’intérêt départemental"
                        $0.filed = 18
                        $0.next = "Session du Département"
                        $0.nextIn = 60
                    },
                    search("ville-paimpol", "Ville de Paimpol", "commune", "granted", 5_000, obtained: 5_000) {
                        $0.filed = 95
                        $0.answered = 20
                        $0.next = "Arrêté de circulation"
                        $0.nextIn = 30
                    },
                    search("cmb-arkea", "Crédit Mutuel de Bretagne", "company", "no_answer", 2_500) {
                        $0.filed = 100
                        $0.moved = 75
                    },
                    search("kengo", "Kengo", "crowdfunding", "in_preparation", 1_500) {
                        $0.next = "Écrire la page de la collecte"
                        $0.nextIn = 14
                        $0.closes = 90
                    },
                ], plans: ["Plan de base"]),
            Model(
                title: "Radio des collégiens", association: "Radio", stage: "ready",
                need: "Les collèges ruraux demandent une éducation aux médias que personne ne propose sur place.",
                objectives: "Un studio mobile, neuf communes, soixante émissions préparées par les élèves.",
                audience: "540 collégiens.", themes: ["citoyennete", "education"], starts: 100, months: 10, age: 40,
                budget: [
                    [
                        ("60", 1_800), ("61", 900), ("64", 9_300), ("62", 1_000), ("74.here", 3_000),
                        ("74.state", 6_000), ("74.region", 1_500), ("own", 2_500),
                    ]
                ],
                searches: [
                    search("drac", "DRAC Bretagne", "state", "contacted", 6_000) {
                        $0.label = "Éducation aux médias"
                        $0.next = "Envoyer la note d’intention"
                        $0.nextIn = 2
                        $0.closes = 24
                    },
                    search("fondation-orange", "Fondation Orange", "foundation", "abandoned", 5_000) {
                        $0.reason = "Réservé aux structures d’inclusion numérique."
                    },
                ]),
        ]
    }
}
