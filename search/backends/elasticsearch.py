"""Elasticsearch 9, by its own client, which refuses to speak to anything else."""

import ssl

from elasticsearch import Elasticsearch

from .engine import Address, Engine

JSON, LINES = "application/json", "application/x-ndjson"


class ElasticsearchEngine(Engine):
    def connect(self, address: Address) -> Elasticsearch:
        more = {}
        if address.scheme == "https":
            # The system's authorities, or the one that SSL_CERT_FILE names.
            more["ssl_context"] = ssl.create_default_context()
        return Elasticsearch(
            f"{address.scheme}://{address.host}:{address.port}",
            basic_auth=address.login,
            max_retries=0,
            **more,
        )

    def call(
        self, method: str, path: str, body: dict | str | None, seconds: float
    ) -> dict:
        headers = {"accept": JSON}
        if body is not None:
            headers["content-type"] = LINES if isinstance(body, str) else JSON
        client = self.client.options(request_timeout=seconds)
        return client.perform_request(method, path, headers=headers, body=body).body
