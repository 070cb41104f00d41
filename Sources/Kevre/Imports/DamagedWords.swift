/// Words whose accented letters were lost as U+FFFD, restored when only one word of the trade fits.
enum DamagedWords {
    static func restore(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var word: [Unicode.Scalar] = []
        func flush() {
            result.append(contentsOf: word.contains("\u{FFFD}") ? restored(word) : word)
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            if scalar == "\u{FFFD}" || scalar.properties.isAlphabetic {
                word.append(scalar)
            } else {
                flush()
                result.append(scalar)
            }
        }
        flush()
        return String(result)
    }

    private static func restored(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard word.count > 2, let candidates = byLength[word.count] else { return word }
        let lowered = word.map { $0.value < 0x80 ? Unicode.Scalar(UInt8($0.value) | 0x20) : $0 }
        let fitting = candidates.filter { candidate in
            zip(candidate, lowered).allSatisfy { $0 == $1 || ($1 == "\u{FFFD}" && $0.value > 0x7F) }
        }
        guard fitting.count == 1 else { return word }
        let isUpper =
            word.filter { $0.properties.isUppercase }.count > 1
            || (word.count > 1 && word.allSatisfy { !$0.properties.isLowercase })
        // A lost first letter is taken as small: « école » is likelier than « École ».
        return zip(fitting[0], word).map { pair in
            guard pair.1 == "\u{FFFD}" else { return pair.1 }
            return isUpper ? upper(pair.0) : pair.0
        }
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.properties.uppercaseMapping.unicodeScalars.first ?? scalar
    }

    private static let byLength: [Int: [[Unicode.Scalar]]] = Dictionary(
        grouping: words.split(whereSeparator: \.isWhitespace).map { Array($0.unicodeScalars) }, by: \.count)

    private static let words = """
        numéraire département départements départemental départementale départementaux départementales
        région régions régional régionale régionaux régionales général générale généraux générales
        communauté communautés métropole métropolitain métropolitaine fédération fédérations comité comités
        société sociétés mutualité solidarité solidarités sécurité santé qualité propriété université
        universités activité activités proximité mobilité accessibilité intercommunalité collectivité
        collectivités publicité égalité fraternité liberté unité identité électricité capacité précarité
        parentalité laïcité réciprocité école écoles élèves élève étude études étudiant étudiants
        équipement équipements équipe équipes énergie énergies énergétique énergétiques église églises
        éducation éducatif éducative éducatives éditions édition élus élu électrique électriques économie
        économique économiques écologie écologique épuration étanchéité événement événements
        événementiel étage étang étangs éolien création créations créateur réhabilitation
        réhabilitations rénovation rénovations réfection réseau réseaux résidence résidences réalisation
        réalisations réaménagement réaménagements aménagement aménagements réparation réparations réserve
        réserves réservoir réunion réussite référent référence rééducation développement méthanisation
        médiathèque médiathèques bibliothèque bibliothèques ludothèque discothèque bénéficiaire
        bénéficiaires bénévole bénévoles bénévolat cinéma cinémas musée musées théâtre théâtres matériel
        matériels matériaux maraîchage numérique numériques mécanique mécanismes prévention préventions
        présentation préparation première premières dernière dernières troisième deuxième gérontologie
        gériatrique généalogie génération handicapé handicapés âgées âgés salarié salariés employé employés
        associé associés associée privé privée privés privées marché marchés intérêt intérêts décision
        décisions délibération délégation déchets déchèterie découverte découvertes démolition démarche
        dépense dépenses déplacement déplacements détention défense défibrillateur déménagement démocratie
        amélioration améliorations amélioré compétence compétences compétition compétitions opération
        opérations coopération opérationnel fenêtres forêt forêts hôpital hôpitaux hôtel hôtels bâtiment
        bâtiments bâti château châteaux côte côtes entrée entrées randonnée randonnées journée journées
        année années idée collège collèges lycée lycées crèche crèches siège sièges filière filières
        financière financières financés financé frère frères père mère lumière lumières rivière rivières
        matière matières manière carrière barrière barrières chaudière particulière régulière
        bibliothécaire secrétaire vétérinaire littéraire itinéraire intermédiaire système systèmes problème
        thème thèmes modèle modèles cinquième quatrième poème coût coûts août goût fête fêtes tête prêt
        prêts enquête conquête arrêt pôle pôles contrôle rôle mémoire mémorial schéma schémas sélection
        séjour séjours sénior séniors série séries séance séances véhicule véhicules vélo vélos véloroute
        téléphone télévision téléthon tempête pédagogique pédagogiques périscolaire périmètre péniche
        pépinière pêche pêcheurs pêcheur mélodie ménage médiation médical médicale médicaux médico
        ministère éclairage échange échanges étape athlétisme esthétique poésie comédie tragédie cérémonie
        hygiène élevage éleveurs français française françaises façade façades maçonnerie garçon garçons
        leçon tronçon tronçons reçu finistère finistérien finistérienne finistériens hérault vendée isère
        ardèche lozère corrèze ariège pyrénées rhône saône nièvre orléans nîmes bénodet quimperlé
        châteaulin trégunc tréguier trégor châteauneuf bégard plouëc île îles
        """
}
