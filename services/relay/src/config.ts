import {
  type ConfigOf,
  defineConfig,
  hex,
  httpSettings,
  natsSettings,
  networkSettings,
  path,
  secret,
} from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("relay", { port: services.relay.port, serves: "/healthz, /readyz and /metrics" }),
  ...natsSettings("relay"),
  ...networkSettings("relay"),
  key: { env: "RELAY_KEY", parse: secret(hex(32)), doc: "The validator's secp256k1 key, 32 bytes." },
  dataDir: {
    env: "RELAY_DATA_DIR",
    parse: path,
    doc: "Folder of the last vote. Of this validator alone, and never restored from a backup.",
  },
});
export type Config = ConfigOf<typeof settings>;
