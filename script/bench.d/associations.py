"""Writes N associations, with valid RNA and SIREN numbers, as the csv that both Kevre and psql import:
associations.py N > FILE"""

import sys

KINDS = ["Club de", "Amis du", "Comité de", "Foyer de", "École de", "Cercle de", "Union de", "Atelier de"]
THINGS = ["théâtre", "football", "danse", "musique", "randonnée", "voile", "pétanque", "lecture", "solidarité",
          "patrimoine", "jardinage", "judo", "handball", "cinéma", "photographie"]  # fmt: skip
PLACES = ["Guingamp", "Paimpol", "Pontrieux", "Bégard", "Plouha", "Callac", "Bourbriac", "Belle-Isle-en-Terre"]


def siren(number: int) -> str:
    """The nth number of nine digits whose Luhn sum is right."""
    body = f"{30000000 + number:08d}"
    total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(body))
    return body + str(-total % 10)


print("rna;siren;name;purpose;locality;postcode;email;created_on")
for n in range(int(sys.argv[1])):
    thing = THINGS[n % len(THINGS)]
    place = PLACES[n // 3 % len(PLACES)]
    name = f"{KINDS[n // 7 % len(KINDS)]} {thing} de {place} n° {n}"
    print(f"W22{n % 9 + 1}{n:06d};{siren(n)};{name};Pratique et promotion : {thing};{place};22{n % 90 * 10:03d};"
          f"contact{n}@association.example;{1950 + n % 70}-{n % 12 + 1:02d}-{n % 28 + 1:02d}")
