import { readState } from "@pha/frame";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Context } from "../context.ts";
import { readGatekeepers } from "../gatekeepers.ts";
import { short, table } from "../output.ts";
import { type Found, isLate, whatServesAt } from "../what-serves-at.ts";

/** `pha status` */
export async function status(context: Context): Promise<void> {
  const { output, settings } = context;
  const network = await context.connect();
  output.busy(`asking ${[...settings.chains, ...settings.gatekeepers].join(", ")}`);
  const [facts, best, reachable] = await Promise.all([
    readFacts(network),
    network.bestNumber(),
    Promise.all(settings.gatekeepers.map(probe)),
  ]);
  const { head, master, workers, clusters: clusterCount, contracts: contractCount } = facts;
  const { number } = head.header;
  const certificate = number === 0 ? undefined : await network.certified(number);
  const ageMs = number === 0 ? undefined : Math.max(0, Date.now() - Number(head.timeMs));
  const { info, genesisHash, validators } = network;
  output.result(
    {
      network: { name: info.chain, title: info.title, development: info.development, genesisHash },
      finalized: { number, hash: head.hash, ageMs, signers: certificate?.signers },
      best,
      finalityLag: best - number,
      validators: { set: validators.id, addresses: validators.addresses },
      gatekeepers: { ...master, urls: Object.fromEntries(settings.gatekeepers.map((url, i) => [url, reachable[i]])) },
      workers,
      clusters: clusterCount,
      contracts: contractCount,
    },
    table([
      ["network", `${info.title} (${info.chain})${info.development ? ", development: its keys are public" : ""}`],
      ["genesis", genesisHash],
      [
        "finalized",
        certificate
          ? `block ${number} ${short(head.hash)}, certified by ${certificate.signers}/${certificate.validators}, ${seconds(ageMs ?? 0)} old`
          : "nothing yet",
      ],
      ["best", `block ${best}, ${best - number} ahead of finality`],
      ["validators", `${validators.addresses.length} in set ${validators.id}`],
      [
        "gatekeepers",
        `${master.members} of ${master.size}, threshold ${master.threshold}; master key: ${master.phase}`,
      ],
      ...settings.gatekeepers.map((url, i) => ["", `${url} ${reachable[i]}`]),
      ["workers", `${workers} in ${clusterCount} ${clusterCount === 1 ? "cluster" : "clusters"}`],
      ["contracts", String(contractCount)],
    ]),
  );
}

function readFacts(network: Network) {
  return network.read((state, head) => {
    const { size, members: seated, threshold, groupKey, dkg } = readGatekeepers(state);
    const all = readState(clusters, state);
    const ids = Array.from({ length: all.count.get() }, (_, id) => id);
    const members = ids.flatMap((id) => all.clusters.get(id)?.members ?? []);
    return {
      head,
      master: {
        ...{ members: seated.length, size, threshold },
        phase: groupKey ? "made" : `in the making (${dkg.phase.type})`,
      },
      workers: members.filter((identity) => readState(attestation, state).workers.has(identity)).length,
      clusters: ids.length,
      contracts: readState(contracts, state).list.count(),
    };
  });
}

/** Whether a gatekeeper says that it serves, or what is the matter at its URL. */
async function probe(url: string): Promise<string> {
  const found = await whatServesAt(url);
  if (found !== "gatekeeper") return standings[found];
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/readyz`, { signal: AbortSignal.timeout(5_000) });
    if (response.status === 429) return standings.busy;
    return response.ok ? "ready" : "not ready";
  } catch (error) {
    return standings[isLate(error) ? "silent" : "nobody"]; // that is what was asked
  }
}

/** What is said of a URL that no gatekeeper answers at, or none that has time. */
const standings = {
  chain: "no gatekeeper: a chain",
  "another service": "no gatekeeper",
  nobody: "unreachable",
  silent: "no answer in time",
  busy: "busy",
} as const satisfies Record<Exclude<Found, "gatekeeper">, string>;

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
