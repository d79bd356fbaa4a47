import { list, path, peer, port, secret, text, url } from "./parsers.ts";
import type { Secret } from "./secret.ts";
import { envPrefix, type Settings } from "./settings.ts";

/** Where a service's HTTP server listens. */
export interface HttpConfig {
  readonly port: number;
  readonly host: string;
}

/** Settings of a service's HTTP server: its usual port, and what it serves there. */
export const httpSettings = (
  service: string,
  usual: { readonly port: number; readonly serves: string },
): Settings<HttpConfig> => ({
  port: { env: `${envPrefix(service)}PORT`, parse: port, default: usual.port, doc: `Port of ${usual.serves}.` },
  host: { env: `${envPrefix(service)}HOST`, parse: text, default: "127.0.0.1", doc: "Address to listen on." },
});

/** Whom a service believes about its clients. */
export interface ClientsConfig {
  readonly trustedProxies: readonly string[];
}

/** Settings of a service whose requests are counted by client. */
export const clientsSettings = (service: string): Settings<ClientsConfig> => ({
  trustedProxies: {
    env: `${envPrefix(service)}TRUSTED_PROXIES`,
    parse: list(peer),
    default: [],
    doc: "Proxies whose X-Forwarded-For names the client whose requests are counted; nobody's by default.",
  },
});

/** How a service reaches NATS. */
export interface NatsConfig {
  readonly natsUrl: string;
  readonly natsSeed: Secret<string> | undefined;
}

/** Settings of a service's connection to NATS. */
export const natsSettings = (service: string): Settings<NatsConfig> => ({
  natsUrl: {
    env: `${envPrefix(service)}NATS_URL`,
    parse: url("nats", "tls"),
    default: "nats://127.0.0.1:4222",
    doc: "NATS.",
  },
  natsSeed: {
    env: `${envPrefix(service)}NATS_SEED`,
    parse: secret(text),
    default: undefined,
    doc: "nkey seed of the service's NATS user; anonymous when absent.",
  },
});

/** Where a service's database is. */
export interface DatabaseConfig {
  readonly databaseUrl: Secret<string>;
}

/** Settings of a service's connection to its database. */
export const databaseSettings = (service: string): Settings<DatabaseConfig> => ({
  databaseUrl: {
    env: `${envPrefix(service)}DATABASE_URL`,
    parse: secret(url("postgres", "postgresql")),
    doc: "Postgres, with the password.",
  },
});

/** The files that a network's genesis follows from. */
export interface NetworkConfig {
  readonly spec: string;
  readonly code: string;
}

/** Settings of the network that a service belongs to. */
export const networkSettings = (service: string): Settings<NetworkConfig> => ({
  spec: { env: `${envPrefix(service)}SPEC`, parse: path, doc: "Path of the chain spec (JSON)." },
  code: {
    env: `${envPrefix(service)}CODE`,
    parse: path,
    doc: "Path of the runtime's bundle, which is part of the genesis state.",
  },
});
