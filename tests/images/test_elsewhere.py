"""Pictures that staff bring from institutions, over real HTTPS."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponse
from PIL import Image

from images.credits import labels
from images.licences import ForbiddenError, terms
from images.models import CustomImage, PictureHost
from images.templatetags.figures import credit_lines
from tests.services.museum import Reply

from .files import exif, quarters, saved
from .manifests import CC, IMAGES, MUSEUM, canvas, commons, info, second, third
from .pasting import MANIFEST, PATH, error, filled

pytestmark = pytest.mark.django_db

FILE = "https://commons.wikimedia.org/wiki/File:Harbour_at_Dawn.jpg"
API = "commons.wikimedia.org/w/api.php"
RS = "http://rightsstatements.org/vocab/{}/1.0/"


def test_a_picture_comes_with_its_credit_from_a_manifest(museum, paste, store):
    photo = saved(quarters(400, 300), "JPEG", exif=exif())
    museum.shelves |= {
        f"{MUSEUM}/manifest.json": third(),
        f"{IMAGES}/one/info.json": info(9000, 6750),
        f"{IMAGES}/one/full/640,/0/default.jpg": photo,
        f"{IMAGES}/one/full/3000,/0/default.jpg": photo,
    }
    before, files = (
        CustomImage.objects.count(),
        default_storage.listdir("original_images"),
    )
    shown = paste(MANIFEST)
    found = filled(shown)
    # Seen before anything is stored, drawn by us and within the page.
    assert 'src="data:image/jpeg;base64,' in shown.content.decode()
    assert CustomImage.objects.count() == before
    assert default_storage.listdir("original_images") == files
    assert found["title"] == "The Lighthouse"
    assert found["creator"] == "Mary & Ann Hill"
    assert found["year"] == "c. 1871"
    assert found["institution"] == "Museum of the Coast"
    assert found["licence"] == "cc-by-sa"
    assert found["licence_version"] == "3.0/de"
    assert "CC BY-SA 3.0 DE</option>" in shown.content.decode()
    assert found["source"] == f"https://{MUSEUM}/works/lighthouse"
    assert found["attribution"] == "Photo: © Museum of the Coast, studio 4"
    # No alternative text is made up; what the institution says stands beside it.
    assert not found["description"]
    assert "A lighthouse, painted from a boat." in shown.content.decode()
    again = store(shown, description="", creator="Mary Hill")
    assert "description" in again.context["picture"].errors
    assert again.context["picture"]["creator"].value() == "Mary Hill"
    assert 'src="data:image/jpeg;base64,' in again.content.decode()
    # Terms are those of the source, whatever a form sends.
    response = store(shown, year="1871", licence="cc0", source="https://evil.example/")
    image = CustomImage.objects.latest("pk")
    assert response.url == f"/admin/images/{image.pk}/"
    assert (image.width, image.height) == (400, 300)
    assert (image.year, image.licence) == ("1871", "cc-by-sa")
    assert image.licence_address == f"{CC}/licenses/by-sa/3.0/de/"
    assert image.source == f"https://{MUSEUM}/works/lighthouse"
    with image.file.open() as file, Image.open(file) as picture:
        assert not picture.getexif()
    assert image.words == {
        "ar": {"title": "المنارة"},
        "fr": {
            "title": "Le phare",
            "year": "v. 1871",
            "institution": "Musée de la Côte",
        },
    }
    (french,) = labels(image, "fr")
    assert str(french.title) == "Le phare"
    assert french.licence == "CC BY-SA 3.0 DE"
    assert str(french.attribution) == "Photo: © Museum of the Coast, studio 4"
    (line,) = credit_lines(image, "fr")
    assert f'href="{CC}/licenses/by-sa/3.0/de/"' in line
    assert line.endswith(". <span>Photo: © Museum of the Coast, studio 4</span>")
    assert all(asked.startswith((MUSEUM, IMAGES)) for asked in museum.asked)


def test_the_second_version_says_the_same_in_its_own_way(museum, paste, store):
    photo = saved(quarters(), "PNG")
    png = Reply(photo, "image/png")
    size = {"width": 64, "height": 48}
    described = info(6400, 4800, profile="http://iiif.io/api/image/2/level0.json")
    described |= {
        "@context": "http://iiif.io/api/image/2/context.json",
        "type": "",
        "sizes": [size, {"width": 640, "height": 480}, {"width": 6400, "height": 4800}],
    }
    museum.shelves |= {
        f"{MUSEUM}/map?manifest": second(),
        f"{IMAGES}/map/info.json": described,
        f"{IMAGES}/map/full/640,/0/default.jpg": png,
    }
    # A viewer's address has it too.
    shown = paste(f"https://viewer.example/?manifest=http%3A//{MUSEUM}/map%3Fmanifest")
    found = filled(shown)
    assert found["title"] == "Map of the Coast"
    assert found["creator"] == "Jan Blaeu; Anna Blaeu"
    assert found["year"] == "1665"
    assert found["institution"] == "Library of the Coast"
    assert (found["licence"], found["licence_version"]) == ("pdm", "")
    assert found["source"] == f"https://{MUSEUM}/map"
    assert not found["attribution"]
    assert store(shown).status_code == 302
    image = CustomImage.objects.latest("pk")
    assert image.file.name.endswith(".png")
    assert image.words == {"ja": {"title": "海岸図"}}


def test_of_several_pictures_one_is_chosen(museum, paste):
    free = {"rights": f"{CC}/publicdomain/zero/1.0/"}
    pages = [canvas(f"p{number}") for number in range(30)]
    pages[1] |= {"rights": RS.format("InC")}
    pages[13] |= {"thumbnail": [{"id": f"https://{IMAGES}/small.jpg", "type": "Image"}]}
    photo = saved(quarters(), "JPEG")
    museum.shelves |= {
        f"{MUSEUM}/manifest.json": third(**free, items=pages),
        f"{IMAGES}/p0/full/200,/0/default.jpg": photo,
        f"{IMAGES}/small.jpg": photo,
        f"{IMAGES}/p13/full/640,/0/default.jpg": photo,
    }
    first = paste(MANIFEST)
    html = first.content.decode()
    assert "30 pictures" in html
    assert html.count('name="picture"') == 11
    assert "it is in copyright" in html
    assert html.count('src="data:image/jpeg') == 1
    second_ = paste(MANIFEST, **{"from": first.context["later"]})
    assert second_.context["offered"][1][0].label == "p13"
    assert second_.content.decode().count('src="data:image/jpeg') == 1
    assert filled(paste(MANIFEST, picture="14"))["title"] == "The Lighthouse, p13"
    assert "in copyright" in error(paste(MANIFEST, picture="2"))


def test_a_file_of_commons_comes_with_its_credit(museum, paste, store):
    files = "upload.wikimedia.org/wikipedia/commons"
    drawn, whole = f"{files}/thumb/a/ab/Harbour.jpg/", f"{files}/a/ab/Harbour.jpg"
    photo = saved(quarters(), "JPEG")
    museum.shelves |= {API: commons(), f"{drawn}960px-Harbour.jpg": photo}
    for address in (
        FILE,
        FILE.replace("wiki/", "wiki/Category:Boats#/media/"),
        FILE.replace("commons.", "commons.m.").replace("File:", "Image:"),
        f"https://{files}/thumb/a/ab/Harbour_at_Dawn.jpg/120px-Harbour.jpg",
    ):
        museum.asked.clear()
        found = filled(shown := paste(address))
        assert "titles=File%3AHarbour+at+Dawn.jpg" in museum.asked[0]
        assert found["title"] == "Harbour at Dawn"
        assert found["creator"] == "Ida Ruiz"
        assert found["year"] == "1889"
        assert found["institution"] == "Port Museum"
        assert found["source"] == FILE
        assert (found["licence"], found["licence_version"]) == ("cc-by-sa", "")
    # A file that is too large is taken as Commons draws it.
    museum.shelves[whole] = Reply(
        b"x", "image/jpeg", headers={"Content-Length": "99999999"}
    )
    large = saved(quarters(384, 288), "JPEG")
    there = commons()
    there["query"]["pages"][0]["imageinfo"][0]["thumburl"] = (
        f"http://{drawn}3840px-Harbour.jpg"
    )
    museum.shelves |= {API: there, f"{drawn}3840px-Harbour.jpg": large}
    assert store(shown).status_code == 302
    image = CustomImage.objects.latest("pk")
    assert image.width == 384
    assert "iiurlwidth=3840" in museum.asked[-2]
    assert image.words == {"de": {"title": "Hafen am Morgen"}}
    none = dict.fromkeys(("LicenseUrl", "License", "LicenseShortName"))
    for metadata, words in (
        ({"LicenseUrl": f"{CC}/licenses/by-nc/2.0/"}, "without gain"),
        ({"LicenseUrl": "https://www.gnu.org/copyleft/fdl.html"}, "not known here"),
        ({"NonFree": "true"}, "in copyright"),
        (none, "does not say under which terms"),
    ):
        museum.shelves[API] = commons(**metadata)
        assert words in error(paste(FILE)), metadata
    museum.shelves[API] = commons(
        **none | {"License": "pd", "Credit": '<span class="x">Own work</span>'}
    )
    found = filled(paste(FILE))
    assert (found["licence"], found["institution"]) == ("pdm", "Wikimedia Commons")
    museum.shelves[API] = {"query": {"pages": [{"title": "File:X", "missing": True}]}}
    assert "no file of this name" in error(paste(FILE))
    boats = paste("https://commons.wikimedia.org/wiki/Boats")
    assert "no page of a file" in error(boats)


def test_what_the_licence_forbids_is_refused_in_words(museum, paste):
    def given(**more: Any) -> HttpResponse:
        museum.shelves[f"{MUSEUM}/manifest.json"] = third(**more)
        return paste(MANIFEST)

    assert "RightsStatements.org: InC)" in error(given(rights=RS.format("InC")))
    for code in (
        *("InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC"),
        *("NoC-OKLR", "NoC-US", "CNE", "UND", "NKC"),
    ):
        with pytest.raises(ForbiddenError, match=rf"RightsStatements.org: {code}\)"):
            terms(RS.format(code))
    for kind, words in (
        ("by-nc/4.0/", "without gain"),
        ("by-nc-sa/3.0/deed.de", "without gain"),
        ("by-nd/2.5/nl/legalcode", "may not be changed"),
        ("sa/1.0/", "not known here"),
    ):
        assert words in error(given(rights=f"{CC}/licenses/{kind}"))
    assert "not known here" in error(given(rights="https://museum.example/terms"))
    assert "does not say under which terms" in error(given(rights=None))
    # What is nearer to the picture counts, and a word in HTML where nothing else does.
    strict = canvas("one", rights=RS.format("InC"))
    assert "in copyright" in error(
        given(rights=f"{CC}/licenses/by/4.0/", items=[strict])
    )
    spoken = {
        "label": {"en": ["Rights"]},
        "value": {"en": [f"<a href='{CC}/licenses/"]},
    }
    spoken["value"]["en"][0] += "by/4.0/'>free</a>"
    assert filled(given(rights=None, metadata=[spoken]))["licence"] == "cc-by"
    for rights, licence, version in (
        (f"{CC}/publicdomain/zero/1.0/deed.fr", "cc0", ""),
        ("http://creativecommons.org/licenses/by/2.0/", "cc-by", "2.0"),
        (f"{CC}/licenses/by/4.0/legalcode.en", "cc-by", ""),
        (f"{CC}/licenses/by/3.0/igo/", "cc-by", "3.0/igo"),
        (f"{CC}/licenses/publicdomain/", "pdm", ""),
    ):
        found = filled(given(rights=rights))
        assert (found["licence"], found["licence_version"]) == (licence, version)


def test_files_that_are_no_good_pictures_are_refused(museum, paste, store):
    museum.shelves |= {
        f"{MUSEUM}/manifest.json": third(),
        f"{IMAGES}/one/info.json": info(300, 200, maxWidth=150, maxArea=4000),
    }
    shown = paste(MANIFEST)
    assert not shown.context["facts"]["preview"]
    # 77 × 51 is what the service allows.
    place = f"{IMAGES}/one/full/77,/0/default.jpg"
    pictures = CustomImage.objects.count()
    for reply, words in (
        (Reply(status=404), "nothing at this address"),
        (Reply(b"<svg/>", "image/svg+xml"), "another kind"),
        (Reply(b"\xff\xd8\xff<script>", "image/jpeg"), "cannot be read as a picture"),
        (Reply(b"x", "image/jpeg", headers={"Content-Length": "99999999"}), "larger"),
    ):
        museum.shelves[place] = reply
        response = store(shown)
        assert words in response.content.decode(), words
        assert response.context["picture"]["title"].value() == "The Lighthouse"
        assert 'type="file"' not in response.content.decode()
    assert CustomImage.objects.count() == pictures
    broken = store(shown).wsgi_request.POST | {"found": "made up"}
    assert CustomImage.objects.count() == pictures
    assert broken


def test_who_may_add_pictures_may_bring_them(sign_in, client, museum):
    assert client.get(PATH).status_code == 302
    for name, status in (("editor", 200), ("moderator", 200), ("reviewer", 302)):
        assert sign_in(name).get(PATH).status_code == status, name
    editor = sign_in("editor")
    for path in ("", "add/", "multiple/add/", "chooser/"):
        # In the answer of the chooser, quotation marks are escaped.
        assert PATH in editor.get(f"/admin/images/{path}").content.decode(), path
    moderator = sign_in("moderator")
    path = "/admin/picture_hosts/new/"
    for host, words in (
        ("127.0.0.1", "name of a host"),
        ("localhost", "name of a host"),
        ("a b.example", "name of a host"),
        (MUSEUM, "already"),
    ):
        response = moderator.post(path, {"host": host, "institution": ""})
        assert words in " ".join(response.context["form"].errors["host"]), host
    moderator.post(path, {"host": "https://Bücher.example/x", "institution": "B"})
    assert PictureHost.objects.filter(host="xn--bcher-kva.example").exists()
    assert sign_in("editor").get(path).status_code == 302
