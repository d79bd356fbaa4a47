import { type ConfigOf, defineConfig, path, port, secret, text, url } from "@pha/service-kit/config";

export const settings = defineConfig({
  port: { env: "GATEKEEPER_PORT", parse: port, default: 8000, doc: "Port of the REST API and /metrics." },
  host: { env: "GATEKEEPER_HOST", parse: text, default: "127.0.0.1", doc: "Address to listen on." },
  natsUrl: { env: "GATEKEEPER_NATS_URL", parse: url("nats", "tls"), default: "nats://127.0.0.1:4222", doc: "NATS." },
  natsSeed: {
    env: "GATEKEEPER_NATS_SEED",
    parse: secret(text),
    default: undefined,
    doc: "nkey seed of the gatekeepers' NATS user; anonymous when absent.",
  },
  spec: { env: "GATEKEEPER_SPEC", parse: path, doc: "Path of the chain spec (JSON)." },
  code: {
    env: "GATEKEEPER_CODE",
    parse: path,
    doc: "Path of the runtime's bundle, which is part of the genesis state.",
  },
  program: { env: "GATEKEEPER_PROGRAM", parse: path, doc: "Path of the enclave program's bundle." },
  dataDir: {
    env: "GATEKEEPER_DATA_DIR",
    parse: path,
    doc: "Folder of the platform's slots and seals; gatekeepers of one machine may share it.",
  },
  operator: {
    env: "GATEKEEPER_OPERATOR",
    parse: secret(text),
    doc: "Secret URI of the account that registers the enclave and pays for it.",
  },
});
export type Config = ConfigOf<typeof settings>;
