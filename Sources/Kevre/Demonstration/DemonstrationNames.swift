/// Names and purposes of invented associations, of the kinds the territory knows.
enum DemonstrationNames {
    struct Model: Sendable {
        /// `@` stands for the commune, with its preposition.
        let name: String
        let theme: String
        let service: String
        let purpose: String
        let titles: [String]
    }

    private static func model(
        _ name: String, _ theme: String, _ service: String, _ purpose: String, _ titles: String...
    ) -> Model {
        Model(name: name, theme: theme, service: service, purpose: purpose, titles: titles)
    }

    static let models = [
        model(
            "Cercle celtique @", "culture", "culture", "Transmettre la danse, le costume et la musique bretonnes",
            "Festival des danses en rond", "Formation des danseurs", "Fonctionnement"),
        model(
            "Bagad @", "culture", "culture", "Former des sonneurs et se produire en concert et en défilé",
            "Déplacement à Lorient", "École de bombarde et de cornemuse", "Fonctionnement"),
        model(
            "Théâtre @", "culture", "culture", "Créer et jouer du théâtre en amateur", "Résidence et création",
            "Ateliers pour enfants", "Fonctionnement"),
        model(
            "Harmonie @", "culture", "culture", "Pratiquer la musique d’ensemble", "Instruments de l’école de musique",
            "Concert d’été", "Fonctionnement"),
        model(
            "Les Amis de la chapelle @", "patrimoine", "culture", "Restaurer et faire vivre la chapelle",
            "Restauration des vitraux", "Pardon et journée du patrimoine", "Fonctionnement"),
        model(
            "Mémoire @", "patrimoine", "culture", "Recueillir et montrer la mémoire des habitants",
            "Exposition itinérante", "Collecte de témoignages"),
        model(
            "Skol Diwan @", "langues", "culture", "Enseignement du breton par immersion", "Classe découverte en breton",
            "Fonctionnement"),
        model(
            "Ti ar Vro @", "langues", "culture", "Faire vivre la langue et la culture bretonnes", "Cours du soir",
            "Fest-noz de rentrée", "Fonctionnement"),
        model(
            "Médiathèque pour tous @", "culture", "culture", "Faire lire, du village à la côte", "Bibliobus associatif",
            "Nuit de la lecture"),
        model(
            "Comité des fêtes @", "loisirs", "vie-associative", "Animer la commune", "Fête communale",
            "Feu d’artifice du 14 juillet", "Marché de Noël"),
        model(
            "Amicale laïque @", "jeunesse", "vie-associative", "Activités pour les enfants et soutien à l’école",
            "Centre de loisirs d’été", "Sortie de fin d’année", "Fonctionnement"),
        model(
            "Familles rurales @", "jeunesse", "social", "Accueil des enfants et vie locale", "Accueil du mercredi",
            "Ludothèque itinérante", "Fonctionnement"),
        model(
            "Club nautique @", "sport", "sport", "Enseigner la voile et le canoë", "École de voile, secteur Nord",
            "Régate de l’Ascension", "Fonctionnement"),
        model(
            "Étoile sportive @", "sport", "sport", "Pratique du football", "Tournoi des jeunes",
            "Formation des arbitres", "Fonctionnement"),
        model("Basket-club @", "sport", "sport", "Pratique du basket-ball", "Stage de printemps", "Fonctionnement"),
        model(
            "Tennis-club @", "sport", "sport", "Pratique du tennis", "École de tennis", "Tournoi open", "Fonctionnement"
        ),
        model(
            "Vélo-club @", "sport", "sport", "Cyclisme sur route et cyclotourisme", "Course cycliste cantonale",
            "Fonctionnement"),
        model(
            "Escalade @", "sport", "sport", "Pratique de l’escalade", "Mur mobile pour les collèges", "Fonctionnement"),
        model("Les Foulées @", "sport", "sport", "Course à pied", "Trail des abers", "Corrida de Noël"),
        model(
            "Boule bretonne @", "sport", "sport", "Pratique de la boule bretonne", "Concours intercommunal",
            "Fonctionnement"),
        model("Gouren @", "sport", "sport", "Lutte bretonne", "Tournoi de gouren", "Fonctionnement"),
        model(
            "Solidarité paysanne @", "social", "social", "Accompagner les agriculteurs en difficulté",
            "Paniers solidaires", "Fonctionnement"),
        model(
            "Secours alimentaire @", "social", "social", "Aide alimentaire aux plus démunis", "Chambre froide",
            "Distribution d’hiver", "Fonctionnement"),
        model(
            "Aide à domicile @", "social", "social", "Maintenir à domicile les personnes âgées",
            "Formation des aidants", "Fonctionnement"),
        model(
            "Entraide et jardin @", "social", "social", "Jardins partagés et insertion", "Serre partagée",
            "Fonctionnement"),
        model("Donneurs de sang @", "sante", "social", "Promouvoir le don du sang", "Journée du don", "Fonctionnement"),
        model(
            "Mieux vivre avec @", "sante", "social", "Soutien aux malades et à leurs proches", "Groupes de parole",
            "Conférences santé"),
        model(
            "Vélo utile @", "environnement", "vie-associative", "Développer le vélo au quotidien",
            "Atelier mobile de réparation", "Fête du vélo", "Fonctionnement"),
        model(
            "Eau et rivières @", "environnement", "vie-associative", "Protéger les cours d’eau", "Nettoyage du Trieux",
            "Classes d’eau"),
        model(
            "Arbres et bocage @", "environnement", "vie-associative", "Replanter le bocage", "Plantation de haies",
            "Pépinière de plants locaux"),
        model(
            "Radio @", "citoyennete", "vie-associative", "Radio associative locale",
            "Ateliers radio dans neuf communes", "Fonctionnement"),
        model(
            "Repair café @", "environnement", "vie-associative", "Réparer ensemble plutôt que jeter",
            "Outillage commun", "Fonctionnement"),
        model(
            "Union des commerçants @", "economie", "vie-associative", "Animer le commerce de centre-bourg",
            "Quinzaine commerciale"),
        model(
            "Club informatique @", "education", "vie-associative", "Faire apprivoiser le numérique",
            "Médiation numérique au village", "Fonctionnement"),
        model(
            "Club des retraités @", "loisirs", "social", "Loisirs et sorties pour les aînés", "Semaine bleue",
            "Fonctionnement"),
        model(
            "Sonerien Bro @", "culture", "culture", "Faire danser la Bretagne", "Stage de musique à danser",
            "Fonctionnement"),
    ]

    static let places = [
        "Sant-Erwan", "Sant-Loup", "Bourg", "Haut-Trieux", "Ar Mor", "Rive droite", "Rive gauche", "Goëlo", "Argoat",
        "Kernevez", "Ty Coat", "La Gare", "Le Port", "Castel Pic", "Pors-Even", "Roudourou",
    ]

    static let firstNames = [
        "Annaïg", "Yann", "Maëlle", "Gwenaël", "Soizic", "Ronan", "Nolwenn", "Erwan", "Katell", "Loïc", "Marie",
        "Jean-Pierre", "Bernadette", "Tanguy", "Armelle", "Hervé", "Solenn", "Michel", "Françoise", "Denis",
    ]
    static let familyNames = [
        "Le Bihan", "Omnès", "Kerbrat", "Le Goff", "Tanguy", "Bocher", "Le Roux", "Hervé", "Guillou", "Perrot",
        "Le Calvez", "Riou", "Jégou", "Le Moal", "Thomas", "Prigent", "Quéré", "Le Du", "Salaün", "Morvan",
    ]

    /// Postcodes of the territory's communes, by the commune's official name.
    static let postcodes: [String: String] = [
        "22140": ["Bégard", "Brélidy", "Kermoroc'h", "Landebaëron", "Saint-Laurent"],
        "22160": [
            "Bulat-Pestivien", "Calanhel", "Callac", "Carnoët", "Duault", "La Chapelle-Neuve", "Lohuec",
            "Maël-Pestivien", "Plourac'h", "Plusquellec", "Saint-Nicodème", "Saint-Servais",
        ],
        "22200": ["Grâces", "Guingamp", "Moustéru", "Pabu", "Plouisy", "Saint-Agathon", "Squiffiec", "Trégonneau"],
        "22260": ["Plouëc-du-Trieux", "Ploëzal", "Pontrieux", "Quemper-Guézennec", "Runan", "Saint-Clet"],
        "22290": ["Lanleff", "Pléhédel"],
        "22390": ["Bourbriac", "Gurunhuel", "Pont-Melvez", "Saint-Adrien"],
        "22470": ["Plouézec"],
        "22480": ["Kerien", "Kerpert", "Magoar"],
        "22500": ["Kerfot", "Paimpol"],
        "22540": ["Louargat", "Pédernec", "Tréglamus"],
        "22580": ["Lanloup"],
        "22620": ["Ploubazlanec"],
        "22720": ["Plésidy", "Senven-Léhart"],
        "22810": ["Belle-Isle-en-Terre", "Loc-Envel", "Plougonver"],
        "22860": ["Plourivo"],
        "22930": ["Yvias"],
        "22970": ["Coadout", "Ploumagoar"],
    ].reduce(into: [:]) { names, of in for name in of.value { names[name] = of.key } }

    /// « de Guingamp », « d’Yffiniac », « du Faouët »…
    static func of(_ commune: String) -> String {
        if commune.hasPrefix("Le ") { return "du \(commune.dropFirst(3))" }
        if commune.hasPrefix("Les ") { return "des \(commune.dropFirst(4))" }
        let first = commune.unicodeScalars.first.map { FrenchText.folded(String($0)) } ?? ""
        return "aeiouy".contains(first) && !first.isEmpty ? "d’\(commune)" : "de \(commune)"
    }
}
