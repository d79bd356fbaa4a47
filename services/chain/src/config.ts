import { developmentAuthor } from "@pha/runtime/spec";
import {
  bool,
  type ConfigOf,
  clientsSettings,
  databaseSettings,
  defineConfig,
  hex,
  hostName,
  httpSettings,
  int,
  list,
  natsSettings,
  networkSettings,
  Secret,
  secret,
} from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("chain", { port: services.chain.port, serves: "JSON-RPC, REST and /metrics" }),
  ...clientsSettings("chain"),
  hostNames: {
    env: "CHAIN_HOST_NAMES",
    parse: list(hostName),
    default: [],
    doc: "Names by which the shortcuts of development may be called, besides localhost and addresses: none by default.",
  },
  ...databaseSettings("chain"),
  ...natsSettings("chain"),
  ...networkSettings("chain"),
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
