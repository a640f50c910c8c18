"""Localize's machines, where they would ask for another language than is meant, or
take an error for an answer.

Delete ``Libre`` when localize asks a server for its languages and tells scripts apart,
and ``DeepL`` when it does so too, looks at the status of the answer, and can be given
an address.
"""

from functools import cached_property
from typing import Any

import requests
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

from openheritage.names import bcp47

# Traditional Chinese is no second best for simplified, nor the other way round.
CHINESE = {"zh-hans": ("zh-Hans", "zh"), "zh-hant": ("zh-Hant", "zt")}
# What DeepL names by more than the language.
DEEPL = {
    "pt-br": "PT-BR",
    "pt-pt": "PT-PT",
    "zh-hans": "ZH-HANS",
    "zh-hant": "ZH-HANT",
    "en": "EN-GB",
}


def names_of(code: str) -> tuple[str, ...]:
    """How a server may call a language, the nearest first."""
    return CHINESE.get(code, (bcp47(code), code.split("-")[0]))


class Libre(LibreTranslator):
    @cached_property
    def known(self) -> dict[str, str]:
        """Its own names of languages, by theirs in small letters."""
        response = requests.get(
            f"{self.get_api_endpoint()}/languages", timeout=self.get_timeout()
        )
        response.raise_for_status()
        return {each["code"].lower(): each["code"] for each in response.json()}

    def language_code(self, code: str) -> str:
        for name in names_of(code):
            if name.lower() in self.known:
                return self.known[name.lower()]
        return ""

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        source = self.language_code(source_locale.language_code)
        target = self.language_code(target_locale.language_code)
        return bool(source and target and source != target)


class DeepL(DeepLTranslator):
    def get_api_endpoint(self) -> str:
        return self.options.get("URL") or super().get_api_endpoint()

    def get_parameters(
        self, source_locale: Any, target_locale: Any, strings: Any
    ) -> dict:
        parameters = super().get_parameters(source_locale, target_locale, strings)
        code = target_locale.language_code
        return parameters | {"target_lang": DEEPL.get(code, parameters["target_lang"])}

    def translate(
        self, source_locale: Any, target_locale: Any, strings: Any
    ) -> dict[StringValue, StringValue]:
        response = requests.post(
            self.get_api_endpoint(),
            self.get_parameters(source_locale, target_locale, strings),
            timeout=self.options.get("TIMEOUT", 30),
            headers=self.get_headers(),
        )
        response.raise_for_status()
        answers = response.json()["translations"]
        return {
            string: StringValue(answer["text"])
            for string, answer in zip(strings, answers, strict=True)
        }
