import { type AccountId, decode, encode, type Hex } from "@pha/codec";
import {
  type AnyPallet,
  itemName,
  itemPrefix,
  NotLoaded,
  readState,
  type StateView,
  type StorageItem,
  storageKeys,
} from "@pha/frame";
import { checkValidatorSet } from "@pha/light-client";
import { attestation } from "../pallets/attestation/spec.ts";
import { balances } from "../pallets/balances/spec.ts";
import { Cluster, clusters } from "../pallets/clusters/spec.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { messages } from "../pallets/messages/spec.ts";
import { AccountInfo, system } from "../pallets/system/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { SetRecord, validators } from "../pallets/validators/spec.ts";

/** What a network that begins with the state of another has of its own; the rest stays. */
export interface NewNetwork {
  readonly name: string;
  /** Ethereum addresses of those who certify block 1. */
  readonly validators?: readonly Hex[];
  /** Ed25519 public keys that may seal blocks. */
  readonly authors?: readonly Hex[];
  /** Account that gets the author's share of fees. */
  readonly beneficiary?: AccountId;
}

/** What becomes of a value. */
type Rule = (value: Uint8Array, key: Hex, state: StateView, network: NewNetwork) => Uint8Array | undefined;

const prefixOf = <P extends AnyPallet>(pallet: P, item: keyof P["items"] & string): Hex =>
  itemPrefix(pallet.name, itemName(item));
const PREFIX_LENGTH = prefixOf(system, "number").length;

/** Its blocks are not those of the new one; enclaves and their secrets are sealed to its genesis hash. */
const ended: readonly Hex[] = [
  prefixOf(system, "number"),
  prefixOf(system, "blockHash"),
  prefixOf(system, "events"),
  prefixOf(timestamp, "now"),
  prefixOf(validators, "changedAt"),
  prefixOf(messages, "head"),
  prefixOf(messages, "outbound"),
  prefixOf(attestation, "workers"),
  prefixOf(attestation, "sessions"),
  prefixOf(gatekeepers, "members"),
  prefixOf(gatekeepers, "dkg"),
  prefixOf(gatekeepers, "roundKeys"),
  prefixOf(gatekeepers, "deals"),
  prefixOf(gatekeepers, "groupKey"),
  ...(["list", "listCount", "contracts", "keyVotes", "stateVotes"] as const).map((item) => prefixOf(contracts, item)),
];

const accounts = prefixOf(system, "account");
const holdings = prefixOf(balances, "holds");
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...ended.map((prefix) => [prefix, () => undefined] as const),
  [accounts, account],
  [holdings, holding],
  [prefixOf(clusters, "clusters"), cluster],
  [prefixOf(system, "network"), replaced(system.storage.network, ({ name }) => name)],
  [prefixOf(validators, "set"), validatorSet],
  [prefixOf(validators, "sets"), setRecord],
  [prefixOf(validators, "authors"), replaced(validators.storage.authors, ({ authors }) => authors)],
  [prefixOf(validators, "beneficiary"), replaced(validators.storage.beneficiary, ({ beneficiary }) => beneficiary)],
]);

/** @see Runtime.carryOver */
export function carryOver(
  state: StateView,
  keys: readonly Hex[],
  network: NewNetwork,
): Map<Hex, Uint8Array | undefined> {
  loadHolds(state, keys);
  return new Map(
    keys.map((key) => {
      const value = state.get(key);
      const rule = value && rules.get(key.slice(0, PREFIX_LENGTH));
      return [key, rule ? rule(value, key, state, network) : value] as const;
    }),
  );
}

/** Asks for all at once. */
function loadHolds(state: StateView, keys: readonly Hex[]): void {
  const wanted = keys.filter((key) => key.startsWith(accounts)).map(holdsKey);
  const missing = wanted.filter((key) => !isLoaded(state, key));
  if (missing.length > 0) throw new NotLoaded(missing);
}

/** Both maps are by account, with the same hasher. */
const holdsKey = (accountKey: Hex): Hex => `${holdings}${accountKey.slice(PREFIX_LENGTH)}` as Hex;

function isLoaded(state: StateView, key: Hex): boolean {
  try {
    state.get(key);
    return true;
  } catch (error) {
    if (error instanceof NotLoaded) return false;
    throw error;
  }
}

const isDeposit = ({ id }: { readonly id: { readonly type: string } }): boolean => id.type === "WorkerDeposit";

/** Enclaves are not registered any more: what was held for that is free again. */
function account(value: Uint8Array, key: Hex, state: StateView): Uint8Array {
  const holds = state.get(holdsKey(key));
  const held = (holds && decode(balances.storage.holds.type, holds).find(isDeposit)?.amount) ?? 0n;
  if (held === 0n) return value;
  const info = decode(AccountInfo, value);
  const { free, reserved, frozen } = info.data;
  const data = { ...info.data, free: free + held, reserved: reserved - held };
  const consumers = (data.reserved > 0n ? 1 : 0) + (frozen > 0n ? 1 : 0);
  return encode(AccountInfo, { ...info, consumers, data });
}

function holding(value: Uint8Array): Uint8Array | undefined {
  const { type } = balances.storage.holds;
  const others = decode(type, value).filter((hold) => !isDeposit(hold));
  return others.length === 0 ? undefined : encode(type, others);
}

function cluster(value: Uint8Array): Uint8Array {
  return encode(Cluster, { ...decode(Cluster, value), members: [], applicants: [] });
}

/** The first set of the new network. */
function validatorSet(value: Uint8Array, _: Hex, __: StateView, network: NewNetwork): Uint8Array {
  const { type } = validators.storage.set;
  const addresses = network.validators ?? decode(type, value).addresses;
  return encode(type, checkValidatorSet({ id: 0n, from: 1, addresses }));
}

const nobodyAccount: AccountId = `0x${"00".repeat(32)}`;

/** Set 0 is the new network's; others never were. Whoever is new there is answered for by the beneficiary. */
function setRecord(_: Uint8Array, key: Hex, state: StateView, network: NewNetwork): Uint8Array | undefined {
  if (key !== storageKeys(validators).sets.key(0n)) return undefined;
  const { set, sets, beneficiary } = readState(validators, state);
  const { id, addresses } = set.get();
  const known = sets.get(id)?.validators ?? [];
  const others = network.beneficiary ?? beneficiary.get() ?? nobodyAccount;
  const members = (network.validators ?? addresses).map((address) => ({
    address,
    operator: known.find((validator) => validator.address === address)?.operator ?? others,
    bond: 0n,
  }));
  return encode(SetRecord, { from: 1, to: undefined, validators: members });
}

function replaced<T>({ type }: StorageItem<[], T>, find: (network: NewNetwork) => T | undefined): Rule {
  return (value, _, __, network) => {
    const given = find(network);
    return given === undefined ? value : encode(type, given);
  };
}
