import { CodedError, encode, type Hex, toHex } from "@pha/codec";
import { combinePartials, KEY_DST, keyFromSignature, keyLabel, type PartialSignature, verifyBlsAll } from "@pha/crypto";
import { readState } from "@pha/frame";
import {
  type Core,
  type KeyLabel,
  maxLabels,
  openPartials,
  SignedKeyRequest,
  signKeyRequest,
  toDerivedLabel,
} from "@pha/program-kit";
import { type GroupKey, gatekeepers, groupKeyOf } from "@pha/runtime/program";
import { errors } from "../errors.ts";

/** The keys of one contract in an epoch, each 32 bytes. They leave the enclave in no form. */
export interface EpochKeys {
  readonly epoch: number;
  /** The code that they go with. */
  readonly codeHash: Hex;
  /** X25519 secret: opens commands and queries. */
  readonly encrypt: Uint8Array;
  /** The public half, which clients encrypt to. */
  readonly publicKey: Hex;
  /** Of state tags. */
  readonly tag: Uint8Array;
  /** Of the randomness that commands see: the same in all epochs of one master key. */
  readonly random: Uint8Array;
}

/** What a contract's keys are asked for with. */
export interface Keyed {
  readonly contract: Hex;
  readonly codeHash: Hex;
  readonly epoch: number;
}

/** The keys of one contract are three. */
const labelsOf = (scope: { generation: number; cluster: number }, { contract, codeHash, epoch }: Keyed): KeyLabel[] => [
  { type: "encrypt", value: { ...scope, contract, codeHash, epoch } },
  { type: "tag", value: { ...scope, contract, epoch } },
  { type: "random", value: { ...scope, contract } },
];

/** Contracts that one request to a gatekeeper has room for. */
export const keysAtOnce = Math.floor(maxLabels / 3);

/** The cluster whose keys are asked for, and the generation of the master key of which they are. */
interface KeyScope {
  readonly cluster: number;
  readonly generation: number;
}

/**
 * Gets the keys of some contracts, all of one generation of the master key, at most {@link keysAtOnce}, in their order.
 *
 * @throws `miner.KeysUnavailable` when fewer than `t` gatekeepers gave a part that holds
 */
export async function* obtainKeys(core: Core, scope: KeyScope, contracts: readonly Keyed[]): AsyncGenerator<EpochKeys> {
  let done = 0;
  const each = contracts.map((contract) => labelsOf(scope, contract));
  for await (const keys of obtain(core, scope.generation, each)) {
    const [encrypt, tag, random] = keys as [Uint8Array, Uint8Array, Uint8Array];
    const publicKey = toHex(core.host.primitives.x25519.publicKey(encrypt));
    const { epoch, codeHash } = contracts[done++] as Keyed;
    yield { epoch, codeHash, encrypt, publicKey, tag, random };
  }
}

/**
 * Gets the key of a contract's tags alone, which is given for longer than the others of its epoch.
 *
 * @throws `miner.KeysUnavailable`
 */
export async function obtainTagKey(
  core: Core,
  scope: KeyScope,
  { contract, epoch }: Pick<Keyed, "contract" | "epoch">,
): Promise<Uint8Array> {
  const label: KeyLabel = { type: "tag", value: { ...scope, contract, epoch } };
  for await (const [tag] of obtain(core, scope.generation, [[label]])) if (tag) return tag;
  throw errors.KeysUnavailable({ epoch });
}

/**
 * Gets keys of one generation: asks each gatekeeper once for all of them, combines the parts of the first `t` that answer,
 * checks the results against the master public key. If one of them lied, the others are waited for and it is left out.
 * Nobody else ever holds a whole key.
 */
async function* obtain(
  core: Core,
  generation: number,
  each: readonly (readonly KeyLabel[])[],
): AsyncGenerator<readonly Uint8Array[]> {
  const group = await core.view.read((view) => groupKeyOf(readState(gatekeepers, view), generation));
  if (!group) throw errors.KeysUnavailable({ reason: "there is no such master key, or not yet", generation });
  const labels = each.flat();
  const asked = group.publicShares.map((member) => ask(core, group.round, member, labels));
  let parts = await firstParts(asked, group.threshold);
  let from = 0;
  for (const own of each) {
    const [first, last] = [from, from + own.length];
    const ownParts = () => parts.map((part) => ({ ...part, signatures: part.signatures.slice(first, last) }));
    let keys = combine(group, own, ownParts());
    if (!keys) {
      parts = await honestParts(asked, group, labels);
      keys = combine(group, own, ownParts());
    }
    yield keys as readonly Uint8Array[];
    from = last;
  }
}

type PublicShare = GroupKey["publicShares"][number];

/** One gatekeeper's parts of all labels, in their order. */
interface Part {
  readonly from: PublicShare;
  readonly signatures: readonly Hex[];
}

async function ask(core: Core, round: number, from: PublicShare, labels: readonly KeyLabel[]): Promise<Part> {
  const { primitives, genesisHash } = core.host;
  const gatekeeper = from.identity;
  const request = { gatekeeper, worker: core.identity, nonce: toHex(primitives.randomBytes(16)), labels };
  const signed = signKeyRequest(genesisHash, request, core.session.sign);
  const sealed = await core.ask({
    type: "Release",
    value: { gatekeeper, request: encode(SignedKeyRequest, signed) },
  });
  const partials = openPartials(primitives, genesisHash, core.session.hpkeSecret, signed, sealed);
  const { signatures } = partials;
  if (partials.round !== round) throw errors.KeysUnavailable({ reason: "the part is of another sharing", round });
  return { from, signatures };
}

/** The first parts to come, as many as are needed. */
async function firstParts(asked: readonly Promise<Part>[], needed: number): Promise<readonly Part[]> {
  const parts: Part[] = [];
  await new Promise<void>((resolve) => {
    let open = asked.length;
    for (const answer of asked)
      void answer
        .then(
          (part) => parts.push(part),
          () => undefined,
        )
        .then(() => {
          open--;
          if (parts.length >= needed || open === 0) resolve();
        });
  });
  if (parts.length < needed) throw errors.KeysUnavailable({ needed, answered: parts.length });
  return parts;
}

/** All parts that hold under their gatekeepers' public shares. */
async function honestParts(
  asked: readonly Promise<Part>[],
  group: GroupKey,
  labels: readonly KeyLabel[],
): Promise<readonly Part[]> {
  const settled = await Promise.allSettled(asked);
  const parts = settled.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const holds = ({ from, signatures }: Part) => {
    const signed = labels.flatMap((label, i) => {
      const signature = signatures[i];
      return signature === undefined ? [] : [{ message: messageOf(label), signature }];
    });
    return signed.length === labels.length && verifyBlsAll(from.share, KEY_DST, signed);
  };
  const honest = parts.filter(holds);
  if (honest.length >= group.threshold) return honest;
  const liars = parts.filter((part) => !honest.includes(part)).map(({ from }) => from.index);
  throw errors.KeysUnavailable({ reason: "a part is wrong", gatekeepers: liars.join(",") });
}

const messageOf = (label: KeyLabel) => keyLabel(toDerivedLabel(label));

/** The keys of all labels, or nothing when some part is wrong. */
function combine(group: GroupKey, labels: readonly KeyLabel[], parts: readonly Part[]): Uint8Array[] | undefined {
  const signed = labels.flatMap((label, i) => {
    const partials = parts.flatMap(({ from, signatures }): PartialSignature[] => {
      const signature = signatures[i];
      return signature ? [{ id: from.index, signature }] : [];
    });
    const signature = combined(partials, group.threshold);
    return signature ? [{ message: messageOf(label), signature }] : [];
  });
  if (signed.length < labels.length || !verifyBlsAll(group.publicKey, KEY_DST, signed)) return undefined;
  return signed.map(({ signature, message }) => keyFromSignature(signature, message));
}

function combined(partials: readonly PartialSignature[], threshold: number): Hex | undefined {
  try {
    return combinePartials(partials, threshold);
  } catch (error) {
    // Parts that are no points, or too few: a gatekeeper may send anything.
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
