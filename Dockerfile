FROM python:3.11-slim

WORKDIR /srv/yidong
# Bytecode is made now, by root: the bot's own user couldn't keep it, and every start would take longer.
RUN useradd --system --uid 10001 --home-dir /srv/yidong yidong \
    && install -d -o yidong -g yidong -m 0700 /srv/yidong/var /srv/photos
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY locales locales
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -r bot handlers storage locales

USER yidong
# A first signal ends it in order, within ten seconds.
STOPSIGNAL SIGTERM
CMD ["yidong", "run"]
