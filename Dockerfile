# Two images from one file: "asterisk" carries the sound, "cordboard" decides. See docker-compose.yml.

# ---- music on hold as telephones use it, so that Asterisk copies it instead of decoding it for every caller
FROM debian:forky-slim AS sounds
RUN apt-get update && apt-get install --yes --no-install-recommends asterisk-moh-opsound-wav

FROM node:24-trixie-slim AS music
COPY --from=sounds /usr/share/asterisk/moh /moh
COPY scripts/setup/wav-to-ulaw.ts /
RUN node /wav-to-ulaw.ts /moh

# ---- Asterisk as Debian has it; its configuration is made by Cordboard and lies in the volume that both share
FROM debian:forky-slim AS asterisk
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       asterisk asterisk-core-sounds-en-gsm asterisk-core-sounds-ru-gsm \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=700 /data
COPY --from=music /moh /usr/share/asterisk/moh
USER 10001:10001
VOLUME /data
CMD ["/usr/sbin/asterisk", "-C", "/data/run/asterisk/etc/asterisk.conf", "-f"]

# ---- Cordboard: sources run as they are, without what only its developers need
FROM node:24-trixie-slim AS cordboard
RUN apt-get update \
    && apt-get install --yes --no-install-recommends espeak-ng \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=700 /data
WORKDIR /app
COPY vendor ./vendor
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --omit=dev
COPY src ./src
COPY scripts/render-asterisk.ts ./scripts/
COPY asterisk-config ./asterisk-config
COPY ivr-flows ./ivr-flows
USER 10001:10001
VOLUME /data
CMD ["node", "src/parent.ts"]
