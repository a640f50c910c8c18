"""What every backend answers, whatever it is made of.

A test class that inherits ``Contract`` has a fixture ``backend``. What is changed in
the table reaches it by ``synchronisation``, as it does in the world.
"""

import pytest
from wagtail.models import Locale

from openheritage import languages
from search import backends, sources, synchronisation
from search.backends import Backend, Hits, Query
from search.models import Change, Entry, Word

from .corpus import CLAUSE, LANGUAGES, ROWS, rows
from .entries import enter

FORMS = [
    ("en", "plate digitising", "glass"),
    ("en", "museums", "fees"),
    ("fr", "bibliothèque", "biblio"),
    ("fr", "numériser", "biblio"),
    ("es", "colección", "archivo"),
    ("es", "digitalizaciones", "archivo"),
    ("ar", "مكتبات", "maktaba"),
    ("ar", "المكتبات", "maktaba"),
    ("ar", "تراث", "maktaba"),
    ("ru", "музей", "nasledie"),
    ("ru", "наследия", "nasledie"),
    ("pt-br", "instituição", "patrimonio"),
    ("de", "Gemeinde", "laender"),
    ("de", "Bücherei", "laender"),
]

ACCENTS = [
    ("fr", "bibliotheque", "biblio"),
    ("fr", "EGALITE", "biblio"),
    ("fr", "l'egalite", "biblio"),
    ("es", "digitalizacion", "archivo"),
    ("pt-br", "instituicao", "patrimonio"),
    ("de", "strassen", "laender"),
    ("de", "lander", "laender"),
    ("ru", "елка", "nasledie"),
    ("ar", "التُّراث", "maktaba"),
]

SCRIPTS = [
    ("zh-hans", "遗产", "yichan"),
    ("zh-hans", "博物馆", "yichan"),
    ("ja", "文化遺産", "isan"),
    ("ja", "公開", "isan"),
    ("ja", "ﾃﾞｰﾀﾍﾞｰｽ", "isan"),
    ("hi", "संग्रहालय", "virasat"),
    ("sw", "makumbusho", "urithi"),
    ("sw", "ng’ombe", "urithi"),
]

HARMFUL = [
    "",
    " ",
    "\0",
    "\ud800",
    "\u202e\u2066",
    "x" * 10_000,
    "a " * 5_000,
    '"' * 500,
    '"open',
    "* ? * ?",
    "a* b* c*",
    "AND OR NOT",
    "NEAR(a b) title_tokens:x -y ^z",
    "(((((",
    "'; DROP TABLE search_entry; --",
    "' | ! & <-> :*",
    "\\' \\",
    "%_%",
    "{{7*7}} ${x} <script>",
    "文" * 300,
    "title_en:museum~9",
]


REFERENCES = [
    ("en", "Art. 16"),
    ("en", "article sixteen"),
    ("en", "Article XVI"),
    ("sw", "Kifungu cha 16"),
    ("sw", "ibara ya kumi na sita"),
]

MISTYPED = [
    ("en", "musuem", "fees"),
    ("en", "musem", "fees"),
    ("en", "festivvall", "new"),
    ("fr", "bibliotèque", "biblio"),
    ("ru", "наслдие", "nasledie"),
    ("sw", "makumbsho", "urithi"),
]


def things(hits: Hits) -> list[str]:
    return [name.split("|")[0].removeprefix("page:") for name in hits.ids]


class Contract:
    # Whether the index holds the rows as they are: few tests change it.
    is_indexed = False

    @pytest.fixture(autouse=True)
    def corpus(self, db, backend: Backend) -> None:
        for language in LANGUAGES:
            locale, _created = Locale.objects.get_or_create(language_code=language)
            languages.change(locale, to_open=True)
        Entry.objects.all().delete()
        Change.objects.all().delete()
        Word.objects.all().delete()
        synchronisation.add_words(Entry.objects.bulk_create(rows()))
        if not self.is_indexed:
            assert synchronisation.rebuild() == len(ROWS) + 1
            type(self).is_indexed = True

    def push(self, thing: str, *gone: str) -> None:
        type(self).is_indexed = False
        enter(thing, *gone)
        assert synchronisation.push() == 1
        if server := backends.server():
            server.refresh(server.alias)

    def test_a_word_is_found_in_another_form(self, backend):
        missed = [
            (language, query)
            for language, query, thing in FORMS
            if thing not in things(backend.search(Query(query, language)))
        ]
        assert not missed

    def test_accents_and_case_do_not_matter(self, backend):
        missed = [
            (language, query)
            for language, query, thing in ACCENTS
            if thing not in things(backend.search(Query(query, language)))
        ]
        assert not missed

    def test_a_part_of_a_sentence_is_found_in_any_script(self, backend):
        for language, query, thing in SCRIPTS:
            assert things(backend.search(Query(query, language))) == [thing], query

    def test_all_words_must_occur(self, backend):
        assert things(backend.search(Query("museum fees", "en"))) == ["fees"]
        assert things(backend.search(Query("fees", "en"))) == ["fees", "copies"]

    def test_where_all_words_find_nothing_most_of_them_do(self, backend):
        query = Query("museum fees copies zeppelin", "en")
        assert things(backend.search(query))[0] == "fees"

    def test_a_phrase_in_quotes_is_taken_exactly(self, backend):
        assert things(backend.search(Query('"open access"', "en"))) == ["access"]
        assert things(backend.search(Query("“faithful copies”", "en"))) == ["statement"]
        assert things(backend.search(Query('"copies faithful"', "en"))) == []
        assert things(backend.search(Query('"文化遗产"', "zh-hans"))) == ["yichan"]

    def test_the_last_word_may_go_on(self, backend):
        assert things(backend.search(Query("faithful waterm", "en"))) == ["statement"]
        assert things(backend.search(Query('"waterm"', "en"))) == []

    def test_a_hit_in_the_title_comes_first(self, backend):
        assert things(backend.search(Query("copies", "en")))[0] == "copies"
        assert things(backend.search(Query("open access", "en")))[0] == "access"

    def test_new_news_come_before_old(self, backend):
        found = things(backend.search(Query("kite festival", "en")))
        assert [thing for thing in found if thing in ("new", "old")] == ["new", "old"]

    def test_a_clause_is_found_by_its_label(self, backend):
        hits = backend.search(Query("article 16", "en"))
        assert hits.ids == [f"page:statement|{CLAUSE}|en"]

    def test_one_kind_is_chosen_and_all_are_counted(self, backend):
        everything = backend.search(Query("kite", "en"))
        kinds = {"news": 2, "member": 1, "signatory": 1}
        assert (everything.total, everything.kinds) == (4, kinds)
        members = backend.search(Query("kite", "en", kind="member"))
        assert things(members) == ["kite-member"]
        assert (members.total, members.kinds) == (1, kinds)
        nothing = backend.search(Query("kite", "en", kind="clause"))
        assert (nothing.ids, nothing.total, nothing.kinds) == ([], 0, kinds)

    def test_pages_hold_each_hit_once(self, backend):
        whole = backend.search(Query("kite", "en")).ids
        pages = [
            backend.search(Query("kite", "en", start=start, size=1))
            for start in range(5)
        ]
        assert [name for page in pages for name in page.ids] == whole
        assert {page.total for page in pages} == {4}

    def test_far_behind_the_end_is_nothing(self, backend):
        hits = backend.search(Query("kite", "en", start=900, size=20))
        assert (hits.ids, hits.total) == ([], 4)

    def test_only_what_is_shown_in_the_readers_language_is_found(self, backend):
        assert things(backend.search(Query("museum", "fr"))) == []
        assert things(backend.search(Query("archive plates", "fr"))) == ["glass"]
        assert things(backend.search(Query("watermarks", "sw"))) == ["statement"]
        assert things(backend.search(Query("cerf-volant", "ja"))) == ["kite-signatory"]

    def test_what_is_in_other_languages_is_offered(self, backend):
        hits = backend.elsewhere(Query("museums", "fr"))
        assert things(hits) == ["fees"]
        assert hits.total == 1
        assert things(backend.elsewhere(Query("bibliothèque", "en"))) == ["biblio"]
        assert things(backend.elsewhere(Query("plates", "fr"))) == []

    def test_titles_are_suggested_and_then_what_speaks_of_it(self, backend):
        def suggested(text: str, language: str = "en", size: int = 6) -> list[str]:
            ids = backend.suggest(text, language, size)
            return [name.split("|")[0].removeprefix("page:") for name in ids]

        assert suggested("kite ma")[0] == "kite-member"
        assert {*suggested("kit")[:3]} == {"kite-member", "new", "old"}
        assert len(suggested("kit", size=2)) == 2
        assert suggested("図", "ja") == ["isan"]
        assert {*suggested("river")} == {"new", "old"}
        assert suggested("copi")[0] == "copies"
        assert "statement" in suggested("copi")
        assert suggested("") == suggested("zeppel") == []

    def test_an_article_is_first_however_it_is_written(self, backend):
        for language, query in REFERENCES:
            hits = backend.search(Query(query, language))
            assert things(hits)[:1] == ["statement"], query
        assert things(backend.search(Query("Art. 99", "en"))) == []

    def test_whoever_has_a_word_only_in_the_name_comes_last(self, backend):
        found = things(backend.search(Query("makers", "en")))
        assert found[-1] in ("kite-member", "kite-signatory")

    def test_a_mistyped_word_finds_what_was_meant(self, backend):
        for language, query, thing in MISTYPED:
            assert thing in things(backend.search(Query(query, language))), query

    def test_what_is_asked_for_exactly_is_not_replaced(self, backend):
        hits = backend.search(Query("musuem", "en", exact=True))
        assert (hits.ids, hits.total, hits.searched) == ([], 0, "")

    def test_what_is_gone_is_not_found(self, backend):
        gone = Entry.objects.get(thing="page:fees")
        name = gone.document_id
        gone.delete()
        self.push("page:fees", name)
        assert things(backend.search(Query("museum", "en"))) == []

    def test_what_is_new_is_found(self, backend):
        entry = Entry.objects.get(thing="page:fees")
        fresh = sources.entry(
            thing="page:fees",
            language="en",
            shown_in=" en ",
            kind="page",
            title="Zeppelins",
            text="An airship.",
            path="fees/",
            source=entry.source,
            source_id=entry.source_id,
        )
        fresh.pk = entry.pk
        fresh.save()
        self.push("page:fees")
        assert things(backend.search(Query("zeppelin", "en"))) == ["fees"]
        assert things(backend.search(Query("museum", "en"))) == []

    def test_nothing_that_is_typed_does_harm(self, backend):
        for query in HARMFUL:
            for language in ("en", "ar", "ja", "xx"):
                asked = Query(query, language)
                for hits in (backend.search(asked), backend.elsewhere(asked)):
                    assert len(hits.ids) <= hits.total <= len(ROWS) + 1
                assert len(backend.suggest(query, language)) <= 6
        assert Entry.objects.count() == len(ROWS) + 1

    def test_too_many_are_not_given_at_once(self, backend):
        hits = backend.search(Query("kite", "en", start=10**9, size=10**9))
        assert (hits.ids, hits.total) == ([], 4)
