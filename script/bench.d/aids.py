"""Writes N aids in the shape of the interface of Aides-territoires, spread as the real catalogue is: aids.py N > FILE
One in five is national, one in four regional, most are of a département; half are open to associations; texts run to
one or two thousand characters of HTML; dates are past, to come, or none; three thousand funders share them."""

import json
import random
import sys
from datetime import date, timedelta

DEPARTMENTS = """Ain Aisne Allier Ardèche Ardennes Ariège Aube Aude Aveyron Calvados Cantal Charente Cher Corrèze Creuse
Dordogne Doubs Drôme Eure Finistère Gard Gers Gironde Hérault Indre Isère Jura Landes Loire Lot Lozère Manche Marne
Mayenne Meuse Morbihan Nièvre Nord Oise Orne Rhône Sarthe Savoie Somme Tarn Var Vaucluse Vendée Vienne Vosges
Yonne""".split() + ["Côtes-d’Armor", "Ille-et-Vilaine", "Loire-Atlantique", "Maine-et-Loire", "Bas-Rhin"]
REGIONS = ["Bretagne", "Normandie", "Occitanie", "Grand Est", "Hauts-de-France", "Pays de la Loire", "Île-de-France",
           "Nouvelle-Aquitaine", "Centre-Val de Loire", "Auvergne-Rhône-Alpes", "Corse"]  # fmt: skip
LOCAL = ["Guingamp", "Paimpol", "Bégard", "Guingamp-Paimpol Agglomération", "Leff Armor Communauté", "Lannion", "Saint-Brieuc"]
CATEGORIES = ["Culture et identité collective", "Sport", "Spectacle vivant", "Bibliothèques et livres", "Biodiversité",
              "Patrimoine et monuments historiques", "Jeunesse", "Famille et enfance", "Handicap", "Personnes âgées",
              "Santé", "Lutte contre la précarité", "Inclusion numérique", "Cohésion sociale et inclusion", "Emploi",
              "Économie sociale et solidaire", "Économie circulaire", "Circuits courts", "Mobilité partagée",
              "Transition énergétique", "Tourisme", "Citoyenneté", "Animation et mise en réseau", "Tiers-lieux",
              "Eau potable", "Voirie et réseaux", "Montagne", "Foncier"]  # fmt: skip
WORDS = """réparation vélo mobilité réemploi atelier camion musique chant théâtre festival langue école enfants jeunes parents
parentalité café solidarité épicerie alimentation produits locaux insertion emploi formation bénévoles gestion patrimoine
chapelle restauration toiture moulin zone humide rivière biodiversité haie forêt énergie bâtiment rénovation sport club
équipement handicap santé prévention numérique médiation tablettes seniors logement accueil réfugiés coopération Sénégal
pêche port mer littoral tourisme randonnée sentier exposition musée archives cinéma livre lecture bibliothèque danse cirque
jardin compost déchets recyclage covoiturage transport rural quartier égalité laïcité mémoire radio journal innovation
recherche entreprise artisan commerce agriculture élevage maraîchage eau assainissement voirie éclairage cantine""".split()
FILLER = ["Le dispositif vise à soutenir", "Les projets portent sur", "Sont éligibles les dépenses de", "L’aide concerne",
          "Une attention particulière est portée à", "Le porteur présente", "Le comité examine", "La priorité va à"]  # fmt: skip
AUDIENCES = ["Communes", "Intercommunalités / Pays", "Départements", "Entreprises privées", "Établissements publics dont services de l'État",
             "Particuliers", "Agriculteurs", "Recherche"]  # fmt: skip

# Of the order of the public authorities that have aids of their own.
FUNDERS = 3_000


def text(chance: random.Random, topic: list[str], length: int) -> str:
    parts, size = [], 0
    while size < length:
        sentence = f"<p>{chance.choice(FILLER)} {' '.join(chance.choices(topic, k=12))}&nbsp;; {' '.join(chance.choices(topic, k=8))}.</p>\n"
        parts.append(sentence)
        size += len(sentence)
    return "".join(parts)


def aid(number: int) -> dict:
    chance = random.Random(number)
    topic = chance.sample(WORDS, k=10)
    # A funder pays where it is: it has one territory, whatever it offers.
    funder = chance.randint(1, FUNDERS)
    home = random.Random(f"financeur {funder}")
    place = home.random()
    perimeter = (
        "France" if place < 0.2 else home.choice(REGIONS) if place < 0.45 else home.choice(DEPARTMENTS) if place < 0.9
        else home.choice(LOCAL) if place < 0.95 else f"Pays de {home.choice(WORDS).title()}"
    )  # fmt: skip
    audiences = chance.sample(AUDIENCES, k=chance.randint(1, 3)) + (["Associations"] if chance.random() < 0.55 else [])
    recurrence = chance.choice(["Permanente", "Récurrente", "Ponctuelle", "Ponctuelle", None])
    closes = date.today() + timedelta(days=chance.randint(-200, 250)) if recurrence != "Permanente" and chance.random() < 0.8 else None
    rate = chance.choice([None, None, 30, 50, 70, 80])
    return {
        "id": number, "slug": f"{number:04x}-aide", "url": f"/aides/{number:04x}-aide/",
        "name": f"{chance.choice(['Soutien', 'Aide', 'Appel à projets', 'Fonds'])} {' '.join(topic[:4])} {number}",
        "short_title": None, "financers": [f"Financeur {funder} de {perimeter}"], "instructors": [],
        "programs": [], "description": text(chance, topic, chance.randint(500, 1500)), "eligibility": text(chance, topic, 250),
        "perimeter": perimeter, "mobilization_steps": ["Mise en œuvre / réalisation"], "origin_url": f"https://exemple.fr/aides/{number}",
        "categories": chance.sample(CATEGORIES, k=chance.randint(1, 4)), "is_call_for_project": chance.random() < 0.3,
        "application_url": None, "targeted_audiences": audiences, "aid_types": ["Subvention"],
        "destinations": chance.choice([["Dépenses de fonctionnement"], ["Dépenses d’investissement"],
                                       ["Dépenses de fonctionnement", "Dépenses d’investissement"], []]),
        "start_date": None, "predeposit_date": None, "submission_deadline": closes and closes.isoformat(),
        "subvention_rate_lower_bound": None, "subvention_rate_upper_bound": rate, "contact": "<p>Service des aides</p>",
        "recurrence": recurrence, "date_created": "2025-01-01", "date_updated": "2026-01-15",
    }  # fmt: skip


count = int(sys.argv[1])
print('{"count": %d, "next": null, "previous": null, "results": [' % count)
for n in range(1, count + 1):
    print(json.dumps(aid(n), ensure_ascii=False) + ("," if n < count else ""))
print("]}")
