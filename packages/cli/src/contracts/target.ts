import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Contract, Network } from "@pha/sdk";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { parseHash } from "../settings.ts";
import { type Known, LATEST, parseContractName } from "./project.ts";

/** The contract that a command is about. What is encrypted for it can be read by its code alone, as it is now. */
export interface Target {
  readonly contract: Contract;
  /** As JSON output says it. */
  readonly told: { readonly contract: Hex; readonly name?: string; readonly codeHash: Hex; readonly owner: string };
}

/**
 * Finds a contract by its id, by its name in this folder, or as `latest`: the newest that this folder deployed, else the
 * newest that this account did, or owns. It is never anybody else's unless its id was given. By a name it is the code that
 * this folder knows it with, unless nothing is encrypted for it.
 *
 * @throws `cli.NoContracts`, `cli.UnknownContractName`, `cli.OtherNetwork`, `cli.OtherCode`, `sdk.UnknownContract`
 */
export async function findTarget(
  context: Context,
  network: Network,
  text: string,
  account: Hex | undefined,
  { anyCode = false }: { readonly anyCode?: boolean } = {},
): Promise<Target> {
  const { genesisHash } = network;
  const { id, known } = await resolve(context, network, text, account);
  const { codeHash, owner } = await network.contract(id).record();
  const name = (await context.project.names(genesisHash)).get(id);
  if (known && known.codeHash !== codeHash && !anyCode)
    throw errors.OtherCode({
      ...{ contract: id, name, expected: known.codeHash, actual: codeHash },
      ...{ owner: addressOf(network, owner), file: context.project.file },
    });
  const told = { contract: id, ...(name && { name }), codeHash, owner: addressOf(network, owner) };
  if (text === LATEST) context.output.progress(`${LATEST} is ${inWords(told)}`);
  return { contract: network.contract(id, { codeHash }), told };
}

const inWords = ({ contract, name }: Target["told"]): string => `contract ${name ? `${name}, ` : ""}${contract}`;

/** Says for whom something is about to be encrypted, and whether it will be checked before. */
export async function announce({ output }: Context, target: Target): Promise<void> {
  const { codeHash, owner } = target.told;
  output.progress(`encrypting for ${inWords(target.told)}`);
  output.progress(`  code ${codeHash}, owner ${owner}`);
  if (!(await target.contract.abi()))
    output.progress("  its code carries no ABI: method and arguments go out unchecked");
}

async function resolve(
  { project }: Context,
  network: Network,
  text: string,
  account: Hex | undefined,
): Promise<{ readonly id: Hex; readonly known?: Known }> {
  if (/^0x/.test(text)) {
    if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw errors.BadContractId({ given: text });
    return { id: parseHash(text, "contract") };
  }
  const { genesisHash } = network;
  const known =
    text === LATEST ? await project.latest(genesisHash) : await project.named(genesisHash, parseContractName(text));
  if (known) return { id: known.contract, known };
  const id = account && (await newestOf(network, account));
  if (id === undefined)
    throw errors.NoContracts({ file: project.file, account: account && addressOf(network, account) });
  return { id };
}

/** Contracts that are looked through for an account's newest, and how many at a time. */
const mostLookedAt = 2_000;
const page = 100;

async function newestOf(network: Network, account: Hex): Promise<Hex | undefined> {
  const count = await network.read((state) => readState(contracts, state).list.count());
  const last = Math.max(0, count - mostLookedAt);
  for (let end = count; end > last; end -= page) {
    const from = Math.max(last, end - page);
    const found = await network.read((state) => {
      const { list, contracts: all } = readState(contracts, state);
      const ids = list.page(from, end - from);
      const records = all.getMany(ids);
      return ids.findLast((_, i) => [records[i]?.deployer, records[i]?.owner].includes(account));
    });
    if (found) return found;
  }
  return undefined;
}
