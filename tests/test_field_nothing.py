"""Texts that look like deliberations, lists of who was there or grants, and are not: they give no such row."""

from __future__ import annotations

import pytest
from field import rows_of

NOT_ACTS = {
    "a board of an association": """ASSOCIATION LES AMIS DU LAVOIR
Compte rendu de l'assemblée générale du 4 mai 2023
Présents : Mme Jeanne ROY, M. Paul PETIT, M. Luc HAMEL
Excusée : Mme Lise FABRE (pouvoir à M. Luc HAMEL)
Le rapport moral est adopté à l'unanimité. Une cotisation de 15 € est votée.""",
    "a co-ownership": """PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE DES COPROPRIÉTAIRES
Étaient présents ou représentés : M. ROY, Mme PETIT.
Résolution n° 3 : travaux de toiture. Pour : 5 400 tantièmes. Contre : 1 200 tantièmes. La résolution est adoptée.""",
    "an invitation": """COMMUNE DE BEAULIEU
Convocation du conseil municipal
Vous êtes invités à la réunion du conseil municipal du 5 avril 2024 à 20 heures.
Ordre du jour :
1. Tarifs de la piscine
2. Subvention à l'amicale
Le Maire""",
    "a decision of the mayor": """DÉCISION DU MAIRE N° 2024-17
Le Maire de la commune de Beaulieu,
Vu l'article L. 2122-22 du code général des collectivités territoriales,
Vu la délibération du conseil municipal du 10 juillet 2020 portant délégation,
DÉCIDE
Article 1 : de louer la salle des fêtes à l'association Danse et Joie pour 150 €.""",
    "an order of a prefect": """ARRÊTÉ PRÉFECTORAL portant attribution d'une subvention
Le préfet de la Creuse,
Vu la loi n° 2000-321 du 12 avril 2000 ;
ARRÊTE
Article 1er : une subvention de 12 000 € est attribuée à l'association Terres Vives.
Article 2 : le secrétaire général est chargé de l'exécution du présent arrêté.""",
    "a school council": """CONSEIL D'ÉCOLE DU 12 OCTOBRE 2023
Étaient présents : Mme la directrice, M. Paul PETIT, adjoint au maire, les représentants des parents.
Le règlement intérieur est adopté à l'unanimité.""",
    "a works committee": """COMITÉ SOCIAL TERRITORIAL
Réunion du 6 mars 2024
Présents : Mme ROY, M. PETIT
Le comité émet un avis favorable à l'unanimité sur l'organisation des services.""",
    "a newspaper": """Le conseil municipal a voté le budget
Réunis jeudi soir, les élus de Beaulieu ont adopté le budget à l'unanimité. Étaient présents de nombreux habitants.
Une subvention de 3 000 € ira au comité des fêtes, a annoncé M. PETIT.""",
    "a certificate": """CERTIFICAT D'AFFICHAGE
Je soussigné, maire de Beaulieu, certifie avoir affiché la liste des délibérations du conseil municipal du 3 mai 2024.""",
    "a report to the assembly": """CONSEIL DÉPARTEMENTAL DE LA CREUSE
RAPPORT DU PRÉSIDENT
Objet : Soutien aux clubs sportifs
Il est proposé à l'assemblée d'attribuer une subvention de 5 000 € au Club Nautique de Vassivière.
Je vous prie de bien vouloir en délibérer.""",
    "a call for tenders": """AVIS D'APPEL PUBLIC À LA CONCURRENCE
Pouvoir adjudicateur : Commune de Beaulieu. Objet du marché : réfection de la rue Haute.
Date limite de réception des offres : 4 juin 2024 à 12 heures. Présents lors de l'ouverture des plis : M. PETIT.""",
    "a trade union meeting": """RÉUNION DU 9 JANVIER
Présents : Karim, Zoé, Paul
Ordre du jour : point sur les congés. Décidé : on se revoit le 16.""",
    "a guest list": """Soirée de la médiathèque
Membres présents : Anne ROY, Paul PETIT, Luc HAMEL. Absents : Éva BRUN. Merci à tous.""",
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_ACTS.values(), ids=NOT_ACTS)
def test_no_deliberation(text: str) -> None:
    tables = rows_of(text)
    for table in ("deliberations", "attendees", "proxies", "votes", "decisions", "grants"):
        assert tables[table] == [], table


HEAD = """COMMUNE DE BEAULIEU
Conseil municipal du 12 mars 2024
Présents : Mme Jeanne ROY, M. Paul PETIT
Objet : {title}
Le conseil municipal, après en avoir délibéré, à l'unanimité,
{decision}"""


@pytest.mark.parametrize(
    ("title", "decision"),
    [
        ("Demande de subvention", "SOLLICITE une subvention de 40 000 € auprès du Département de la Creuse."),
        ("Achat de mobilier", "DÉCIDE d'acheter à la société Bureaux Neufs dix tables pour 3 200 € HT."),
        ("Emprunt", "DÉCIDE de contracter un emprunt de 150 000 € auprès de la Banque des Vallées."),
        ("Loyers", "FIXE à 420 € le loyer mensuel dû par l'association Les Blés d'Or."),
        ("Adhésion", "ADHÈRE à l'association des maires ruraux pour une cotisation de 120 €."),
        ("Garantie d'emprunt", "ACCORDE sa garantie à l'office Habitat Creuse pour un prêt de 900 000 €."),
        ("Remboursement", "DÉCIDE de rembourser à M. Paul PETIT la somme de 62 € de frais de déplacement."),
        ("Admission en non-valeur", "ADMET en non-valeur la somme de 310,40 € due par la société Ventex."),
    ],
)
def test_money_that_is_no_grant(title: str, decision: str) -> None:
    assert rows_of(HEAD.format(title=title, decision=decision))["grants"] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "M. Paul PETIT rappelle que Mme BRUN a quitté la commune l'an dernier.",
        "Mme ROY indique que les pompiers sont arrivés à 18 h sur les lieux de l'incendie.",
        "M. PETIT part en retraite le 1er juin.",
        "Le départ du bus est fixé à 8 h devant la mairie.",
    ],
)
def test_movements_that_are_none(sentence: str) -> None:
    text = HEAD.format(title="Transports", decision=f"APPROUVE la convention.\n{sentence}")
    assert rows_of(text)["attendance_changes"] == []
