"""The regions of the world in which the United Nations count.

Source: UN Statistics Division, "Standard country or area codes for statistical use
(M49)", https://unstats.un.org/unsd/methodology/m49/. M49 has no code of its own for
Taiwan and none for Kosovo, which stand where CLDR's containment of territories has
them. Antarctica lies in no region, and what is international neither.
"""

from functools import cache

from openheritage.names import cldr

COUNTRIES = {
    # Africa
    "002": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE "
    "KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF "
    "TG TN TZ UG YT ZA ZM ZW",
    # Americas
    "019": "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF "
    "GL GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US "
    "UY VC VE VG VI",
    # Asia
    "142": "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ "
    "LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    # Europe
    "150": "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM "
    "IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
    # Oceania
    "009": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV "
    "UM VU WF WS",
}

REGION_OF = {
    country: region for region, line in COUNTRIES.items() for country in line.split()
}


def region_of(country: str) -> str:
    """The region's M49 code; empty for what lies in none."""
    return REGION_OF.get(country, "")


@cache
def region_name(region: str, language: str) -> str:
    """CLDR's name, such as ``Afrique``; an unknown code comes back as it is."""
    return cldr(language).territories.get(region, region)


def by_region(countries: dict[str, int]) -> dict[str, int]:
    """Adds up numbers of countries, region by region, those without any last."""
    totals = dict.fromkeys(COUNTRIES, 0)
    for country, number in countries.items():
        region = region_of(country)
        totals[region] = totals.get(region, 0) + number
    return totals
