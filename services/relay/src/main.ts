import { executesRuntimes, run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startRelay } from "./service.ts";

await run("relay", settings, startRelay, executesRuntimes);
