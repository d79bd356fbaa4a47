import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import {
  type Contract,
  contracts,
  followingEpoch,
  type KeyRules,
  keyRulesIn,
  keysAt,
  signBare,
} from "@pha/runtime/program";
import type { HostedContract } from "./hosted-contract.ts";
import type { Wanted } from "./key-asks.ts";
import { retoldAfter } from "./reports.ts";

/** Keys that may wait for the ledger at a time. */
const maxKeys = 32;
const never = Number.POSITIVE_INFINITY;

/** Of a contract that is here. */
type Telling = Pick<HostedContract, "id" | "keys" | "stuck"> & {
  readonly code: Pick<HostedContract["code"], "isToGoOver">;
};

/** Has the ledger know each contract's next key in time: of the first epoch at once, of others a quarter before they are due. */
export class KeyTeller {
  readonly #core: Core;
  readonly #cluster: number;
  /** Blocks before which nothing is to be told of a contract, by these rules. */
  readonly #quietUntil = new Map<Hex, number>();
  #rules: KeyRules | undefined;
  /** Of each contract the epoch whose key this session has told last, and the block at which. */
  readonly #told = new Map<Hex, { readonly epoch: number; readonly at: number }>();

  constructor(core: Core, cluster: number) {
    this.#core = core;
    this.#cluster = cluster;
  }

  /**
   * Tells keys that are due and here, as mail in the core's outbox.
   *
   * @returns those that are due and not here
   */
  async tell(hosted: Iterable<Telling>): Promise<readonly Wanted[]> {
    const { number } = this.#core.view.head.header;
    // What is stuck tells nothing more; what it has told may have to be taken back.
    const isOpen = ({ id, stuck }: Telling) => !stuck || this.#told.has(id);
    const isDue = ({ id, code }: Telling) => code.isToGoOver || (this.#quietUntil.get(id) ?? 0) <= number;
    const due = [...hosted].filter((contract) => isOpen(contract) && isDue(contract));
    const { rules, records } = await this.#core.view.read((view) => ({
      rules: keyRulesIn(view, this.#cluster),
      records: due.map(({ id }) => readState(contracts, view).contracts.get(id)),
    }));
    const before = this.#rules;
    const isSame = (["keyEpoch", "denials", "generation"] as const).every((name) => rules[name] === before?.[name]);
    if (!isSame) this.#quietUntil.clear();
    this.#rules = rules;
    return due.flatMap((contract, i) => this.#tellOf(contract, records[i], number, rules) ?? []);
  }

  #tellOf(
    { id, code, keys, stuck }: Telling,
    record: Contract | undefined,
    number: number,
    rules: KeyRules,
  ): Wanted | undefined {
    if (!record) return undefined;
    // An upgrade that was taken back is told by no message.
    if (!record.life.upgrade) code.isToGoOver = false;
    const { epoch, codeHash, askedFrom } = followingEpoch(record, number, rules);
    this.#drop(id, epoch, record, number);
    if (stuck) return undefined;
    if (askedFrom > number || record.halted) {
      this.#quietUntil.set(id, record.halted ? never : askedFrom);
      return undefined;
    }
    const key = keys.of(epoch, codeHash)?.publicKey;
    if (key === undefined) return { ...record, contract: id, codeHash, epoch, isNew: false };
    this.#send(id, epoch, key, number);
    return undefined;
  }

  /** What the ledger takes no more, it would never count, nor anything that waits behind it. */
  #drop(id: Hex, following: number, record: Contract, number: number): void {
    const told = this.#told.get(id)?.epoch;
    const { epoch, next } = keysAt(record, number);
    if (told === undefined || [following, epoch, next?.epoch].includes(told)) return;
    this.#core.outbox.drop((purpose) => purpose === purposeOf(id, told));
  }

  /** Tells a key; once more after some blocks, for the ledger counts again when it has it of those who are members then. */
  #send(contract: Hex, epoch: number, key: Hex, number: number): void {
    const told = this.#told.get(contract);
    const isTold = told?.epoch === epoch && number < told.at + retoldAfter;
    if (isTold || this.#core.outbox.waiting("key/") >= maxKeys) return;
    const args = { contract, epoch, key };
    const isAdded = this.#core.outbox.add(purposeOf(contract, epoch), (sequence) =>
      signBare(this.#core.bareSigner, contracts, "publish_key", args, sequence),
    );
    if (isAdded) this.#told.set(contract, { epoch, at: number });
  }
}

const purposeOf = (contract: Hex, epoch: number): string => `key/${contract}/${epoch}`;
