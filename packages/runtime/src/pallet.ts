import type { Hex, TypeOf } from "@pha/codec";
import type {
  AnyPallet,
  ApiSpec,
  Call,
  Env,
  FiltersOf,
  GenesisOf,
  Hooks,
  Implementation,
  MethodSpec,
  OriginsOf,
  StateView,
  StorageItem,
  Weight,
} from "@pha/frame";
import { type Collection, isCollection, itemName, itemPrefix } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { NetworkProfile } from "./chain-spec/chain-spec.ts";
import type { NewNetwork } from "./executive/carry-over.ts";
import type { Extrinsic } from "./extrinsic/extrinsic.ts";
import type { Host } from "./host.ts";
import type { CallEnv } from "./runtime.ts";

/** The block, state and helpers that a query gets beside its arguments. */
export interface QueryContext {
  readonly state: StateView;
  readonly env: CallEnv;
  /** Reads an extrinsic that is given without its length prefix. */
  extrinsicOf(raw: Uint8Array): Extrinsic;
  /** Whether it counts as operational: see `Machine`. */
  isOperational(extrinsic: Extrinsic, state: StateView): boolean;
  weigh(call: Call): Weight;
}

type InputsOf<M extends MethodSpec> = { readonly [K in keyof M["inputs"]]: TypeOf<M["inputs"][K]> };

/** The functions that answer runtime APIs. Each may throw NotLoaded: the host loads the keys and calls it again. */
export type QueriesOf<A> = {
  readonly [Name in keyof A]: A[Name] extends ApiSpec<infer M>
    ? {
        readonly [F in keyof M]: (inputs: InputsOf<M[F]>, context: QueryContext) => TypeOf<M[F]["output"]>;
      }
    : never;
};

/** Circumstances of a value that is carried over: its key, the old state, the new network. */
export interface CarryContext {
  readonly key: Hex;
  readonly state: StateView;
  readonly network: NewNetwork;
  readonly specs: readonly AnyPallet[];
}

/** What becomes of a stored value in a network that begins with this state; `undefined`: nothing. */
type Change<V> = (value: V, context: CarryContext) => V | undefined;

/** Rule of one storage item for a network that begins with this state. */
export interface CarryRule {
  readonly prefix: Hex;
  readonly item: StorageItem;
  readonly change: Change<unknown>;
  /** Keys that the change reads, by the key of its value: they are loaded together. */
  readonly reads: (key: Hex) => readonly Hex[];
}

type ValueOf<I> = I extends StorageItem<infer _K, infer V, infer _R> ? V : never;
type CarryRules<P extends AnyPallet> = {
  readonly [Name in keyof P["storage"]]?:
    | "ends"
    | Change<ValueOf<P["storage"][Name]>>
    | { readonly reads: (key: Hex) => readonly Hex[]; readonly change: Change<ValueOf<P["storage"][Name]>> };
};

/** Rules for a pallet's items in a network that begins with this state. Items without a rule stay as they are. */
export function carry<P extends AnyPallet>(pallet: P, rules: CarryRules<P>): CarryRule[] {
  return Object.entries<unknown>(rules).flatMap(([field, rule]) => {
    const { change, reads = () => [] } =
      rule === "ends"
        ? { change: () => undefined }
        : typeof rule === "function"
          ? { change: rule as Change<unknown> }
          : (rule as { change: Change<unknown>; reads: (key: Hex) => readonly Hex[] });
    return itemsOf(pallet, field).map(([name, item]) => ({
      prefix: itemPrefix(pallet.name, itemName(name)),
      item,
      change,
      reads,
    }));
  });
}

/** The items that a field stands for: itself, or the parts of a collection. */
function itemsOf(pallet: AnyPallet, field: string): [string, StorageItem][] {
  const declared: StorageItem | Collection = pallet.storage[field];
  const parts = isCollection(declared) ? Object.keys(declared.parts) : [""];
  return parts.map((part) => [`${field}${part}`, pallet.items[`${field}${part}`] as StorageItem]);
}

/** Keys that are touched for certain, so that the host loads them beforehand. A hint: what it lacks, NotLoaded names. */
export interface TouchedKeys {
  /** By every block after `parent`. */
  readonly block?: (parent: Header) => readonly Hex[];
  /** By an extrinsic, of any pallet. */
  readonly extrinsic?: (extrinsic: Extrinsic) => readonly Hex[];
}

/** The part of the host that pallets may call. */
export type PalletHost = Pick<Host, "inspect">;

/** The code of a pallet; what it does not have, it leaves out. */
export interface PalletParts<P extends AnyPallet> {
  /** `calls.ts`; a function where calls ask the host. */
  readonly calls?: Implementation | ((host: PalletHost) => Implementation);
  /** Pallets whose storage, events and functions its code uses itself. */
  readonly uses?: readonly AnyPallet[];
  /** Which authorities its calls accept, where the spec leaves that to the runtime's configuration. */
  readonly origins?: OriginsOf<P>;
  /** Which calls pass the restrictions that it declares. */
  readonly filters?: FiltersOf<P>;
  /** `hooks.ts`: what it does without being called. */
  readonly hooks?: Hooks;
  /**
   * `genesis.ts`: writes its part of a chain spec into the state of block 0.
   *
   * @throws `runtime.BadGenesis` for a part that contradicts itself.
   */
  readonly genesis?: (env: Env, part: GenesisOf<P>, network: NetworkProfile) => void;
  /** `carry-over.ts` */
  readonly carryOver?: readonly CarryRule[];
  readonly touchedKeys?: TouchedKeys;
  /** `queries.ts` */
  readonly queries?: QueriesOf<P["apis"]>;
}

/** A pallet as a runtime is made of it: its contract and its code. */
export interface Pallet extends PalletParts<AnyPallet> {
  readonly spec: AnyPallet;
}

/** Joins a pallet's contract and code. */
export const joinPallet = <P extends AnyPallet>(spec: P, parts: PalletParts<P>): Pallet => ({
  ...(parts as unknown as PalletParts<AnyPallet>),
  spec,
});
