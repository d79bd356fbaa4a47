import { hostingSettings } from "@pha/enclave-service";
import { type ConfigOf, clientsSettings, defineConfig, httpSettings } from "@pha/service-kit/config";
import { services } from "@pha/wire";

export const settings = defineConfig({
  ...httpSettings("gatekeeper", { port: services.gatekeeper.port, serves: "the REST API and /metrics" }),
  ...clientsSettings("gatekeeper"),
  ...hostingSettings("gatekeeper"),
});
export type Config = ConfigOf<typeof settings>;
