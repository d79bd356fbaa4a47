import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { epochsOf, epochsOfGeneration, heldEpochs } from "../contract-keys.ts";
import { errors } from "../errors.ts";
import { readGatekeepers, readOlderKeys } from "../gatekeepers.ts";
import { toldGrants } from "../grants.ts";
import { identity } from "../identities.ts";
import { table } from "../output.ts";

/** A contract that a leak opens, in which of its key epochs, and why. */
interface Opened {
  readonly contract: Hex;
  readonly epochs: "all" | readonly number[];
  readonly by: string;
}

/** `pha keys blast-radius <id...>` */
export async function blastRadius(context: Context, texts: readonly string[]): Promise<void> {
  const network = await context.connect();
  const named = new Map([...(await context.project.names(network.genesisHash))].map(([id, name]) => [name, id]));
  const ids = [...new Set(texts.map((text) => named.get(text) ?? identity(text)))];
  const { all, reach, keys } = await network.read((view) => leakOf(view, ids));
  const opened = new Map<Hex, Opened>();
  const open = ({ contract, epochs, by }: Opened) => {
    const known = opened.get(contract) ?? { contract, epochs: [], by };
    opened.set(contract, { ...known, epochs: union(known.epochs, epochs) });
  };
  for (const { generation } of keys.filter(isWhole))
    for (const { contract, record, epochs } of all) {
      const own = epochsOfGeneration(record, generation, epochs);
      if (own.length > 0) open({ contract, epochs: own, by: `the master key of generation ${generation}` });
    }
  for (const one of reach) open(one);
  const workers = new Set(ids);
  for await (const { worker, contract, block, epoch } of toldGrants(network))
    if (workers.has(worker)) open({ contract, epochs: [epoch], by: `keys given in block ${block}` });
  const rows = [...opened.values()];
  const sharesText = keys
    .filter(({ shares }) => shares > 0)
    .map(
      (key) =>
        `${key.shares} of the ${key.threshold} shares that make the master key of generation ${key.generation}: ${verdict(isWhole(key))}`,
    );
  context.output.result({ generations: keys, opens: rows, of: all.length }, [
    ...sharesText,
    `opens ${rows.length} of ${all.length} contracts: what was encrypted to them in these epochs of their keys`,
    ...(rows.length === 0
      ? []
      : [
          "",
          ...table([
            ["contract", "epochs", "by"],
            ...rows.map(({ contract, epochs, by }) => [contract, epochText(epochs), by]),
          ]),
        ]),
    "",
    ...(keys.some(isWhole)
      ? [
          "Have another master key made for what comes next: Gatekeepers.renew, as root, without those that were broken into.",
        ]
      : ["What was not opened so far stays closed once a leaked worker or gatekeeper has lost its place."]),
  ]);
}

const union = (a: Opened["epochs"], b: Opened["epochs"]): Opened["epochs"] =>
  a === "all" || b === "all" ? "all" : [...new Set([...a, ...b])].sort((one, other) => one - other);

/** Many are told by the first and the last. */
const epochText = (epochs: Opened["epochs"]): string =>
  epochs === "all" || epochs.length <= 4 ? String(epochs) : `${epochs.length}, from ${epochs[0]} to ${epochs.at(-1)}`;

/** How many of those are known that make a master key. */
interface KeyShares {
  readonly generation: number;
  readonly shares: number;
  readonly threshold: number;
}

const isWhole = ({ shares, threshold }: KeyShares): boolean => shares >= threshold;

const verdict = (isWhole: boolean): string =>
  isWhole ? "enough for every key of this generation" : "too few, they open nothing";

/** What the ledger says of those ids. @throws `cli.NothingOfThisId` */
function leakOf(view: StateView, ids: readonly Hex[]) {
  const { list, contracts: records, figures } = readState(contracts, view);
  const all = list.page(0, list.count()).flatMap((contract) => {
    const record = records.get(contract);
    if (!record) return [];
    const epochs = epochsOf(view, record);
    return [{ contract, record, epochs, cluster: record.cluster, held: heldEpochs(epochs) }];
  });
  const { members, groupKey: inUse } = readGatekeepers(view);
  const older = readOlderKeys(view).filter(({ isKept }) => isKept);
  const keys = [...older.map(({ groupKey }) => groupKey), ...(inUse ? [inUse] : [])].map(
    ({ generation, threshold, publicShares }): KeyShares => ({
      ...{ generation, threshold },
      shares: publicShares.filter(({ identity }) => ids.includes(identity)).length,
    }),
  );
  const { workers } = readState(attestation, view);
  const of = readState(clusters, view);
  const memberships = Array.from({ length: of.count.get() }, (_, id) => of.clusters.get(id)?.members ?? []);
  const { keepsHistory } = figures.get();
  const reach: Opened[] = [];
  for (const id of ids) {
    const own = all.find(({ contract }) => contract === id);
    if (!own && !workers.has(id) && !members.some(({ identity }) => identity === id))
      throw errors.NothingOfThisId({ given: id });
    if (own) reach.push({ contract: id, epochs: own.held, by: "its own keys" });
    for (const { contract, cluster, held } of all)
      if (memberships[cluster]?.includes(id))
        reach.push({ contract, epochs: keepsHistory ? "all" : held, by: `member of cluster ${cluster}` });
  }
  return { all, reach, keys };
}
