"""Reads an invented act when it is imported: workers that are forked from there find their patterns compiled."""

from __future__ import annotations

from pipeline.document import process

ACT = """COMMUNE DE SAINT-AMAND-SUR-ORNE
Département de la Creuse

EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL

L'an deux mille vingt-quatre, le douze mars à dix-neuf heures, le conseil municipal s'est réuni en mairie de
Saint-Amand-sur-Orne, sous la présidence de M. Paul VERNEUIL, maire. Date de la convocation : 5 mars 2024.

Nombre de conseillers en exercice : 11 - Présents : 4 - Votants : 5

Étaient présents : M. Paul VERNEUIL, Mme Anne LORMEAU, M. Jean CASTAING, Mme Louise PERDRIX

Absents excusés : M. Hugo BRETEL (pouvoir à Mme Anne LORMEAU)

Mme LORMEAU quitte la séance à 20 h 15 et ne prend pas part au vote.

Secrétaire de séance : Mme Anne LORMEAU

Délibération n° 2024-012

OBJET : Subvention à l'association du bac à chaîne et convention

Vu le code général des collectivités territoriales, notamment ses articles L. 2121-29 et L. 2311-7,

Vu la délibération n° 2023-044 du 6 juin 2023,

Considérant que l'association demande une aide de 1 500 €,

Sur le rapport de M. le maire, le conseil municipal, après en avoir délibéré, par 4 voix pour, 1 voix contre
(M. Jean CASTAING) et 0 abstention, DÉCIDE :

- d'attribuer une subvention de 1 500 € à l'association du bac à chaîne, imputée au chapitre 65, article 65748 ;

- d'autoriser le maire à signer la convention jointe en annexe.

Fait et délibéré à Saint-Amand-sur-Orne, le 12 mars 2024

Le maire, Paul VERNEUIL

\fCONVENTION DE SUBVENTION

Entre la commune de Saint-Amand-sur-Orne, représentée par son maire, M. Paul VERNEUIL, d'une part,

Et l'association du bac à chaîne, représentée par sa présidente, Mme Louise PERDRIX, d'autre part,

Il est convenu ce qui suit :

Article 1 : Objet

La présente convention fixe le montant de l'aide de 1 500 € versée à l'association en 2024.

Article 2 : Durée

La convention est conclue pour une durée d'un an à compter de sa signature.

\fFICHE ACTION n° 1 : Entretien du bac

Description : entretien de la chaîne

Calendrier : 2024-2026

Budget : 1 500 €
"""

process(ACT.encode(), "act.txt", "act.txt")
