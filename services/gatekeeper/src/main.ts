import { run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startGatekeeper } from "./service.ts";

await run("gatekeeper", settings, startGatekeeper);
