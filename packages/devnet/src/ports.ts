import { freePort } from "@pha/testkit/infra";
import { errors } from "./errors.ts";

/** How many processes of each kind run. */
export interface Size {
  readonly chains: number;
  readonly validators: number;
  readonly gatekeepers: number;
  readonly miners: number;
}

/** The port of every service that listens, by the name of its process. */
export type Ports = Readonly<Record<string, number>>;

interface Wish {
  readonly name: string;
  readonly port: number;
  /** People and scripts know this port. */
  readonly known: boolean;
}

/** Names of the processes of one kind: `relay-0`, `relay-1`, … */
export const namesOf = (service: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${service}-${i}`);

/** A chain that is alone has no number. */
export const chainNames = (count: number): string[] => (count === 1 ? ["chain"] : namesOf("chain", count));

/** The ports that documents name. */
function wishes({ chains, validators, gatekeepers, miners }: Size): Wish[] {
  const row = (service: string, count: number, first: number, known: boolean): Wish[] =>
    namesOf(service, count).map((name, i) => ({ name, port: first + i, known }));
  return [
    ...chainNames(chains).map((name, i) => ({ name, port: 9944 + i, known: true })),
    ...row("gatekeeper", gatekeepers, 8000, true),
    ...row("relay", validators, 9955, false),
    ...row("miner", miners, 8100, false),
  ];
}

/**
 * Chooses ports: the known ones, or free ones. Ports that nobody knows yield where they are taken.
 *
 * @throws `devnet.PortTaken` naming the process that holds a known port.
 */
export async function choosePorts(size: Size, how: "default" | "free"): Promise<Ports> {
  const ports: Record<string, number> = {};
  for (const { name, port, known } of wishes(size)) {
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
