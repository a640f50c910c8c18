"""OpenSearch 3, by its own client."""

import ssl

from opensearchpy import OpenSearch

from .engine import Address, Engine


class OpenSearchEngine(Engine):
    def connect(self, address: Address) -> OpenSearch:
        more = {}
        if address.scheme == "https":
            # The system's authorities, or the one that SSL_CERT_FILE names.
            more = {"use_ssl": True, "ssl_context": ssl.create_default_context()}
        return OpenSearch(
            [{"host": address.host.strip("[]"), "port": address.port}],
            http_auth=address.login,
            max_retries=0,
            **more,
        )

    def call(
        self, method: str, path: str, body: dict | str | None, seconds: float
    ) -> dict:
        path, _, query = path.partition("?")
        params = dict(part.split("=") for part in query.split("&") if part)
        return self.client.transport.perform_request(
            method, path, params=params, body=body, timeout=seconds
        )
