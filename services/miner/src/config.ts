import { type ConfigOf, defineConfig, int, path, port, secret, text, url } from "@pha/service-kit/config";

export const settings = defineConfig({
  port: { env: "MINER_PORT", parse: port, default: 8100, doc: "Port of /healthz, /readyz and /metrics." },
  host: { env: "MINER_HOST", parse: text, default: "127.0.0.1", doc: "Address to listen on." },
  natsUrl: { env: "MINER_NATS_URL", parse: url("nats", "tls"), default: "nats://127.0.0.1:4222", doc: "NATS." },
  natsSeed: {
    env: "MINER_NATS_SEED",
    parse: secret(text),
    default: undefined,
    doc: "nkey seed of the miners' NATS user; anonymous when absent.",
  },
  spec: { env: "MINER_SPEC", parse: path, doc: "Path of the chain spec (JSON)." },
  code: { env: "MINER_CODE", parse: path, doc: "Path of the runtime's bundle, which is part of the genesis state." },
  program: { env: "MINER_PROGRAM", parse: path, doc: "Path of the enclave program's bundle." },
  dataDir: {
    env: "MINER_DATA_DIR",
    parse: path,
    doc: "Folder of the platform's slots and seals; replicas share it, each locks a slot.",
  },
  operator: {
    env: "MINER_OPERATOR",
    parse: secret(text),
    doc: "Secret URI of the account that registers the enclave and pays for it.",
  },
  cluster: { env: "MINER_CLUSTER", parse: int({ max: 0xffff_ffff }), default: 0, doc: "Cluster to serve." },
  queryThreads: {
    env: "MINER_QUERY_THREADS",
    parse: int({ min: 1, max: 15 }),
    default: 2,
    doc: "Engine threads for queries; commands have one more.",
  },
});
export type Config = ConfigOf<typeof settings>;
