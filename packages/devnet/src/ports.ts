import { freePort } from "@pha/local-infra";
import { type Counts, processName, serviceNames, serviceOf } from "@pha/wire";
import { errors } from "./errors.ts";

/** The port of every process, by its name. */
export type Ports = Readonly<Record<string, number>>;

interface Wish {
  readonly name: string;
  readonly port: number;
  /** People and scripts know this port. */
  readonly known: boolean;
}

/** The ports that documents name. */
const wishes = (counts: Counts): Wish[] =>
  serviceNames.flatMap((service) => {
    const { port, hasKnownPort: known } = serviceOf(service);
    return Array.from({ length: counts[service] }, (_, i) => ({
      name: processName(service, i),
      port: port + i,
      known,
    }));
  });

/**
 * Chooses ports: the known ones, or free ones. Ports that nobody knows yield where they are taken.
 *
 * @throws `devnet.PortTaken` naming the process that holds a known port.
 */
export async function choosePorts(counts: Counts, how: "default" | "free"): Promise<Ports> {
  const ports: Record<string, number> = {};
  for (const { name, port, known } of wishes(counts)) {
    let chosen = await freePort(how === "free" ? undefined : port);
    if (how === "default" && known && chosen !== port) throw errors.PortTaken({ port, heldBy: await holder(port) });
    while (Object.values(ports).includes(chosen)) chosen = await freePort();
    ports[name] = chosen;
  }
  return ports;
}

async function holder(port: number): Promise<string | undefined> {
  const { portOwner } = await import("@pha/service-kit/http"); // costs 0.1 s, and is hardly ever needed
  return portOwner(port);
}
