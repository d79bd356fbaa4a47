import { join } from "node:path";
import { startNats, startPostgres, startProcess } from "@pha/local-infra";
import type { BusServiceName } from "@pha/wire";
import { binDir, cacheDir, type Places } from "./paths.ts";
import type { ServicePlan } from "./plan.ts";
import { untilServing } from "./ready.ts";
import type { Report } from "./report.ts";
import type { Program } from "./supervise.ts";

/** A program with an address that is known once it runs. */
export interface Server extends Program {
  readonly url: () => string;
}

const logOf = (places: Places, name: string): string => join(places.logs, `${name}.log`);
const slow = (report: Report) => (name: string) => report.waiting(name, "does not answer yet");

/** Postgres; ready when its launch is done. */
export function postgresProgram(places: Places, report: Report): Server {
  let url = "";
  const logFile = logOf(places, "postgres");
  return {
    name: "postgres",
    logFile,
    async launch() {
      const postgres = await startPostgres({ dir: places.postgres, logFile, onSlow: slow(report) });
      url = postgres.url;
      return postgres.child;
    },
    ready: async () => {},
    url: () => url,
  };
}

/** NATS with a user per service; ready when its launch is done. */
export function natsProgram(places: Places, users: Readonly<Record<BusServiceName, string>>, report: Report): Server {
  let url = "";
  const logFile = logOf(places, "nats");
  return {
    name: "nats",
    logFile,
    async launch() {
      const nats = await startNats({ dir: places.nats, logFile, binDir, users, onSlow: slow(report) });
      url = nats.url;
      return nats.child;
    },
    ready: async () => {},
    url: () => url,
  };
}

/** A service; ready when it says so. */
export function serviceProgram({ name, file, env, url }: ServicePlan, places: Places, report: Report): Program {
  return {
    name,
    logFile: logOf(places, name),
    launch: () =>
      startProcess({ name, file, env: { NODE_COMPILE_CACHE: join(cacheDir, "v8"), ...env }, logDir: places.logs }),
    ready: (child, withinMs) => untilServing(child, url, withinMs, report),
  };
}
