import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { developmentAuthor, developmentValidators } from "@pha/runtime/spec";
import { natsConf, type ServiceName } from "@pha/wire";
import { nkeys } from "nats";

/** Where the servers will be found by those who get the secrets. */
export interface SecretsOptions {
  /** `host:port` of Postgres, as in the chain's database URL. */
  readonly postgres: string;
  /** Of the `nats.conf` written beside; none is written when absent. */
  readonly nats?: { readonly listen: string; readonly monitor: string };
}

/** What the servers must be told. */
export interface Secrets {
  /** Public nkey of each service's NATS user. */
  readonly users: Readonly<Record<ServiceName, string>>;
  /** Of the database user `chain`. */
  readonly postgresPassword: string;
}

/** Folder of each NATS user's seed. Validators share one, and each has a copy. */
const seedFolders: Readonly<Record<ServiceName, string>> = {
  chain: "chain",
  relay: "relay-0",
  gatekeeper: "gatekeeper",
  miner: "miner",
};

/**
 * Accounts that register enclaves and pay for them: one per gatekeeper, for an account's extrinsics come one by one, and
 * none that people and the faucet use.
 */
const operators = {
  gatekeeper: ["//Alice//stash", "//Bob//stash", "//Charlie//stash", "//Dave//stash", "//Eve//stash"],
  miner: "//Ferdie//stash",
} as const;

/** File with the operator's URI of one gatekeeper, in the gatekeepers' folder. */
export const operatorFile = (gatekeeper: number): string => `operator-${gatekeeper % operators.gatekeeper.length}`;

/** A file of a service's folder of secrets. */
export const secretFile = (dir: string, service: string, name: string): string => join(dir, service, name);

/**
 * Generates a development network's secrets: one folder per service, files that only their owner reads. What is there
 * stays as it is, but for addresses.
 */
export function makeSecrets(dir: string, { postgres, nats }: SecretsOptions): Secrets {
  const keep = (service: string, name: string, make: () => string) => keepFile(secretFile(dir, service, name), make);
  const users = Object.fromEntries(
    Object.entries(seedFolders).map(([service, folder]) => [service, publicNkey(keep(folder, "nats-seed", newSeed))]),
  ) as Secrets["users"];
  keep("miner", "operator", () => operators.miner);
  operators.gatekeeper.forEach((uri, i) => {
    keep("gatekeeper", operatorFile(i), () => uri);
  });
  keep("postgres", "superuser-password", newPassword);
  const postgresPassword = keep("postgres", "password", newPassword);
  keep("postgres", "superuser-password", () => randomBytes(24).toString("hex"));
  writeSecret(secretFile(dir, "chain", "database-url"), `postgres://chain:${postgresPassword}@${postgres}/chain`);
  // The published keys of development: the genesis of a development network names them.
  keep("chain", "author-key", () => developmentAuthor.secret);
  developmentValidators.forEach(({ secret }, i) => {
    keep(`relay-${i}`, "key", () => secret);
    keep(`relay-${i}`, "nats-seed", () => keep(seedFolders.relay, "nats-seed", newSeed));
  });
  if (nats !== undefined) writeSecret(secretFile(dir, "nats", "nats.conf"), natsConf({ ...nats, users }));
  return { users, postgresPassword };
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
