"""What pages of other sites may embed: the one table of Cross-Origin-Resource-Policy.

A browser hands what is embedded to no other site than our own, unless its address is
named here. The policy goes by the address, so that redirects, errors and what is not
sent again carry it as well. nginx's file says it of what nginx hands out itself.
"""

import re

HEADER = "Cross-Origin-Resource-Policy"
OURS, EVERYONE = "same-origin", "cross-origin"

# Whole addresses, those in a language without its prefix.
WITHOUT_LANGUAGE = (
    # Marks, and the cards that stand for a page where it is shared.
    r"/static/brand/.*",
    # Pictures of pages: feeds and cards show them. Their addresses are signed.
    r"/images/.*",
    # Open data and its schemas, and the names by which the Statement is cited.
    r"/(count\.json|register\.jsonl|(members|signatories|statement)\.schema\.json)",
    r"/akn/.*",
    r"/api/v\d+/.*",
)
IN_A_LANGUAGE = (
    # The number of signatures, to embed.
    r"badge\.svg",
    # Lists.
    r"(members|signatories)\.(csv|json)",
    # Feeds and calendars.
    r"(news|signatories)\.atom",
    r"(events|events/[^/]+)\.ics",
    # The texts as files.
    r"(commitment|statement)(-large)?\.(txt|json|akn\.xml|epub|md|pdf)",
    # Stories, as pictures to share and sheets to print.
    r"stories/[^/]+\.(png|pdf)",
)
EMBEDDABLE = re.compile(
    "|".join([*WITHOUT_LANGUAGE, f"/[a-z0-9-]+/({'|'.join(IN_A_LANGUAGE)})"])
)


def policy(path: str) -> str:
    return EVERYONE if EMBEDDABLE.fullmatch(path) else OURS
