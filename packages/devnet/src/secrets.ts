import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type BusServiceName,
  type Counts,
  forBusServices,
  natsConf,
  ownNames,
  type ServiceName,
  serviceNames,
  serviceOf,
  usualCounts,
} from "@pha/wire";
import { nkeys } from "nats";
import { DATABASE_URL, NATS_SEED } from "./environment.ts";

/** Where the servers will be found by those who get the secrets. */
export interface SecretsOptions {
  /** `host:port` of Postgres, as in database URLs. */
  readonly postgres: string;
  /** Of the `nats.conf` written beside; none is written when absent. */
  readonly nats?: { readonly listen: string; readonly monitor: string };
  /** Processes of each service; the usual ones when absent. */
  readonly counts?: Counts;
}

/** Accounts that Postgres and NATS must know. */
export interface Secrets {
  /** Public nkey of each service's NATS user. */
  readonly users: Readonly<Record<BusServiceName, string>>;
  /** Password of each service's database user, for those that have one. */
  readonly passwords: ReadonlyMap<ServiceName, string>;
}

/**
 * Generates a development network's secrets: one folder for each member, or for all replicas of a service, with files
 * that only their owner reads. What is there stays as it is, but for addresses.
 */
export function makeSecrets(dir: string, { postgres, nats, counts = usualCounts }: SecretsOptions): Secrets {
  const keep = (folder: string, name: string, make: () => string) => keepFile(join(dir, folder, name), make);
  /** The processes of a service are one NATS user: each has a copy of its seed. */
  const seedOf = (service: ServiceName): string => {
    let seed: string | undefined;
    for (const [process, folder] of ownNames(service, Math.max(1, counts[service])).entries()) {
      seed = keep(folder, NATS_SEED, () => seed ?? newSeed());
      for (const [name, make] of Object.entries(serviceOf(service).secrets)) keep(folder, name, () => make(process));
    }
    return seed as string;
  };
  const passwordOf = (service: ServiceName): string => {
    const password = keep("postgres", `${service}-password`, newPassword);
    const url = `postgres://${service}:${password}@${postgres}/${service}`;
    for (const folder of ownNames(service, counts[service])) writeSecret(join(dir, folder, DATABASE_URL), url);
    return password;
  };
  const users = forBusServices((service) => publicNkey(seedOf(service)));
  keep("postgres", "superuser-password", newPassword);
  const withDatabase = serviceNames.filter((service) => serviceOf(service).hasDatabase);
  const passwords = new Map(withDatabase.map((service) => [service, passwordOf(service)]));
  if (nats !== undefined) writeSecret(join(dir, "nats", "nats.conf"), natsConf({ ...nats, users }));
  return { users, passwords };
}

function keepFile(path: string, make: () => string): string {
  if (!existsSync(path)) writeSecret(path, make());
  return readFileSync(path, "utf8");
}

function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
}

const newPassword = (): string => randomBytes(24).toString("hex");
const newSeed = (): string => new TextDecoder().decode(nkeys.createUser().getSeed());
const publicNkey = (seed: string): string => nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey();
