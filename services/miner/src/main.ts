import { run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startMiner } from "./service.ts";

await run("miner", settings, startMiner);
