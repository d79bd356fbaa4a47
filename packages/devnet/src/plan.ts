import { join } from "node:path";
import type { LogLevel } from "@pha/service-kit/log";
import { type Counts, forServices, ownName, processName, type ServiceName } from "@pha/wire";
import { environmentOf, prefixed } from "./environment.ts";
import type { NetworkFiles } from "./network-files.ts";
import { mainOf, type Places } from "./paths.ts";
import type { Ports } from "./ports.ts";

/** One process of a service. */
export interface ServicePlan {
  /** `chain-0`, `relay-0`, … */
  readonly name: string;
  /** The file that runs it. */
  readonly file: string;
  /** Its settings; secrets are in files that these name. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
}

/** Input of a plan. */
export interface Setup {
  readonly counts: Counts;
  readonly ports: Ports;
  readonly files: NetworkFiles;
  readonly natsUrl: string;
  readonly logLevel: LogLevel;
  /** Settings that somebody chose for a service, by their names without the service's. */
  readonly chosen: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  readonly places: Pick<Places, "secrets" | "folders">;
}

/** The processes of a network, by service. */
export type Plan = Readonly<Record<ServiceName, readonly ServicePlan[]>>;

/** Plans every process: its file, settings and address. */
export function planServices({ counts, ports, files, natsUrl, logLevel, chosen, places }: Setup): Plan {
  const plan = (service: ServiceName, process: number): ServicePlan => {
    const name = processName(service, process);
    const port = ports[name] as number;
    const own = ownName(service, process);
    const whereabouts = {
      natsUrl,
      secrets: join(places.secrets, own),
      spec: files.spec,
      code: files.runtime,
      program: files[service as keyof NetworkFiles],
      folder: own === service ? places.folders[service] : join(places.folders[service], own),
    };
    const usual = { PORT: String(port), LOG_LEVEL: logLevel };
    const env = {
      ...prefixed(service, { ...usual, ...chosen[service] }),
      ...environmentOf(service, whereabouts, counts),
    };
    return { name, file: mainOf(service), env, url: `http://127.0.0.1:${port}` };
  };
  return forServices((service) => Array.from({ length: counts[service] }, (_, process) => plan(service, process)));
}
