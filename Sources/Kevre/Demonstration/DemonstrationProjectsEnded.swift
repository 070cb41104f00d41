extension DemonstrationProjects {
    /// What the officer must still complete.
    static var withoutEverything: [Model] {
        [
            Model(
                title: "Une ludothèque qui vient à vous", association: "Familles rurales", stage: "idea",
                need: "Les familles des petites communes n’ont ni ludothèque ni lieu pour jouer ensemble l’hiver.",
                audience: "Familles avec de jeunes enfants.", themes: ["jeunesse", "loisirs"], starts: nil, age: 12,
                notes: [
                    Note(
                        kind: "meeting", days: 12, people: "deux bénévoles",
                        body:
                            "L’idée est là\u{a0}; rien n’est chiffré. Leur envoyer la grille de budget et l’exemple de Bégard."
                    )
                ]),
            Model(
                title: "Haies du Trieux", association: "Arbres et bocage", stage: "design",
                need: "Onze kilomètres de haies arrachés en vingt ans dans la vallée, et l’érosion qui va avec.",
                objectives: "Replanter six kilomètres avec les agriculteurs et les écoles.", themes: ["environnement"],
                scope: nil, starts: 330, months: 5, age: 22,
                budget: [
                    [
                        ("60", 9_000), ("62", 1_500), ("64", 6_500), ("74.region", 5_000), ("74.public", 8_000),
                        ("own", 1_000),
                    ]
                ],
                searches: [
                    search("agence-eau", "Agence de l’eau Loire-Bretagne", "agency", "spotted", 8_000) { $0.moved = 50 }
                ]),
            Model(
                title: "Café des aidants itinérant", association: "Mieux vivre avec", stage: "design",
                need: "Les proches de malades s’épuisent seuls\u{a0}; les groupes existants sont à Saint-Brieuc.",
                objectives: "Une rencontre par mois dans cinq communes, avec une psychologue.",
                audience: "Proches aidants.",
                themes: ["sante", "social"], starts: 45, months: 12, age: 35,
                // More is asked than it costs: the plan says so.
                budget: [
                    [
                        ("62", 5_400), ("61", 600), ("74.here", 2_000), ("74.departement", 3_000), ("74.social", 3_000),
                        ("own", 500),
                    ]
                ],
                searches: [
                    search("msa-grandir-rural", "MSA d’Armorique", "social", "filed", 3_000) {
                        $0.label = "Grandir et vieillir en milieu rural"
                        $0.filed = 30
                        $0.next = "Comité d’attribution"
                        $0.nextIn = 21
                    }
                ], plans: ["Plan de base"]),
            Model(
                title: "Repair café en tournée", association: "Repair café", stage: "design",
                need: "Réparer plutôt que jeter\u{a0}: la demande dépasse l’atelier de Guingamp.",
                objectives: "Vingt samedis dans dix communes.", audience: "1 500 visiteurs.", themes: ["environnement"],
                starts: 90, months: 10, age: 16,
                budget: [
                    [("60", 2_100), ("61", 700), ("62", 900), ("74.here", 1_500), ("74.public", 1_500), ("own", 700)]
                ],
                searches: [
                    search("ademe", "ADEME Bretagne", "agency", "spotted", 1_500) { $0.moved = 1 },
                    search(
                        "fondation-pays-de-france", "Fondation Crédit Agricole – Pays de France", "foundation",
                        "abandoned", 2_000
                    ) {
                        $0.reason = "Ne finance que le patrimoine bâti."
                        $0.moved = 10
                    },
                ]),
        ]
    }

    /// What the last years brought.
    static var ended: [Model] {
        [
            Model(
                title: "Restauration des vitraux de la chapelle", association: "Les Amis de la chapelle",
                kind: .investment,
                stage: "done", need: "Six verrières du XVIᵉ siècle menaçaient de tomber.",
                objectives: "Dépose, restauration et protection.", themes: ["patrimoine"], scope: "commune",
                starts: -900,
                months: 20, age: 950,
                budget: [
                    [
                        ("21", 3_000), ("23", 42_000), ("74.region", 12_000), ("74.departement", 9_000),
                        ("74.private", 14_000), ("74.here", 6_000), ("own", 4_000),
                    ]
                ],
                searches: [
                    search("region-patrimoine", "Région Bretagne", "region", "reported", 12_000, obtained: 12_000) {
                        $0.label = "Patrimoine non protégé"
                        $0.filed = 960
                        $0.answered = 880
                        $0.moved = 210
                    },
                    search("dept-patrimoine", department, "department", "reported", 10_000, obtained: 9_000) {
                        $0.label = "Patrimoine rural"
                        $0.filed = 950
                        $0.answered = 870
                        $0.moved = 220
                    },
                    search(
                        "fondation-pays-de-france", "Fondation Crédit Agricole – Pays de France", "foundation",
                        "reported", 15_000, obtained: 14_000
                    ) {
                        $0.filed = 900
                        $0.answered = 760
                        $0.moved = 260
                    },
                    search("drac", "DRAC Bretagne", "state", "refused", 20_000) {
                        $0.filed = 980
                        $0.answered = 900
                        $0.reason = "Édifice non inscrit."
                        $0.moved = 900
                    },
                ]),
            Model(
                title: "École de musique à danser", association: "Sonerien Bro", kind: .operating, stage: "done",
                need: "Les sonneurs vieillissent\u{a0}; les jeunes veulent jouer pour la danse.",
                themes: ["culture", "langues"],
                starts: -560, months: 12, age: 600,
                budget: [
                    [
                        ("64", 16_000), ("61", 1_200), ("60", 800), ("74.here", 5_000), ("74.region", 6_000),
                        ("74.state", 2_000), ("756", 3_500), ("own", 1_500),
                    ]
                ],
                searches: [
                    search("region-matiere-bretonne", "Région Bretagne", "region", "reported", 7_000, obtained: 6_000) {
                        $0.filed = 620
                        $0.answered = 520
                        $0.moved = 120
                    },
                    search("fdva2", dsden, "state", "paid", 2_500, obtained: 2_000) {
                        $0.filed = 610
                        $0.answered = 480
                        $0.moved = 400
                        $0.next = "Rendre le bilan sur Le Compte Asso"
                        $0.nextIn = -20
                    },
                    search("fdf-cultures", "Fondation de France", "foundation", "refused", 5_000) {
                        $0.filed = 500
                        $0.answered = 420
                        $0.reason = "Hors du thème de l’année."
                        $0.moved = 420
                    },
                ]),
            Model(
                title: "Chambre froide de l’aide alimentaire", association: "Secours alimentaire", kind: .investment,
                stage: "done",
                need: "Deux tonnes de produits frais perdues chaque été.", themes: ["social"], starts: -420, months: 6,
                age: 470,
                budget: [
                    [
                        ("21", 19_500), ("74.here", 6_000), ("74.departement", 5_000), ("74.private", 6_000),
                        ("own", 2_500),
                    ]
                ],
                searches: [
                    search("dept-solidarite", department, "department", "reported", 5_000, obtained: 5_000) {
                        $0.label = "Équipement de l’aide alimentaire"
                        $0.filed = 460
                        $0.answered = 380
                        $0.moved = 60
                    },
                    search(
                        "ca-local", "Crédit Agricole des Côtes-d’Armor", "company", "reported", 3_000, obtained: 3_000
                    ) {
                        $0.filed = 440
                        $0.answered = 400
                        $0.moved = 90
                    },
                    search("fondation-groupama", "Fondation Groupama", "foundation", "no_answer", 3_000) {
                        $0.filed = 430
                        $0.moved = 300
                    },
                ]),
        ]
    }
}
