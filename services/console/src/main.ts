import { run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startConsole } from "./service.ts";

await run("console", settings, startConsole);
