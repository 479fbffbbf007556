# Gemel as an image: built in one stage, run by a user without rights in the other.
FROM node:24-slim AS build
WORKDIR /gemel
COPY . .
RUN npm ci --no-audit --no-fund && npx tsc -b packages/server && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
WORKDIR /gemel
ENV NODE_ENV=production
COPY --from=build --chown=root:root /gemel/package.json ./
COPY --from=build --chown=root:root /gemel/node_modules ./node_modules
COPY --from=build --chown=root:root /gemel/packages ./packages
USER node
EXPOSE 4000 4001
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "packages/server/bin/gemel.js"]
CMD ["serve"]
