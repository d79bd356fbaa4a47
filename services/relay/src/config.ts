import { type ConfigOf, defineConfig, hex, path, port, secret, text, url } from "@pha/service-kit/config";

export const settings = defineConfig({
  port: { env: "RELAY_PORT", parse: port, default: 9955, doc: "Port of /healthz, /readyz and /metrics." },
  host: { env: "RELAY_HOST", parse: text, default: "127.0.0.1", doc: "Address to listen on." },
  natsUrl: { env: "RELAY_NATS_URL", parse: url("nats", "tls"), default: "nats://127.0.0.1:4222", doc: "NATS." },
  natsSeed: {
    env: "RELAY_NATS_SEED",
    parse: secret(text),
    default: undefined,
    doc: "nkey seed of the validators' NATS user; anonymous when absent.",
  },
  spec: { env: "RELAY_SPEC", parse: path, doc: "Path of the chain spec (JSON)." },
  code: { env: "RELAY_CODE", parse: path, doc: "The runtime's bundle, which is part of the genesis state." },
  key: { env: "RELAY_KEY", parse: secret(hex(32)), doc: "The validator's secp256k1 key, 32 bytes." },
  dataDir: {
    env: "RELAY_DATA_DIR",
    parse: path,
    doc: "Folder of the last vote. Of this validator alone, and never restored from a backup.",
  },
});
export type Config = ConfigOf<typeof settings>;
