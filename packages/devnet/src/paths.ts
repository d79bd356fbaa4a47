import { join } from "node:path";
import { forServices, type ServiceName } from "@pha/wire";

/** The workspace: where sources are found. */
export const root = join(import.meta.dirname, "..", "..", "..");

/** Bundles and compiled code, shared by all networks of this clone; everything in it can be made again. */
export const cacheDir = join(root, ".data", "cache");

/** Downloaded programs. */
export const binDir = join(root, ".data", "bin");

/** The file that runs a service. */
export const mainOf = (service: string): string => join(root, "services", service, "src", "main.ts");

/** Where a network keeps its things. */
export interface Places {
  readonly network: string;
  readonly secrets: string;
  readonly postgres: string;
  readonly nats: string;
  /** Folder of each service's processes. */
  readonly folders: Readonly<Record<ServiceName, string>>;
  readonly logs: string;
  /** File that names the process that runs on the folder. */
  readonly claim: string;
  /** The contract that shows a network at work. */
  readonly showcase: string;
}

/** The places of a network below its data folder. */
export const placesIn = (dataDir: string): Places => ({
  network: join(dataDir, "network"),
  secrets: join(dataDir, "secrets"),
  postgres: join(dataDir, "postgres"),
  nats: join(dataDir, "nats"),
  folders: forServices((service) => join(dataDir, service)),
  logs: join(dataDir, "logs"),
  claim: join(dataDir, "running.json"),
  showcase: join(dataDir, "showcase.json"),
});
