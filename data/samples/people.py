"""The members of the invented assemblies. Any likeness to a living person is an accident."""

from __future__ import annotations

from samples.truth import Person

M, F = "M.", "Mme"


def people(text: str) -> list[Person]:
    """Read "M. Given|FAMILY" lines."""
    out = []
    for line in filter(None, map(str.strip, text.splitlines())):
        honorific, rest = line.split(" ", 1)
        given, family = rest.split("|")
        out.append(Person(honorific, given, family))
    return out


def by_family(members: list[Person]) -> dict[str, Person]:
    """The members under their family names."""
    return {person.family: person for person in members}


DEPARTEMENT = by_family(
    people("""
    Mme Aurélie|ABADIE-LORMEAU
    M. Gaspard|AUBRETIN
    Mme Maëlle|BARTHEZAC
    M. Jean-Loup|DE BRASSENAY
    Mme Solène|BRÉMONTEL
    M. Hippolyte|CANDELORGE
    Mme Françoise|CASSAGNOLET
    M. Théodore|CHAMPVIEUX
    Mme Anne-Lise|DA COSTANHA
    M. Yvon|DELAFRESNAYE
    Mme Héloïse|D'ARGENCELLES
    M. Boris|DI MARZANO
    Mme Noémie|ESCARPELLE
    M. Étienne|FAUQUEMBRAC
    Mme Odile|FONTGRAVE
    M. Marc-Antoine|GOURDIGNAN
    Mme Églantine|HAUTECLAIRE
    M. Loïc|KERVADEUC
    Mme Ségolène|LA BORIE-TRÉMOND
    M. Rémi|LE QUERNIGOU
    Mme Chloé|LESPARRADE
    M. Félicien|MALAUSSANE
    Mme Inès|MONTREDORTE
    M. Bertrand|NOUVIALE
    Mme Ghislaine|OSTERMEULE
    M. Sylvain|PÉRIGNOLLE
    Mme Mathilde|QUINSACQ
    M. Gaëtan|ROQUEVERT
    Mme Béatrice|SAINT-AUBANEL
    M. Olivier|TARDIVEAU-LOMBRE
    Mme Clémence|URRUTIMEHÈRE
    M. Tanguy|VAN DER MEULEBRAECK
    Mme Jeanne|VILLECOMTAL
    M. Xavier|ZIMMERMANTEL
    """)
)

COMMUNE = by_family(
    people("""
    M. Thibault|MARSAUDIN
    Mme Corinne|LESTRADE-VIAUD
    M. Hugues|PONTGIBAULD
    Mme Nadège|BEAUFRETON
    M. Philippe|L'HERMENAULT
    Mme Samia|BELKHIRANE
    M. Denis|COURTEVILLAIN
    Mme Marie-Claude|DE SAINT-ORENS
    M. Amaury|DU PLANTIER
    Mme Karen|ENGELBRAND
    M. Ludovic|FERRAGUTEL
    Mme Brigitte|GARRIGUENC
    M. Jean-Baptiste|HÉRICOURTIN
    Mme Yasmine|IDRISSOUANE
    M. Patrice|JOUANNETEAU
    Mme Véronique|KERLOGUEN
    M. Sébastien|LACOMBREZ
    Mme Émilie|MAZEROLLET
    M. Vincent|NAVARRENX-COLIN
    Mme Danielle|OUDINEAU
    M. Raphaël|PEYREHORTE
    Mme Laurence|QUÉMENARD
    M. Cyrille|RAVANELLI
    Mme Agathe|SOULIGNACQ
    M. Mehdi|TAHRAOUINE
    Mme Pascale|THOUVENOTTE
    M. Arnaud|VIGNEMALLE
    Mme Sylvette|WATTRELIER
    M. Grégoire|YVONNICK
    """)
)

INTERCOMMUNALITE = by_family(
    people("""
    M. Alban|BARRAQUIER
    Mme Monique|BLANCHETEAU
    M. Régis|CAZAUBIEL
    Mme Florence|CHANTEREINE
    M. Didier|DARRIGADELLE
    Mme Sandrine|DE LA FERRONNAYE
    M. Joël|DUCASTAINGUE
    Mme Lucette|ETCHEVARNE
    M. Michel|FOURCADOUR
    Mme Annick|GRANDCLÉMENT
    M. Roland|HOURCASTAGNE
    Mme Estelle|JAUBERTIÈRE
    M. Kévin|LABARRÈGUE
    Mme Josiane|LAFFITTEAU
    M. Daniel|LE GOASTREZ
    Mme Murielle|MESPLÈDERE
    M. Alain|NABARROUX
    Mme Céline|PLANTEVIGNE
    M. Francis|ROUMEGOUSE
    Mme Valérie|SENTENACQ
    M. Gilbert|TOUYAREDON
    """)
)

VILLAGE = by_family(
    people("""
    M. Fabrice|AMIGORENA
    Mme Isabelle|BORDESSOULES
    M. Christian|CLAVERANNE
    Mme Hélène|DESTREMAUD
    M. Julien|ESTÈVENARD
    Mme Patricia|FOUGEROLLET
    M. Lionel|GIRAUDINEAU
    Mme Océane|HERMANTIER
    M. Guy|LAMOTHE-DARRÉ
    Mme Nicole|MIRAMBELLE
    M. Stéphane|PALLUARD
    Mme Sabrina|RÉJASSE
    M. Yannick|SOURBETS
    Mme Louise|TERRASSONNE
    M. Éric|VALADOUX
    """)
)
