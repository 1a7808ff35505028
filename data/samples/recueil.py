"""Three deliberations of a communauté de communes in one file, stamped on every page."""

from __future__ import annotations

from samples.acts import Visas, visas
from samples.drawing import Sheet, Style
from samples.grid import Grid, draw
from samples.people import INTERCOMMUNALITE as I
from samples.recueil_attendance import in_a_table, in_columns, in_prose
from samples.truth import Truth

NAME = "recueil-deliberations-cc"
STYLE = Style("Helvetica", 10, leading=1.25, justified=False, margins=(60, 96, 60, 66))
CHAIR, SECRETARY = I["DARRIGADELLE"], I["JAUBERTIÈRE"]

TITLES = (
    "Subvention à la Mission locale du Val de Leyze pour l'année 2025",
    "Redevance d'enlèvement des ordures ménagères : tarifs 2025",
    "Adhésion au syndicat mixte du bassin de la Brédance et désignation des délégués",
)
VISAS: tuple[Visas, ...] = (
    [
        (
            "Vu le Code général des collectivités territoriales, et notamment ses articles L. 5211-1 et L. 5214-16 ;",
            "code",
            {"code": "Code général des collectivités territoriales", "articles": ["L5211-1", "L5214-16"]},
        ),
        (
            "Vu la loi n° 2000-321 du 12 avril 2000 relative aux droits des citoyens dans leurs relations "
            "avec les administrations ;",
            "law",
            {"number": "2000-321", "dates": ["2000-04-12"]},
        ),
        ("Vu la demande de la Mission locale en date du 2 septembre 2024 ;", "other", {"dates": ["2024-09-02"]}),
    ],
    [
        (
            "Vu le Code général des collectivités territoriales, et notamment son article L. 2333-76 ;",
            "code",
            {"code": "Code général des collectivités territoriales", "articles": ["L2333-76"]},
        ),
        (
            "Vu la délibération n° 2023-088 du 14 novembre 2023 fixant les tarifs de l'année 2024 ;",
            "deliberation",
            {"number": "2023-088", "dates": ["2023-11-14"]},
        ),
        (
            "Vu l'avis de la commission Environnement du 22 octobre 2024 ;",
            "opinion",
            {"dates": ["2024-10-22"]},
        ),
    ],
    [
        ("Vu les statuts de la communauté de communes ;", "statutes", {}),
        (
            "Vu l'arrêté préfectoral du 27 juin 2024 portant création du syndicat mixte du bassin de la Brédance ;",
            "order",
            {"dates": ["2024-06-27"]},
        ),
    ],
)
ARTICLES: tuple[list[tuple[str | None, str, str]], ...] = (
    [
        (
            "Article 1er",
            "attribuer",
            "ATTRIBUE à la Mission locale du Val de Leyze une subvention de 42 000 € au titre de l'année 2025.",
        ),
        ("Article 2", "autoriser", "AUTORISE M. le Président à signer la convention d'objectifs jointe."),
        ("Article 3", "dire", "DIT que la dépense sera inscrite au budget principal 2025, article 65748."),
    ],
    [
        ("Article 1er", "fixer", "FIXE les tarifs de la redevance pour 2025 conformément au tableau ci-dessus."),
        ("Article 2", "charger", "CHARGE M. le Président de l'exécution de la présente délibération."),
    ],
    [
        (
            "Article 1er",
            "approuver",
            "APPROUVE l'adhésion de la communauté de communes au syndicat mixte du bassin de la Brédance à "
            "compter du 1er janvier 2025.",
        ),
        (
            "Article 2",
            "désigner",
            "DÉSIGNE M. Roland HOURCASTAGNE et Mme Céline PLANTEVIGNE en qualité de délégués titulaires.",
        ),
    ],
)
REASONS = (
    "M. le Président rappelle que la Mission locale accompagne chaque année près de 400 jeunes du "
    "territoire et tient des permanences dans quatre communes. Le montant proposé est stable par rapport à "
    "l'exercice précédent.",
    "Mme BLANCHETEAU, vice-présidente, présente le bilan du service. La hausse de la taxe générale sur les "
    "activités polluantes et le renouvellement de deux bennes expliquent une augmentation moyenne de 3,8 %.",
    "Le syndicat exercera la compétence de gestion des milieux aquatiques et de prévention des "
    "inondations. Chaque communauté y dispose de deux délégués titulaires.",
)
TARIFFS = Grid(
    [235, 120, 120],
    [
        ["Catégorie d'usagers", "Part fixe annuelle", "Levée supplémentaire"],
        ["Foyer d'une personne", "118,00 €", "3,10 €"],
        ["Foyer de deux ou trois personnes", "176,00 €", "3,10 €"],
        ["Foyer de quatre personnes et plus", "214,00 €", "3,10 €"],
        ["Professionnel, bac de 660 litres", "402,00 €", "9,60 €"],
    ],
    align="LRR",
    size=9.5,
    rules="dashed",
)


class Register:
    """What the stamp of a page needs to know."""

    rank = 0


def build() -> tuple[Sheet, Truth, list[Grid]]:
    """The document, its truth and its tables."""
    register = Register()

    def stamped(sheet: Sheet) -> None:
        sheet.stamp(
            [
                "Envoyé en préfecture le 14/11/2024",
                "Reçu en préfecture le 14/11/2024",
                "Publié le 15/11/2024",
                f"ID : 096-249600081-20241112-2024_07{register.rank}-DE",
            ],
            x=392,
            y=22,
            width=178,
        )
        sheet.face(size=8)
        sheet.set_xy(sheet.l_margin, 30)
        sheet.cell(300, 10, "Registre des délibérations du conseil communautaire")
        sheet.set_xy(sheet.l_margin, 42)
        sheet.cell(300, 10, f"Feuillet n° 2024-{118 + sheet.page_no()}")
        sheet.set_xy(sheet.l_margin, sheet.t_margin)

    sheet, truth = Sheet(STYLE, "Délibérations du conseil communautaire", stamped), Truth(NAME)
    grids = []
    for rank in (1, 2, 3):
        register.rank = rank
        sheet.add_page()
        head(sheet, truth, rank)
        grids += attendance(sheet, truth, rank)
        sheet.para(f"Secrétaire de séance : {SECRETARY.family} {SECRETARY.given}", after=10)
        body(sheet, truth, rank)
        if rank == 2:
            grids.append(TARIFFS)
    votes(truth)
    truth.add("attendance_changes")
    truth.add("conventions")
    truth.add("fiches")
    truth.add("budget_lines")
    truth.add("findings", {"act": 2, "check": "proxy_holder_absent"}, {"act": 3, "check": "attendance_total"})
    return sheet, truth, grids


def head(sheet: Sheet, truth: Truth, rank: int) -> None:
    """The head of an extract and the sentence that opens it."""
    sheet.para("COMMUNAUTÉ DE COMMUNES DU PAYS DE BRÉDANCE", bold=True, size=13, align="C", after=2)
    sheet.para("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nDU CONSEIL COMMUNAUTAIRE", bold=True, align="C", after=6)
    sheet.para(f"Délibération n° 2024-07{rank}", bold=True, size=12, align="C", after=10)
    sheet.para(
        "L'an deux mille vingt-quatre, le douze novembre à dix-huit heures, le conseil communautaire s'est "
        "réuni à Castelnau-les-Pins, au siège de la communauté, sur la convocation de M. Didier "
        "DARRIGADELLE, Président, qui a présidé la séance."
    )
    present, proxies, voting = ((15, 4, 19), (15, 5, 20), (16, 4, 20))[rank - 1]
    sheet.para(
        f"Date de la convocation : 5 novembre 2024\nConseillers en exercice : 21     Présents : {present} "
        f"    Pouvoirs : {proxies}     Votants : {voting}",
        after=8,
    )
    truth.add(
        "deliberations",
        {
            "act": rank,
            "authority": "Communauté de communes du Pays de Brédance",
            "authority_siren": "249600081",
            "department_code": "96",
            "body": "conseil_communautaire",
            "number": f"2024-07{rank}",
            "report_reference": None,
            "agenda_item": None,
            "title": TITLES[rank - 1],
            "meeting_on": "2024-11-12",
            "session_on": "2024-11-12",
            "convened_on": "2024-11-05",
            "place": "Castelnau-les-Pins",
            "chair": CHAIR.name,
            "secretary": SECRETARY.name,
            "members_in_office": 21,
            "act_id": f"096-249600081-20241112-2024_07{rank}-DE",
            "received_on": "2024-11-14",
            "transmitted_on": "2024-11-14",
            "published_on": "2024-11-15",
            "outcome": "adopted",
            "unanimous": rank != 2,
            "signatory": CHAIR.name,
            "signed_on": None,
        },
    )


def attendance(sheet: Sheet, truth: Truth, rank: int) -> list[Grid]:
    """The list of the day in one of its three forms."""
    if rank == 1:
        in_columns(sheet, truth)
    elif rank == 2:
        return in_a_table(sheet, truth)
    else:
        in_prose(sheet, truth)
    return []


def body(sheet: Sheet, truth: Truth, rank: int) -> None:
    """Object, reasons, visas, articles, vote and the two signatures."""
    sheet.para(f"**Objet : {TITLES[rank - 1]}**", after=8)
    sheet.para(REASONS[rank - 1])
    visas(sheet, truth, rank, VISAS[rank - 1])
    if rank == 2:
        sheet.keep(120)
        draw(sheet, TARIFFS)
    sheet.para("Le conseil communautaire, après en avoir délibéré,", before=4)
    for label, _, text in ARTICLES[rank - 1]:
        sheet.para(f"**{label}** : {text}")
    truth.decisions(rank, ARTICLES[rank - 1])
    sheet.para(
        (
            "Vote : Pour : 19 - Contre : 0 - Abstention : 0. Adopté à l'unanimité.",
            "Vote : Pour : 17 - Contre : 2 (M. LABARRÈGUE, Mme CHANTEREINE) - Abstention : 1 (Mme ETCHEVARNE).",
            "Adopté à l'unanimité des membres présents et représentés.",
        )[rank - 1],
        before=4,
        after=10,
    )
    sheet.keep(110)
    sheet.para("Fait et délibéré les jour, mois et an que dessus.", after=14)
    sheet.side_by_side(
        ["Le Président,", "", "", "", CHAIR.name], ["La secrétaire de séance,", "", "", "", SECRETARY.name]
    )


def votes(truth: Truth) -> None:
    """The counts of the first two acts; the third prints none."""
    for act, counts in ((1, (19, 0, 0)), (2, (17, 2, 1))):
        row = dict(zip(("votes_for", "votes_against", "abstentions"), counts, strict=True))
        truth.add("votes", {"act": act, **row, "not_voting": None, "expressed": None, "majority": None})
    for choice, name in (("against", "LABARRÈGUE"), ("against", "CHANTEREINE"), ("abstain", "ETCHEVARNE")):
        truth.add("vote_positions", {"act": 2, "choice": choice, "kind": "member", "name": name})
    truth.add(
        "grants",
        {
            "act": 1,
            "beneficiary": "Mission locale du Val de Leyze",
            "beneficiary_acronym": None,
            "amount_eur": "42000.00",
            "year_first": 2025,
            "year_last": 2025,
        },
    )
