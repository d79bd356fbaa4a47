import { executesRuntimes, run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startChain } from "./service.ts";

await run("chain", settings, startChain, executesRuntimes);
