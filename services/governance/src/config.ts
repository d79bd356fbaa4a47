import {
  type ConfigOf,
  clientsSettings,
  databaseSettings,
  defineConfig,
  httpSettings,
  natsSettings,
  networkSettings,
} from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("governance", { port: services.governance.port, serves: "REST and /metrics" }),
  ...clientsSettings("governance"),
  ...databaseSettings("governance"),
  ...natsSettings("governance"),
  ...networkSettings("governance"),
});
export type Config = ConfigOf<typeof settings>;
