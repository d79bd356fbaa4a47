# One image for every service; the command names the main.ts. Sources run as they are: there is nothing to compile.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE}
ARG PNPM_VERSION=12.21.0
RUN npm install --global --no-audit --no-fund pnpm@${PNPM_VERSION}
WORKDIR /app

# Downloaded once per lock file.
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
RUN pnpm fetch --prod

COPY . .
RUN pnpm install --frozen-lockfile --offline --prod \
  && node packages/devnet/src/build-network.ts --out network/phala --network phala \
  && node packages/devnet/src/build-network.ts --out network/khala --network khala \
  && node services/console/src/build/main.ts --out page \
  && node packages/devnet/src/make-secrets.ts --out /secrets && find /secrets -type f -delete && chmod 755 /secrets/* \
  && mkdir -p /data /network \
  && chown -R node:node /secrets /data /network

USER node
ENV NODE_ENV=production
ENTRYPOINT ["node"]
CMD ["services/chain/src/main.ts", "--help"]
