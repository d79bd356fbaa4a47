import { developmentAuthor } from "@pha/runtime/spec";
import {
  bool,
  type ConfigOf,
  defineConfig,
  hex,
  int,
  list,
  path,
  peer,
  port,
  Secret,
  secret,
  text,
  url,
} from "@pha/service-kit/config";

export const settings = defineConfig({
  port: { env: "CHAIN_PORT", parse: port, default: 9944, doc: "Port of JSON-RPC, REST and /metrics." },
  host: { env: "CHAIN_HOST", parse: text, default: "127.0.0.1", doc: "Address to listen on." },
  trustedProxies: {
    env: "CHAIN_TRUSTED_PROXIES",
    parse: list(peer),
    default: [],
    doc: "Proxies whose X-Forwarded-For names the client whose requests are counted; nobody's by default.",
  },
  databaseUrl: {
    env: "CHAIN_DATABASE_URL",
    parse: secret(url("postgres", "postgresql")),
    doc: "Postgres, with the password.",
  },
  natsUrl: { env: "CHAIN_NATS_URL", parse: url("nats", "tls"), default: "nats://127.0.0.1:4222", doc: "NATS." },
  natsSeed: {
    env: "CHAIN_NATS_SEED",
    parse: secret(text),
    default: undefined,
    doc: "nkey seed of the chain's NATS user; anonymous when absent.",
  },
  spec: { env: "CHAIN_SPEC", parse: path, doc: "Path of the chain spec (JSON)." },
  code: { env: "CHAIN_CODE", parse: path, doc: "Path of the runtime's bundle, which is part of the genesis state." },
  historyBlocks: {
    env: "CHAIN_HISTORY_BLOCKS",
    parse: int({ min: 256 }),
    default: 256,
    doc: "How many blocks back the state can be read.",
  },
  archive: {
    env: "CHAIN_ARCHIVE",
    parse: bool,
    default: false,
    doc: "Keeps the state of every block from now on.",
  },
  authorKey: {
    env: "CHAIN_AUTHOR_KEY",
    parse: secret(hex(32)),
    default: new Secret(developmentAuthor.secret),
    doc: "Ed25519 seed that seals blocks, registered on the ledger; by default the published one of development.",
  },
  instantFinality: {
    env: "CHAIN_INSTANT_FINALITY",
    parse: bool,
    default: false,
    doc: "Development only: certifies each block at once, with the published key of the only validator. No relay runs.",
  },
});
export type Config = ConfigOf<typeof settings>;
