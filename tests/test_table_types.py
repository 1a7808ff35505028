"""What a table is about and what its columns hold, by wording and shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_builder import table

from extractors.headings import plain, says, senses
from extractors.table_types import classify


@pytest.mark.parametrize(
    ("heading", "meaning", "measure"),
    [
        ("AE €", "amount", "authorised"),
        ("AUTORISÉS", "amount", "authorised"),
        ("DÉJÀ CONTRACTÉS", "amount", "committed"),
        ("Montant déjà engagé", "amount", "committed"),
        ("Disponible €", "amount", "available"),
        ("Proposition €", "amount", "proposed"),
        ("PROPOSÉS DANS LE RAPPORT", "amount", "proposed"),
        ("Subventions votées", "amount", "proposed"),
        ("Montant attribué (en €)", "amount", "proposed"),
        ("BP 2025", "amount", "proposed"),
        ("Vote de l'assemblée", "amount", "proposed"),
        ("Solde €", "amount", "balance"),
        ("Dépense €", "amount", "spent"),
        ("Mandaté 2023", "amount", "spent"),
        ("PART ÉTAT", "amount", "state_share"),
        ("participation Etat", "amount", "state_share"),
        ("Participation de l’État", "amount", "state_share"),
        ("PART CD 44", "amount", "department_share"),
        ("Conseil départemental", "amount", "department_share"),
        ("TOTAL (Vote + RAR N-1)", "amount", "total"),
        ("Coût total", "amount", "total"),
        ("CAF", "amount", "other"),
        ("Région", "amount", "other"),
        ("FSE+", "amount", "other"),
        ("RAR N-1", "amount", "other"),
        ("Pour mémoire, budget précédent (1)", "amount", "other"),
        ("Montant demandé", "amount", "other"),
        ("Montants", "amount", "generic"),
        ("Imputation Budgétaire", "imputation", None),
        ("Nature/fonction", "imputation", None),
        ("Code Opération", "operation", None),
        ("Libellé Opération", "label", None),
        ("Enveloppe", "envelope", None),
        ("Nom de l’association", "beneficiary", None),
        ("ACCOR DE", "amount", "proposed"),  # a word that a narrow column cut
        ("COD E", "code", None),
    ],
)
def test_column_headings(heading: str, meaning: str, measure: str | None) -> None:
    best = senses(heading)[0]
    assert (best.meaning, best.measure) == (meaning, measure)


@pytest.mark.parametrize("heading", ["Vigilance", "Aquifère capté", "Nom de la masse d'eau", ""])
def test_other_headings_say_nothing_of_money(heading: str) -> None:
    assert not [s for s in senses(heading) if s.meaning in ("amount", "beneficiary")]


def test_plural_and_feminine_marks_do_not_count() -> None:
    assert plain("Subventions votées") == plain("subvention votée") == plain("Subvention(s) voté(e)(s)")


@given(st.text(max_size=60))
def test_plain_is_stable(text: str) -> None:
    once = plain(text)
    assert once.startswith(" ") and once.endswith(" ")
    assert "  " not in once
    assert says(text, "context.tariff") == says(once, "context.tariff")


KINDS = [
    (
        "imputation",
        [
            ["Code Opération", "Imputation Budgétaire", "Libellé Opération", "AE €", "Disponible €"],
            ["X01-111A01", "6574/9312", "Aides aux clubs", "80 000,00", "12 500,00"],
        ],
        "",
    ),
    (
        "commitment",
        [
            ["Opération", "Enveloppe", "Autorisés", "Déjà contractés", "Proposés"],
            ["33007OP004", "33007E02", "1 000 000", "200 000", "55 000"],
        ],
        "",
    ),
    ("budget", [["", "Part État", "Part Département", "Total"], ["Volet 1", "10 000 €", "12 000 €", "22 000 €"]], ""),
    ("budget", [["Associations", "Subvention 2023", "Subvention 2024"], ["Amicale laïque", "300 €", "350 €"]], ""),
    (
        "budget",
        [
            ["Chapitre", "Libellé", "BP 2024", "BP 2025"],
            ["011", "Charges à caractère général", "1 200,00", "1 300,00"],
        ],
        "",
    ),
    (
        "actions",
        [["Actions", "État d'avancement", "Calendrier", "Partenaires"], ["Ouvrir un lieu", "Fait", "2024", "CAF"]],
        "",
    ),
    ("calendar", [["Étapes", "Échéances"], ["Recruter", "Juin 2024"], ["Ouvrir", "2025"]], ""),
    ("calendar", [["Thème", "Dates envisagées"], ["Réunion plénière", "Mars"], ["Forum", ""]], ""),
    ("indicators", [["Indicateurs", "Livrables"], ["Nombre de séances", "Comptes rendus"]], ""),
    ("indicators", [["", "Bilan 2022", "Objectif 2023"], ["Nombre de lecteurs", "410", "500"]], "INDICATEURS"),
    (
        "indicators",
        [["Libellé de l'indicateur", "Valeur initiale", "Cible 2025"], ["Taux de suivi", "12 %", "30 %"]],
        "",
    ),
    (
        "summary",
        [["Description de l'action", "Date de mise en place", "Durée"], ["Ouvrir un lieu", "1er mars 2024", "Un an"]],
        "",
    ),
    ("attendance", [["Nom", "Présent", "Absent", "Pouvoir à"], ["M. Octave VERDIER", "X", "", ""]], ""),
    ("vote", [["Pour", "Contre", "Abstention"], ["21", "3", "1"]], ""),
    ("other", [["Grade", "Filière", "Postes"], ["Rédacteur", "Administrative", "2"]], ""),
    ("other", [["Section", "N°", "Superficie"], ["AB", "112", "340 m²"]], ""),
]


@pytest.mark.parametrize(("kind", "rows", "above"), KINDS)
def test_kinds(kind: str, rows: list[list[str]], above: str) -> None:
    assert classify(table(rows), above).kind == kind


TARIFFS = [
    ([["", "Tarif proposé"], ["Adultes", "3,00 €"], ["Enfants", "1,50 €"]], ""),
    (
        [["Salle", "Été", "Hiver"], ["Grande salle", "250 €", "300 €"], ["Caution", "500 €", "500 €"]],
        "Location des salles",
    ),
    (
        [["Concession trentenaire", "200 €"], ["Concession cinquantenaire", "400 €"], ["Caveau provisoire", "20 €"]],
        "",
    ),
    (
        [
            ["Taxe", "Bases prévisionnelles 2025", "Taux proposés", "Produit attendu"],
            ["Foncier bâti", "2 459 000", "40,92", "1 006 223"],
        ],
        "Budget primitif",
    ),
    ([["Lot", "Titulaire", "Montant HT"], ["1 Gros œuvre", "Maçons du Val", "57 488,18 €"]], ""),
    (
        [
            ["", "Montant HT", "Montant TTC"],
            ["Marché initial", "15 506,00 €", "18 545,18 €"],
            ["Avenant n° 1", "1 575,00 €", "1 883,70 €"],
        ],
        "",
    ),
    (
        [
            ["Prêteur", "Capital restant dû", "Taux fixe", "Annuité"],
            ["Caisse du Val", "618 440 €", "2,15 %", "98 112 €"],
        ],
        "",
    ),
    (
        [
            ["Désignation du bien", "Terrain AB 12"],
            ["Vendeur", "Consorts Lhermine"],
            ["Montant", "3 480,00 €"],
            ["Acquéreur", "Commune"],
        ],
        "",
    ),
    ([["Filière", "Grade", "Montant maximum annuel"], ["Technique", "Adjoint", "1 260,00 €"]], "Régime indemnitaire"),
]


@pytest.mark.parametrize(("rows", "above"), TARIFFS)
@pytest.mark.parametrize("header", [0, 1])
def test_prices_taxes_contracts_and_land_are_no_budget(rows: list[list[str]], above: str, header: int) -> None:
    typed = classify(table(rows, header), above, above)
    assert typed.kind not in ("budget", "imputation", "commitment")


def test_a_header_row_that_the_reader_missed() -> None:
    typed = classify(table([["CODE", "Structure", "Montant"], ["12", "Club nautique", "4 000 €"]], header=0))
    assert (typed.kind, typed.header_rows) == ("budget", 1)


def test_body_rows_that_the_reader_took_for_headings() -> None:
    rows = [["Bénéficiaire", "Montant"], ["Club nautique", "4 000 €"], ["Chorale du Val", "300 €"]]
    assert classify(table(rows, header=2)).header_rows == 1


def test_headings_under_one_that_spans() -> None:
    rows = [
        ["Association", "Voté en 2024", ("Proposé en 2025", 2)],
        ["", "", "Fixe", "Exceptionnel"],
        ["Chorale", "10 €", "20 €", ""],
    ]
    typed = classify(table(rows, header=1))
    assert typed.header_rows == 2
    assert typed.columns[3].path == ("Proposé en 2025", "Exceptionnel")


def test_codes_are_no_amounts() -> None:
    rows = [
        [("Recettes de fonctionnement", 2), "BP 2025"],
        ["70", "Produits des services", "132 500 €"],
        ["731", "Fiscalité", "852 000 €"],
    ]
    typed = classify(table(rows))
    assert [c.meaning for c in typed.columns] == ["code", None, "amount"]


def test_unknown_headings_are_told() -> None:
    rows = [
        ["Bénéficiaire", "Grille zéphyr", "Subvention"],
        ["Chorale", "bleue", "300 €"],
        ["Judo", "verte", "200 €"],
    ]
    assert classify(table(rows)).unknown == ["Grille zéphyr"]
