import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { readGatekeepers } from "../gatekeepers.ts";
import { toldGrants } from "../grants.ts";
import { identity } from "../identities.ts";
import { table } from "../output.ts";

/** A contract that a leak opens, and why. */
interface Opened {
  readonly contract: Hex;
  readonly by: string;
}

/** `pha keys blast-radius <id...>`: keys do not change over time yet, so what opens a contract opens all of its past. */
export async function blastRadius(context: Context, texts: readonly string[]): Promise<void> {
  const network = await context.connect();
  const named = new Map([...(await context.project.names(network.genesisHash))].map(([id, name]) => [name, id]));
  const ids = [...new Set(texts.map((text) => named.get(text) ?? identity(text)))];
  const { all, reach, shares, threshold } = await network.read((view) => leakOf(view, ids));
  const opened = new Map<Hex, Opened>();
  const open = (contract: Hex, by: string) => {
    if (!opened.has(contract)) opened.set(contract, { contract, by });
  };
  const isWhole = shares.length >= threshold;
  if (isWhole) for (const { contract } of all) open(contract, "the master key");
  for (const { contract, by } of reach) open(contract, by);
  const workers = new Set(ids);
  for await (const { worker, contract, block } of toldGrants(network))
    if (workers.has(worker)) open(contract, `keys given in block ${block}`);
  const rows = [...opened.values()];
  const sharesText =
    shares.length === 0
      ? []
      : [`${shares.length} of the ${threshold} shares that make the master key: ${verdict(isWhole)}`];
  context.output.result({ shares: shares.length, threshold, opens: rows, of: all.length }, [
    ...sharesText,
    `opens ${rows.length} of ${all.length} contracts, each with its state, commands and answers from its beginning on`,
    ...(rows.length === 0
      ? []
      : ["", ...table([["contract", "by"], ...rows.map(({ contract, by }) => [contract, by])])]),
    "",
    ...(isWhole
      ? ["Begin another network for what comes next: a new generation of the master key is not made yet."]
      : ["What was not opened so far stays closed once a leaked worker or gatekeeper has lost its place."]),
  ]);
}

const verdict = (isWhole: boolean): string =>
  isWhole ? "enough for every key of this generation" : "too few, they open nothing";

/** What the ledger says of those ids. @throws `cli.NothingOfThisId` */
function leakOf(view: StateView, ids: readonly Hex[]) {
  const { list, contracts: records } = readState(contracts, view);
  const all = list.page(0, list.count()).flatMap((contract) => {
    const record = records.get(contract);
    return record ? [{ contract, cluster: record.cluster }] : [];
  });
  const { members, threshold, groupKey } = readGatekeepers(view);
  const holders = new Set((groupKey?.publicShares ?? []).map(({ identity }) => identity));
  const { workers } = readState(attestation, view);
  const of = readState(clusters, view);
  const memberships = Array.from({ length: of.count.get() }, (_, id) => of.clusters.get(id)?.members ?? []);
  const reach: Opened[] = [];
  for (const id of ids) {
    const isContract = all.some(({ contract }) => contract === id);
    if (!isContract && !workers.has(id) && !members.some(({ identity }) => identity === id))
      throw errors.NothingOfThisId({ given: id });
    if (isContract) reach.push({ contract: id, by: "its own keys" });
    for (const { contract, cluster } of all)
      if (memberships[cluster]?.includes(id)) reach.push({ contract, by: `member of cluster ${cluster}` });
  }
  return { all, reach, threshold, shares: ids.filter((id) => holders.has(id)) };
}
