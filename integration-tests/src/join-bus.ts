import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bus, connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { type BusServiceName, inboxPrefix, ownName } from "@pha/wire";

/** Address of a network's NATS. */
export async function natsUrlOf(dataDir: string): Promise<string> {
  const port = (await readFile(join(dataDir, "nats", "port"), "utf8")).trim();
  return `nats://127.0.0.1:${port}`;
}

/** File with the NATS seed of a service's first process. */
export const seedFileOf = (dataDir: string, service: BusServiceName): string =>
  join(dataDir, "secrets", ownName(service, 0), "nats-seed");

/** Joins NATS with the keys of a service of the network that keeps its things in a folder. */
export async function joinBus(dataDir: string, service: BusServiceName): Promise<Bus> {
  const seed = new Secret(await readFile(seedFileOf(dataDir, service), "utf8"));
  const user = { seed, inboxPrefix: inboxPrefix(service) };
  return connectBus({ service, url: await natsUrlOf(dataDir), ...user, log: silentLog });
}
