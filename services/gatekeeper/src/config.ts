import { hostingSettings } from "@pha/enclave-service";
import { type ConfigOf, defineConfig, httpSettings } from "@pha/service-kit/config";

export const settings = defineConfig({
  ...httpSettings("gatekeeper", { port: 8000, serves: "the REST API and /metrics" }),
  ...hostingSettings("gatekeeper"),
});
export type Config = ConfigOf<typeof settings>;
