import { fixedBytes, type Hex, option, struct, type TypeOf, u32 } from "@pha/codec";
import { maxGenerations } from "../gatekeepers/spec.ts";
import type { Figures } from "./figures.ts";
import type { Life } from "./life.ts";

/** The epoch before the current one: what is encrypted for it is taken up to this block. */
const PreviousEpoch = struct({ epoch: u32, until: u32 });

/** The epoch that begins at a block by itself, its public key, and until when the one before it is taken. */
const NextEpoch = struct({ epoch: u32, key: fixedBytes(32), from: u32, until: u32 });

/**
 * From an epoch on, a contract's keys are of another generation of the master key: what is encrypted to those of earlier
 * ones is taken up to a block.
 */
export const Generation = struct({ generation: u32, epoch: u32, until: u32 });
export type Generation = TypeOf<typeof Generation>;

/** How a contract came to its epoch, and goes on to the next. */
export const Rotation = struct({
  /** Block at which the epoch began. */
  since: u32,
  /** {@link KeyRules.denials} as of the newest epoch's key. */
  denials: u32,
  previous: option(PreviousEpoch),
  next: option(NextEpoch),
});
export type Rotation = TypeOf<typeof Rotation>;

/** Of a contract that is in its first epoch. */
export const notRotated: Rotation = { since: 0, denials: 0, previous: undefined, next: undefined };

/** What the ledger has of a contract's keys: as of the newest one that was published, so {@link keysAt} for a block. */
export interface Keyed {
  readonly epoch: number;
  readonly encryptKey: Hex | undefined;
  readonly rotation: Rotation;
  /** In their order; of epochs before the first of them, the master key is of generation 0. */
  readonly generations: readonly Generation[];
  readonly codeHash: Hex;
  readonly life: Life;
  /** The newest epoch of an upgrade that failed; 0 for none. */
  readonly spentEpoch: number;
}

/** A contract's keys as of one block. */
export interface KeysAt {
  readonly epoch: number;
  /** X25519, of the current epoch. */
  readonly key: Hex | undefined;
  readonly since: number;
  /** While it is in grace. */
  readonly previous: TypeOf<typeof PreviousEpoch> | undefined;
  /** Once its key is known. */
  readonly next: TypeOf<typeof NextEpoch> | undefined;
}

/** A contract's keys as of a block: a pure function of its record, which nobody writes when an epoch begins. */
export function keysAt({ epoch, encryptKey, rotation }: Keyed, number: number): KeysAt {
  const { since, previous, next } = rotation;
  const inGrace = (one: KeysAt["previous"]) => (one && number <= one.until ? one : undefined);
  if (!next || number < next.from) return { epoch, key: encryptKey, since, previous: inGrace(previous), next };
  const ended = { epoch, until: next.until };
  return { epoch: next.epoch, key: next.key, since: next.from, previous: inGrace(ended), next: undefined };
}

/** A contract's epoch at a block that may be some blocks back. */
export function epochAt({ epoch, rotation: { since, previous, next } }: Keyed, number: number): number {
  if (next && number >= next.from) return next.epoch;
  return previous && number < since ? previous.epoch : epoch;
}

/** Whether the ledger takes a command that is encrypted for an epoch, in a block. */
export function isOpenEpoch(contract: Keyed, epoch: number, number: number): boolean {
  const { epoch: current, previous } = keysAt(contract, number);
  return epoch === current || epoch === previous?.epoch;
}

/** The public key of an epoch that is current, or next and known, if only with other code. */
export function publishedKey(contract: Keyed, epoch: number, number: number): Hex | undefined {
  const { next, ...current } = keysAt(contract, number);
  const { upgrade } = contract.life;
  const upgraded = upgrade && { epoch: upgrade.epoch, key: upgrade.told?.key };
  return [current, next, upgraded].find((one) => one?.epoch === epoch)?.key;
}

/** The code that goes with an epoch of a contract which is current, the one before it, or next. */
export function codeOfEpoch({ codeHash, life: { replaced, upgrade } }: Keyed, epoch: number): Hex {
  if (upgrade?.epoch === epoch) return upgrade.codeHash;
  return replaced && epoch < replaced.epoch ? replaced.codeHash : codeHash;
}

/** The generation of the master key of which an epoch's keys are: of an epoch that was current, is, or is next. */
export const generationOf = ({ generations }: Pick<Keyed, "generations">, epoch: number): number =>
  generations.findLast((one) => one.epoch <= epoch)?.generation ?? 0;

/** The generations of the master key of which a contract's keys were, are, or are next. */
export const generationsOf = ({ generations }: Pick<Keyed, "generations">): readonly number[] => [
  ...(generations[0]?.epoch === 0 ? [] : [0]),
  ...generations.map(({ generation }) => generation),
];

/**
 * Whether something that the ledger took may still need keys of a generation: its contract has no others yet, or has not
 * agreed on all that came for them. A contract that is halted executes nothing any more.
 */
export const isNeeded = (
  {
    generations,
    agreed,
    halted,
  }: Pick<Keyed, "generations"> & {
    readonly agreed: { readonly stateHeight: number };
    readonly halted: boolean;
  },
  generation: number,
): boolean =>
  !halted && !generations.some((later) => later.generation > generation && agreed.stateHeight >= later.until);

/** What decides when contracts get other keys. */
export interface KeyRules extends Pick<Figures, "keyEpoch"> {
  /** How often the network's policies denied something, or the contract's cluster lost a member that was taken out. */
  readonly denials: number;
  /** Of the master key that is in use. */
  readonly generation: number;
}

/** The epoch whose key members are to make known. */
export interface Following {
  readonly epoch: number;
  /** Of the master key. */
  readonly generation: number;
  /** The code that goes with it. */
  readonly codeHash: Hex;
  /** From this block on they do, and gatekeepers give it to them. */
  readonly askedFrom: number;
  /** No earlier it begins. */
  readonly dueFrom: number;
}

/** Of an epoch: for how long the one before it is still taken, and how long before it begins its key is made known. */
export const quarterOf = ({ keyEpoch }: Pick<KeyRules, "keyEpoch">): number => Math.floor(keyEpoch / 4);

/**
 * The epoch after the newest whose key is known. A denial makes it due at once, and another number: whoever was denied may
 * have the key of the one that would have followed. So does another master key: a number stands for one key. And so does an
 * upgrade; none follows that until it has ended, and if it fails, its number is left out.
 */
export function followingEpoch(contract: Keyed, number: number, rules: KeyRules): Following {
  const { epoch, key, since, next } = keysAt(contract, number);
  const { codeHash, life, spentEpoch } = contract;
  const atOnce = { askedFrom: 0, dueFrom: 0 };
  if (key === undefined) return { epoch, codeHash, generation: generationOf(contract, epoch), ...atOnce };
  if (life.upgrade) return { ...life.upgrade, ...atOnce };
  const { generation } = rules;
  const leftOut = rules.denials - contract.rotation.denials + generation - newestGeneration(contract);
  const newest = next ? { epoch: next.epoch, since: next.from } : { epoch, since };
  const dueFrom = leftOut > 0 ? 0 : newest.since + rules.keyEpoch;
  const askedFrom = Math.max(0, dueFrom - quarterOf(rules));
  const last = Math.max(newest.epoch, spentEpoch);
  return { epoch: last + 1 + leftOut, codeHash, generation, askedFrom, dueFrom };
}

const newestGeneration = ({ generations }: Pick<Keyed, "generations">): number => generations.at(-1)?.generation ?? 0;

/** A contract's generations, once an epoch of one begins: what is encrypted for those before is taken up to a block. */
export const withGeneration = ({ generations }: Pick<Keyed, "generations">, one: Generation): readonly Generation[] =>
  one.generation === newestGeneration({ generations }) ? generations : [...generations, one].slice(-maxGenerations);

/** A contract whose next epoch's key has just been agreed on, in this block: it begins in a later one. */
export function withNextKey(
  contract: Keyed,
  key: Hex,
  number: number,
  rules: KeyRules,
): Pick<Keyed, "epoch" | "encryptKey" | "rotation" | "generations"> {
  const now = keysAt(contract, number);
  const { epoch, generation, dueFrom } = followingEpoch(contract, number, rules);
  const { generations } = contract;
  if (now.key === undefined)
    return { epoch, encryptKey: key, rotation: { ...contract.rotation, since: number }, generations };
  const from = Math.max(number + 1, dueFrom);
  const next = { epoch, key, from, until: from + quarterOf(rules) };
  const { since, previous } = now;
  return {
    ...{ epoch: now.epoch, encryptKey: now.key, rotation: { since, denials: rules.denials, previous, next } },
    generations: withGeneration(contract, { generation, epoch, until: next.until }),
  };
}
