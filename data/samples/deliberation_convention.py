"""A deliberation of a conseil départemental with its convention and the president's report (layout A)."""

from __future__ import annotations

from samples.acts import article_rows, party, set_articles, visas
from samples.deliberation_convention_texts import (
    ABSENT,
    ARTICLES,
    COMMITMENTS,
    CONVENTION_VISAS,
    COUNTS,
    DECISIONS,
    EXCUSED,
    PREAMBLE,
    PRESENT,
    PROSE,
    PROXIES,
    TITLE,
    VISAS,
    VOTE,
)
from samples.drawing import Sheet, Style
from samples.grid import Grid, draw
from samples.truth import Truth

NAME = "cd-deliberation-convention"
STYLE = Style("Lato", 10.5, margins=(64, 52, 60, 58), number="{page}", number_at="R")
ACT_ID = "096-229600010-20240625-118402-DE-1-1"


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    sheet, truth = Sheet(STYLE, "Délibération du Conseil départemental de la Haute-Lande"), Truth(NAME)
    sheet.add_page()
    head(sheet, truth)
    dispositif(sheet, truth)
    convention(sheet, truth)
    report(sheet)
    commitments(truth)
    for table in ("fiches", "fiche_sections", "fiche_actions", "fiche_indicators"):
        truth.add(table)
    truth.add(
        "findings",
        {"act": 1, "check": "reference_date_conflict", "severity": "warning"},
        {"act": 1, "check": "bank_details_exposed", "severity": "error"},
    )
    return sheet, truth, [VOTE, COMMITMENTS]


def head(sheet: Sheet, truth: Truth) -> None:
    """Receipt lines, dates and the four attendance lists."""
    sheet.para("3.2", bold=True, size=12, align="R", after=2)
    for text in (
        f"Accusé de réception de la préfecture : {ACT_ID}",
        "Date de réception en préfecture le 2 juillet 2024",
        "Publié le 3 juillet 2024",
    ):
        sheet.para(text, size=9, align="L", after=1)
    sheet.space(12)
    sheet.para("DÉPARTEMENT DE LA HAUTE-LANDE", bold=True, size=14, align="C", after=8)
    sheet.para(
        "RÉUNION DU CONSEIL DÉPARTEMENTAL DU 24 JUIN 2024\nSÉANCE DU 25 JUIN 2024", bold=True, size=12, align="C"
    )
    sheet.para("DÉLIBÉRATION N° 2024-062", bold=True, align="C", after=10)
    sheet.para("Suite à la convocation adressée le 7 juin 2024,", align="C", after=2)
    sheet.para("LE CONSEIL DÉPARTEMENTAL", bold=True, align="C", after=2)
    sheet.para(
        "Réuni à Montclar-sur-Leyze, sous la présidence de Béatrice SAINT-AUBANEL, Présidente du Conseil "
        "départemental",
        align="C",
        after=10,
    )
    sheet.para("Nombre de membres en exercice : 34")
    sheet.para("Étaient présents : " + ", ".join(p.name for p in PRESENT) + ".")
    given = ", ".join(f"{giver.name} donne pouvoir à {holder.name}" for giver, holder in PROXIES)
    sheet.para(f"Absent(e)s représenté(e)s : {given}.")
    sheet.para("Absente excusée : " + ", ".join(p.name for p in EXCUSED) + ".")
    sheet.para("Absent(e)s : " + ", ".join(p.name for p in ABSENT) + ".")
    truth.add(
        "deliberations",
        {
            "act": 1,
            "authority": "Département de la Haute-Lande",
            "authority_siren": "229600010",
            "department_code": "96",
            "body": "conseil_departemental",
            "number": "2024-062",
            "report_reference": "DGAEC/2024/087",
            "agenda_item": "3.2",
            "title": TITLE,
            "meeting_on": "2024-06-24",
            "session_on": "2024-06-25",
            "convened_on": "2024-06-07",
            "place": "Montclar-sur-Leyze",
            "chair": "Béatrice SAINT-AUBANEL",
            "secretary": None,
            "members_in_office": 34,
            "act_id": ACT_ID,
            "received_on": "2024-07-02",
            "transmitted_on": None,
            "published_on": "2024-07-03",
            "outcome": "adopted",
            "unanimous": False,
            "signatory": "Hélène MARCILLAC-DUBREUIL",
            "signed_on": "2024-06-26",
        },
    )
    truth.listing(1, PRESENT, "present", honorific=False)
    truth.listing(1, [giver for giver, _ in PROXIES], "represented", honorific=False)
    truth.listing(1, EXCUSED, "excused", honorific=False)
    truth.listing(1, ABSENT, "absent", honorific=False)
    for giver, holder in PROXIES:
        counted = giver.family != "TARDIVEAU-LOMBRE"
        truth.add("proxies", {"act": 1, "giver": giver.name, "holder": holder.name, "counted": counted})


def dispositif(sheet: Sheet, truth: Truth) -> None:
    """Object, visas, decisions, prose about the sitting, vote and signature."""
    sheet.space(8)
    sheet.para(f"**OBJET** : {TITLE}.", after=10)
    visas(sheet, truth, 1, VISAS)
    sheet.para("Après en avoir délibéré,", before=4)
    sheet.para("**DÉCIDE à la majorité :**", before=4)
    for _, _, text in DECISIONS:
        sheet.item(text)
    truth.decisions(1, DECISIONS)
    sheet.rule(width=120, after=10)
    for text in PROSE:
        sheet.para(text)
    for text in COUNTS:
        sheet.para(text, after=2)
    sheet.keep(180)
    sheet.para("**Résultat du vote :**", before=6)
    draw(sheet, VOTE)
    sheet.keep(110)
    for text in ("Signé électroniquement", "Montclar-sur-Leyze, le 26 juin 2024"):
        sheet.para(text, align="L", after=6)
    for text in (
        "Pour la Présidente du Conseil départemental",
        "et par délégation,",
        "La Directrice générale des services,",
        "",
        "Hélène MARCILLAC-DUBREUIL",
    ):
        sheet.para(text or " ", align="C", indent=220, after=0)
    changes = (
        ("FONTGRAVE", "recused", None),
        ("CHAMPVIEUX", "recused", None),
        ("KERVADEUC", "joined", None),
        ("LESPARRADE", "left", "NOUVIALE"),
        ("PÉRIGNOLLE", "left_temporarily", None),
    )
    for n, (person, change, holder) in enumerate(changes, 1):
        row = {"act": 1, "position": n, "person": person, "change": change, "proxy_holder": holder}
        truth.add("attendance_changes", row)
    truth.add(
        "votes",
        {
            "act": 1,
            "quorum_checked_at": "10:12",
            "voted_at": "10:34",
            "present": 20,
            "proxies": 6,
            "absent_without_proxy": 6,
            "not_voting": 2,
            "voting": 26,
            "abstentions": 4,
            "expressed": 22,
            "majority": 12,
            "votes_for": 20,
            "votes_against": 2,
        },
    )
    for choice, kind, name in (
        ("abstain", "group", "Groupe Territoires Libres"),
        ("for", "group", "Groupe Haute-Lande Rassemblée"),
        ("for", "group", "Groupe Gauche et Écologie Landaises"),
        ("for", "member", "D'ARGENCELLES"),
        ("for", "member", "HAUTECLAIRE"),
        ("against", "member", "VILLECOMTAL"),
        ("against", "member", "DI MARZANO"),
    ):
        truth.add("vote_positions", {"act": 1, "choice": choice, "kind": kind, "name": name})
    truth.add(
        "grants",
        {
            "act": 1,
            "beneficiary": "Fédération landaise des Bibliothèques Rurales",
            "beneficiary_acronym": "FLBR",
            "amount_eur": "186000.00",
            "annual_amount_eur": "62000.00",
            "year_first": 2024,
            "year_last": 2026,
        },
    )


def convention(sheet: Sheet, truth: Truth) -> None:
    """The convention, from its heading to the signatures."""
    title = (
        "CONVENTION PLURIANNUELLE D’OBJECTIFS ET DE MOYENS 2024-2026\nENTRE LE DÉPARTEMENT DE LA "
        "HAUTE-LANDE\nET LA FÉDÉRATION LANDAISE DES BIBLIOTHÈQUES RURALES"
    )
    sheet.add_page()
    sheet.para(title, bold=True, size=13, align="C", after=14)
    sheet.para("ENTRE", bold=True, align="C")
    sheet.para(
        "**Le Département de la Haute-Lande**, dont le siège est à l’Hôtel du Département, 2 place de la "
        "Résine, 96000 Montclar-sur-Leyze, représenté par Madame Béatrice SAINT-AUBANEL, Présidente du "
        "Conseil départemental, dûment habilitée par la délibération du 25 juin 2024,"
    )
    sheet.para("ci-après dénommé « le Département »,")
    sheet.para("d’une part,", align="R")
    sheet.para("ET", bold=True, align="C")
    sheet.para(
        "**La Fédération landaise des Bibliothèques Rurales**, association régie par la loi du 1er juillet "
        "1901, dont le siège est 18 rue des Gemmeurs, 96220 Saint-Loubès-de-Lande, représentée par Monsieur "
        "Ambroise LA ROCHE-VERNAY, Président, autorisé à signer la présente convention,"
    )
    sheet.para("ci-après dénommée « la FLBR »,")
    sheet.para("d’autre part,", align="R")
    visas(sheet, truth, 1, CONVENTION_VISAS, convention=1, bold=True)
    sheet.heading("PRÉAMBULE")
    for text in PREAMBLE:
        sheet.para(text)
    sheet.para("Il a été convenu ce qui suit :", bold=True, before=6)
    set_articles(
        sheet,
        ARTICLES,
        lambda a: f"{a.number} – {a.title}" if a.parent else f"ARTICLE {a.number} – {a.title.upper()}",
    )
    sheet.keep(110)
    sheet.para("Fait à Montclar-sur-Leyze, en deux exemplaires, le", before=14, after=14)
    sheet.side_by_side(
        ["Pour la FLBR,", "Le Président,", "", "", "Ambroise LA ROCHE-VERNAY"],
        ["Pour le Département,", "La Présidente du Conseil départemental,", "", "", "Béatrice SAINT-AUBANEL"],
    )
    truth.add(
        "conventions",
        {
            "act": 1,
            "title": title.replace("\n", " "),
            "year_first": 2024,
            "year_last": 2026,
            "duration_months": 36,
            "effective_on": "2024-01-01",
            "amount_eur": "186000.00",
        },
    )
    chair = "Présidente du Conseil départemental"
    truth.add(
        "convention_parties",
        party(1, 1, "Département de la Haute-Lande", "le Département", "Béatrice SAINT-AUBANEL", chair),
        party(
            1, 2, "Fédération landaise des Bibliothèques Rurales", "la FLBR", "Ambroise LA ROCHE-VERNAY", "Président"
        ),
    )
    rows = article_rows(1, ARTICLES)
    for row in rows:
        row["title"] = row["title"].upper() if row["level"] == 1 else row["title"]
    truth.add("convention_articles", *rows)


def report(sheet: Sheet) -> None:
    """The president's report, which proposes and decides nothing."""
    sheet.add_page()
    sheet.para("CONSEIL DÉPARTEMENTAL", bold=True, size=13, align="C", after=2)
    sheet.para("Réunion du 24 juin 2024", bold=True, align="C", after=2)
    sheet.para("Rapport DGAEC/2024/087", align="C", after=12)
    sheet.para(f"**OBJET** : {TITLE}.", after=10)
    for text in (
        "Le schéma départemental de la lecture publique a été adopté à la fin de l’année 2023. Il prévoit "
        "que le Département s’appuie sur les réseaux bénévoles pour atteindre les communes les plus "
        "éloignées des médiathèques.",
        "La précédente convention, échue le 31 décembre 2023, a permis de former 574 bénévoles en trois "
        "ans et de créer 9 points lecture. Son évaluation relève la qualité de l’accompagnement et la "
        "fragilité du modèle économique de la Fédération, dont les ressources propres n’atteignent pas 20 "
        "% du budget.",
        "Il est proposé de conclure une nouvelle convention pour les années 2024 à 2026 et de porter la "
        "subvention annuelle de 58 000 € à 62 000 €, soit 186 000 € sur la période.",
        "Une étude sur l’itinérance, d’un coût de 12 400 €, sera menée par la médiathèque départementale "
        "sur ses crédits propres.",
    ):
        sheet.para(text)
    sheet.para("En conséquence, je propose au Conseil départemental :", before=4)
    sheet.item("d’approuver la convention jointe au présent rapport ;")
    sheet.item("d’attribuer à la FLBR une subvention de 186 000 € pour la période 2024-2026 ;")
    sheet.item("de m’autoriser à signer cette convention.", after=10)
    sheet.keep(150)
    draw(sheet, COMMITMENTS)
    sheet.para("Béatrice SAINT-AUBANEL\nPrésidente du Conseil départemental", align="R", before=16)


def commitments(truth: Truth) -> None:
    """The two lines of the report's table."""
    for operation, envelope, amounts in (
        ("14007OP003", "14007E12", {"authorised": "420000.00", "committed": "96500.00", "proposed": "186000.00"}),
        ("14007OP005", "14007E14", {"authorised": "75000.00", "proposed": "12400.00"}),
    ):
        truth.add(
            "budget_lines",
            {
                "act": 1,
                "scope": "commitment",
                "label": None,
                "operation_code": operation,
                "imputation": None,
                "envelope": envelope,
                "year": None,
                "is_total": False,
                "amounts": amounts,
            },
        )
