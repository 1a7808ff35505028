"""The words of the conseil départemental's deliberation, convention and vote."""

from __future__ import annotations

from samples.acts import IBAN, Article, Bank, Visas
from samples.grid import Cell, Grid
from samples.people import DEPARTEMENT as D

TITLE = (
    "Convention pluriannuelle d’objectifs et de moyens 2024-2026 entre le Département de la Haute-Lande et "
    "la Fédération landaise des Bibliothèques Rurales (FLBR)"
)

PRESENT = [
    D[k]
    for k in (
        "ABADIE-LORMEAU",
        "AUBRETIN",
        "DE BRASSENAY",
        "BRÉMONTEL",
        "CASSAGNOLET",
        "CHAMPVIEUX",
        "DA COSTANHA",
        "DELAFRESNAYE",
        "D'ARGENCELLES",
        "DI MARZANO",
        "FAUQUEMBRAC",
        "FONTGRAVE",
        "HAUTECLAIRE",
        "KERVADEUC",
        "LE QUERNIGOU",
        "LESPARRADE",
        "MALAUSSANE",
        "NOUVIALE",
        "PÉRIGNOLLE",
        "QUINSACQ",
        "ROQUEVERT",
        "SAINT-AUBANEL",
        "VAN DER MEULEBRAECK",
        "VILLECOMTAL",
    )
]
PROXIES = [
    (D["BARTHEZAC"], D["AUBRETIN"]),
    (D["CANDELORGE"], D["QUINSACQ"]),
    (D["GOURDIGNAN"], D["VAN DER MEULEBRAECK"]),
    (D["LA BORIE-TRÉMOND"], D["DE BRASSENAY"]),
    (D["TARDIVEAU-LOMBRE"], D["FONTGRAVE"]),
    (D["URRUTIMEHÈRE"], D["BRÉMONTEL"]),
]
EXCUSED = [D["OSTERMEULE"]]
ABSENT = [D["ESCARPELLE"], D["MONTREDORTE"], D["ZIMMERMANTEL"]]

VISAS: Visas = [
    (
        "Vu le code général des collectivités territoriales, et notamment ses articles L. 1111-4, L. "
        "3121-14, L. 3121-15 et L. 3211-1 ;",
        "code",
        {
            "code": "Code général des collectivités territoriales",
            "articles": ["L1111-4", "L3121-14", "L3121-15", "L3211-1"],
        },
    ),
    (
        "Vu le code du patrimoine, notamment ses articles L. 330-1 à L. 330-3 ;",
        "code",
        {"code": "Code du patrimoine", "articles": ["L330-1", "L330-3"]},
    ),
    (
        "Vu le décret n° 2001-495 du 6 juin 2001 relatif à la transparence financière des aides octroyées "
        "par les personnes publiques ;",
        "decree",
        {"number": "2001-495", "dates": ["2001-06-06"]},
    ),
    (
        "Vu la délibération n° 2023-045 du Conseil départemental en date du 18 décembre 2023 adoptant le "
        "schéma départemental de la lecture publique 2024-2029 ;",
        "deliberation",
        {"number": "2023-045", "dates": ["2023-12-18"]},
    ),
    (
        "Vu l’avis favorable de la commission Culture, éducation et citoyenneté en date du 13 juin 2024 ;",
        "opinion",
        {"dates": ["2024-06-13"]},
    ),
    ("Vu le rapport DGAEC/2024/087 de Madame la Présidente ;", "report", {"number": "DGAEC/2024/087"}),
]

DECISIONS = [
    (
        None,
        "approuver",
        "d’approuver les termes de la convention pluriannuelle d’objectifs et de moyens 2024-2026 à "
        "intervenir avec la Fédération landaise des Bibliothèques Rurales, dont le projet est annexé à la "
        "présente délibération ;",
    ),
    (
        None,
        "attribuer",
        "d’attribuer à la Fédération landaise des Bibliothèques Rurales (FLBR) une subvention d’un montant "
        "total de 186 000 € pour la période 2024-2026, soit 62 000 € par an ;",
    ),
    (
        None,
        "imputer",
        "d’imputer la dépense correspondante sur les crédits ouverts à l’opération 14007OP003 du budget "
        "départemental ;",
    ),
    (
        None,
        "autoriser",
        "d’autoriser Madame la Présidente du Conseil départemental à signer la convention et tout document "
        "nécessaire à son exécution.",
    ),
]

PROSE = [
    "Le quorum a été vérifié à l’ouverture de l’affaire à 10 h 12.",
    "Madame FONTGRAVE et Monsieur CHAMPVIEUX siègent au conseil d’administration de la Fédération landaise "
    "des Bibliothèques Rurales. Afin de prévenir tout conflit d’intérêts, ils ont quitté la salle et n’ont "
    "pris part ni au débat ni au vote. Le pouvoir donné par Monsieur TARDIVEAU-LOMBRE à Madame FONTGRAVE "
    "n’est donc pas pris en compte pour cette affaire.",
    "21 conseillers départementaux étaient alors présents, porteurs de 5 pouvoirs.",
    "Monsieur KERVADEUC a rejoint la séance au cours de la discussion.",
    "Madame LESPARRADE, présente à l’appel de l’affaire, a quitté définitivement la séance avant le vote "
    "et a donné pouvoir à Monsieur NOUVIALE.",
    "Monsieur PÉRIGNOLLE, présent à l’appel de l’affaire, a quitté momentanément la salle avant le vote.",
]
COUNTS = [
    "Vote intervenu à 10 h 34.",
    "Conseillers départementaux présents au moment du vote : 20",
    "Nombre de procurations : 6",
    "Absents sans procuration : 6",
    "N’ont pas pris part au vote : 2 (prévention des conflits d’intérêts)",
    "Ont pris part au vote : 26 (y compris les votants par procuration)",
]
VOTE = Grid(
    [150, 320],
    [
        ["Abstentions :", "4 (Groupe Territoires Libres)"],
        ["Suffrages exprimés :", "22"],
        ["Majorité des suffrages exprimés :", "12"],
        [
            "Pour :",
            "20 (Groupe Haute-Lande Rassemblée – Groupe Gauche et Écologie Landaises – Mesdames "
            "D'ARGENCELLES et HAUTECLAIRE, non inscrites)",
        ],
        ["Contre :", "2 (Madame VILLECOMTAL et Monsieur DI MARZANO)"],
    ],
    header_rows=0,
    kind="vote",
    size=10,
)

PREAMBLE = [
    "Le Département de la Haute-Lande conduit, avec sa médiathèque départementale, une politique de "
    "lecture publique qui s’adresse d’abord aux communes de moins de 3 000 habitants. Le schéma 2024-2029 "
    "fixe trois ambitions : ouvrir davantage, former les équipes, aller vers les publics éloignés du livre.",
    "La Fédération landaise des Bibliothèques Rurales rassemble 61 bibliothèques associatives et "
    "communales. Elle forme chaque année près de 200 bénévoles et anime un fonds tournant de 18 000 "
    "documents.",
    "Les parties entendent inscrire leur collaboration dans la durée.",
]
ARTICLES = [
    Article(
        "1",
        "Objet de la convention",
        [
            "La présente convention définit les objectifs partagés par le Département et la FLBR pour les "
            "années 2024 à 2026, ainsi que les moyens que le Département y consacre."
        ],
    ),
    Article(
        "2",
        "Engagements de la FLBR",
        [
            "La FLBR s’engage à :",
            "- organiser au moins douze journées de formation par an, ouvertes aux bénévoles et aux agents "
            "communaux ;",
            "- faire circuler le fonds tournant dans les six cantons ruraux du département ;",
            "- remettre au Département, avant le 31 mars de chaque année, un bilan d’activité et un compte "
            "rendu financier.",
        ],
    ),
    Article(
        "3",
        "Engagements du Département",
        [
            "Le Département met à disposition de la FLBR le catalogue de la médiathèque départementale et "
            "associe la Fédération à l’évaluation du schéma. Un agent référent est désigné dans le mois qui "
            "suit la signature."
        ],
    ),
    Article("4", "Concours financier du Département"),
    Article(
        "4.1",
        "Montant de la subvention",
        [
            "Le Département attribue à la FLBR une subvention de 186 000 € (cent quatre-vingt-six mille "
            "euros) pour la durée de la convention, à raison de 62 000 € par exercice, sous réserve du vote "
            "annuel des crédits."
        ],
        "4",
    ),
    Article(
        "4.2",
        "Modalités de versement",
        [
            "La subvention annuelle est versée comme suit :",
            "- un acompte de 70 % dans les deux mois de la notification de la convention, puis chaque "
            "année avant le 28 février ;",
            "- le solde de 30 % au vu du bilan et du compte rendu financier de l’exercice.",
        ],
        "4",
    ),
    Article(
        "4.3",
        "Domiciliation bancaire",
        [
            "Les versements sont effectués par le payeur départemental, comptable assignataire, au compte suivant :",
            "Titulaire : Fédération landaise des Bibliothèques Rurales",
            (Bank("Code établissement", "20041"), Bank("Code guichet", "01005")),
            (Bank("Numéro de compte", "0500013M026"), Bank("Clé RIB", "06")),
            (Bank("IBAN", IBAN),),
            (Bank("BIC", "CLMUFR2LXXX"),),
        ],
        "4",
    ),
    Article(
        "5",
        "Suivi et évaluation",
        [
            "Un comité de suivi paritaire se réunit deux fois par an. Il examine l’état d’avancement des "
            "actions, propose les ajustements utiles et prépare l’évaluation finale, remise six mois avant "
            "le terme."
        ],
    ),
    Article(
        "6",
        "Durée",
        [
            "La présente convention est conclue pour une durée de trois ans. Elle prend effet le 1er "
            "janvier 2024 et s’achève le 31 décembre 2026. Elle ne peut être reconduite tacitement."
        ],
    ),
    Article(
        "7",
        "Modification et résiliation",
        [
            "Toute modification fait l’objet d’un avenant. En cas de manquement de l’une des parties, "
            "l’autre peut résilier la convention trois mois après une mise en demeure restée sans effet."
        ],
    ),
    Article(
        "8",
        "Litiges",
        [
            "Les parties recherchent un accord amiable avant de saisir le tribunal administratif de "
            "Montclar-sur-Leyze."
        ],
    ),
]
CONVENTION_VISAS: Visas = [
    (
        "Vu le code général des collectivités territoriales,",
        "code",
        {"code": "Code général des collectivités territoriales"},
    ),
    (
        "Vu la délibération n° 2023-045 du Conseil départemental en date du 19 décembre 2023 adoptant le "
        "schéma départemental de la lecture publique,",
        "deliberation",
        {"number": "2023-045", "dates": ["2023-12-19"]},
    ),
    (
        "Vu la demande de subvention de la FLBR en date du 15 janvier 2024,",
        "other",
        {"dates": ["2024-01-15"]},
    ),
    ("Vu les statuts de la Fédération,", "statutes", {}),
]
COMMITMENTS = Grid(
    [80, 80, 105, 105, 105],
    [
        [Cell("RÉFÉRENCES", colspan=2), Cell("ENGAGEMENTS", colspan=3)],
        ["OPÉRATION", "ENVELOPPE", "AUTORISÉS", "DÉJÀ CONTRACTÉS", "PROPOSÉS DANS LE RAPPORT"],
        ["14007OP003", "14007E12", "420 000,00", "96 500,00", "186 000,00"],
        ["14007OP005", "14007E14", "75 000,00", "", "12 400,00"],
    ],
    header_rows=2,
    header=Cell(align="C", bold=True, fill=225),
    align="LLRRR",
)
