# Builds Kevre, then keeps the program, its SQL, its templates and the libraries it needs.
#   docker build -t kevre .   (usually through docker-compose.yml)

FROM swift:6.3-bookworm AS builder
RUN apt-get -q update \
    && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
        pkg-config libpq-dev libxlsxwriter-dev libsodium-dev libzip-dev libexpat1-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# The libraries of Swift go into the program, so that the final image needs none of them.
RUN swift build --configuration release --product kevre --static-swift-stdlib \
    && strip -o /kevre .build/release/kevre

FROM debian:bookworm-slim
# postgresql-15 is not among these: in a container the database is a service of its own (KEVRE_DATABASE_URL).
RUN apt-get -q update \
    && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
        ca-certificates curl fonts-inter libexpat1 libpq5 libsodium23 libxlsxwriter4 libzip4 tzdata zlib1g \
        cracklib-runtime wfrench \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/kevre --create-home kevre
COPY --from=builder /kevre /usr/bin/kevre
COPY sql /usr/share/kevre/sql
COPY templates /usr/share/kevre/templates
COPY LICENSE /usr/share/doc/kevre/copyright

USER kevre
ENV KEVRE_HOST=0.0.0.0 KEVRE_PORT=8080 KEVRE_DATA=/var/lib/kevre LANG=C.UTF-8
VOLUME /var/lib/kevre
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD curl --fail --silent --show-error "http://127.0.0.1:${KEVRE_PORT}/health" >/dev/null
ENTRYPOINT ["kevre"]
CMD ["serve"]
