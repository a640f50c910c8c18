"""What the screen says where an address is pasted."""

from typing import Any

from django.http import HttpResponse

from .manifests import MUSEUM

PATH = "/admin/images/elsewhere/"
MANIFEST = f"https://{MUSEUM}/manifest.json"


def error(response: HttpResponse) -> str:
    assert response.status_code == 200
    assert response.context.get("picture") is None
    return " ".join(response.context["form"].errors["address"])


def filled(response: HttpResponse) -> dict[str, Any]:
    assert not response.context["form"].errors, response.context["form"].errors
    form = response.context["picture"]
    assert "file" not in form.fields
    return {field.name: field.value() for field in form}
