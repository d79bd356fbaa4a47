import {
  type ConfigOf,
  clientsSettings,
  databaseSettings,
  defineConfig,
  httpSettings,
  natsSettings,
  networkSettings,
  secret,
  text,
} from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("governance", { port: services.governance.port, serves: "REST and /metrics" }),
  ...clientsSettings("governance"),
  ...databaseSettings("governance"),
  ...natsSettings("governance"),
  ...networkSettings("governance"),
  closer: {
    env: "GOVERNANCE_CLOSER",
    parse: secret(text),
    default: undefined,
    doc: "Secret URI of the account that closes motions that are due, and pays for it; nobody does when absent.",
  },
});
export type Config = ConfigOf<typeof settings>;
