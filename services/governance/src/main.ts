import { run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startGovernance } from "./service.ts";

await run("governance", settings, startGovernance);
