import { join } from "node:path";
import type { LogLevel } from "@pha/service-kit/log";
import type { NetworkFiles } from "./network-files.ts";
import { mainOf, type Places } from "./paths.ts";
import { chainNames, namesOf, type Ports, type Size } from "./ports.ts";
import { operatorFile, secretFile } from "./secrets.ts";

/** One process of a service. */
export interface ServicePlan {
  /** `chain`, `relay-0`, … */
  readonly name: string;
  /** The file that runs it. */
  readonly file: string;
  /** Its settings; secrets are in files that these name. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
}

/** What the processes of a network depend on. */
export interface Setup {
  readonly size: Size;
  readonly ports: Ports;
  readonly files: NetworkFiles;
  readonly natsUrl: string;
  readonly logLevel: LogLevel;
  readonly places: Pick<Places, "secrets" | "relay" | "gatekeeper" | "miner">;
}

/** The processes of a network, group by group in order of need. */
export interface Plan {
  readonly chains: readonly ServicePlan[];
  readonly validators: readonly ServicePlan[];
  readonly gatekeepers: readonly ServicePlan[];
  readonly miners: readonly ServicePlan[];
}

/** Plans every process: its file, settings and address. */
export function planServices({ size, ports, files, natsUrl, logLevel, places }: Setup): Plan {
  const plan = (service: string, name: string, folder: string, own: Readonly<Record<string, string>>): ServicePlan => {
    const port = ports[name] as number;
    const settings = {
      PORT: String(port),
      LOG_LEVEL: logLevel,
      NATS_URL: natsUrl,
      NATS_SEED_FILE: secretFile(places.secrets, folder, "nats-seed"),
      SPEC: files.spec,
      CODE: files.runtime,
      ...own,
    };
    const env = Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`${service.toUpperCase()}_${key}`, value]),
    );
    return { name, file: mainOf(service), env, url: `http://127.0.0.1:${port}` };
  };
  return {
    chains: chainNames(size.chains).map((name) =>
      plan("chain", name, "chain", {
        DATABASE_URL_FILE: secretFile(places.secrets, "chain", "database-url"),
        AUTHOR_KEY_FILE: secretFile(places.secrets, "chain", "author-key"),
        INSTANT_FINALITY: String(size.validators === 0),
      }),
    ),
    validators: namesOf("relay", size.validators).map((name) =>
      plan("relay", name, name, {
        KEY_FILE: secretFile(places.secrets, name, "key"),
        DATA_DIR: join(places.relay, name),
      }),
    ),
    gatekeepers: namesOf("gatekeeper", size.gatekeepers).map((name, i) =>
      plan("gatekeeper", name, "gatekeeper", {
        OPERATOR_FILE: secretFile(places.secrets, "gatekeeper", operatorFile(i)),
        PROGRAM: files.gatekeeper,
        DATA_DIR: join(places.gatekeeper, name), // an identity belongs to its operator
      }),
    ),
    miners: namesOf("miner", size.miners).map((name) =>
      plan("miner", name, "miner", {
        OPERATOR_FILE: secretFile(places.secrets, "miner", "operator"),
        PROGRAM: files.miner,
        DATA_DIR: places.miner,
      }),
    ),
  };
}
