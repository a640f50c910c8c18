# Open Heritage as images: `site` (web, worker and every command) and `edge` (nginx).
# compose.yaml builds and runs both; docs/operations.md, "With containers".
#
# All of it is Debian 12's: Python, nginx and PostgreSQL's programs are those that
# docs/operations.md has installed on a machine, and deploy/rehearse runs.

FROM debian:12.12-slim AS base
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# What was mended since that Debian was made, in all that comes below: nothing newer ever
# gets into the image of its name once the next one is out.
RUN apt-get update \
    && apt-get upgrade --yes --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*
# One account in both images: nginx reaches the web server by a socket of its own.
RUN groupadd --gid 10001 openheritage \
    && useradd --uid 10001 --gid openheritage --no-create-home \
      --home-dir /srv/openheritage --shell /usr/sbin/nologin openheritage


FROM base AS build
# (Versions of packages are not named, here and below: Debian keeps none but the newest.)
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/openheritage
# First what changes seldom.
COPY requirements.txt requirements-s3.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes \
      --requirement requirements.txt --requirement requirements-s3.txt \
    && .venv/bin/pip uninstall --yes pip setuptools
COPY . .
# Catalogues and static files, into built/.
RUN deploy/entrypoint build


FROM base AS site
LABEL org.opencontainers.image.title="Open Heritage" \
      org.opencontainers.image.description="Web server, worker and commands of the site" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="BSD-3-Clause"
# pg_dump and age make backups, psql the role and the database.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
      age ca-certificates postgresql-client-15 python3 tzdata \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /srv/openheritage /srv/openheritage
# The code is root's. These alone the account may write into: each is a volume.
RUN for folder in /srv/openheritage/var /run/openheritage /etc/nginx/site \
      /etc/openheritage/authority /etc/openheritage/cache /etc/openheritage/database \
      /etc/openheritage/search /etc/openheritage/site /etc/openheritage/tls; \
    do install -d -o openheritage -g openheritage -m 755 "$folder"; done \
    && for folder in /var/lib/openheritage/journal /var/backups/openheritage; \
    do install -d -o openheritage -g openheritage -m 700 "$folder"; done \
    && ln -s /srv/openheritage/deploy/manage /usr/local/bin/openheritage
ENV DJANGO_SETTINGS_MODULE=openheritage.settings.production \
    OPENHERITAGE_ENV=/etc/openheritage/site/openheritage.env \
    WEB_BIND=unix:/run/openheritage/web.sock \
    BACKUP_DIR=/var/backups/openheritage \
    JOURNAL_DIR=/var/lib/openheritage/journal \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /srv/openheritage
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=3 \
  CMD ["/usr/bin/python3", "-IS", "deploy/healthy.py"]
ENTRYPOINT ["/srv/openheritage/deploy/entrypoint"]
CMD ["web"]


FROM base AS edge
LABEL org.opencontainers.image.title="Open Heritage: nginx" \
      org.opencontainers.image.description="TLS, copies of pages, static files and error pages in front of the site" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="BSD-3-Clause"
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx \
      libnginx-mod-http-brotli-filter libnginx-mod-http-brotli-static \
      libnginx-mod-http-cache-purge \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o openheritage -g openheritage -m 755 /var/cache/nginx /etc/nginx/site \
      /var/www/acme \
    && ln -sf /dev/stdout /var/log/nginx/openheritage.log \
    && ln -sf /dev/stderr /var/log/nginx/openheritage.error.log
# Whatever the folder that this is copied from allows.
COPY --chmod=644 deploy/nginx/main.conf /etc/nginx/nginx.conf
COPY --chmod=755 deploy/nginx/healthy /usr/local/bin/healthy
USER 10001:10001
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 \
  CMD ["/usr/local/bin/healthy"]
CMD ["/usr/sbin/nginx"]
