import { run } from "@pha/service-kit/run";
import { settings } from "./config.ts";
import { startBalancer } from "./service.ts";

await run("balancer", settings, startBalancer);
