import type { Hex } from "@pha/codec";
import type { SignedVote } from "@pha/wire";
import { isLater } from "../rule/recollection.ts";
import type { Validator } from "../voting/validator.ts";
import type { VoteRecord, VoteStore } from "../voting/vote-store.ts";

/** What a validator's folder holds: the record of `votes.db`, and the newest vote heard of each. */
interface Folder {
  readonly record: VoteRecord;
  readonly heard: ReadonlyMap<Hex, SignedVote>;
}

/** The machine of an honest validator: a folder that survives its process, and copies of how it was before each write. */
export class SimulatedHost {
  readonly address: Hex;
  readonly #makeValidator: (store: VoteStore) => Validator;
  readonly #snapshots: Folder[] = [];
  #folder: Folder;
  /** `undefined` while it is away. */
  validator: Validator | undefined;

  constructor(address: Hex, genesisHash: Hex, makeValidator: (store: VoteStore) => Validator) {
    this.address = address;
    this.#makeValidator = makeValidator;
    this.#folder = { record: { genesisHash, certified: undefined, vote: undefined }, heard: new Map() };
  }

  start(): void {
    this.validator = this.#makeValidator(this.#store());
    this.validator.recall(new Map([[this.address, this.find(this.address)]]));
  }

  async stop(): Promise<void> {
    await this.validator?.[Symbol.asyncDispose]();
    this.validator = undefined;
  }

  /** Puts an earlier copy of the whole folder in its place. */
  restore(which: number): void {
    this.#folder = this.#snapshots[which % this.#snapshots.length] ?? this.#folder;
  }

  hear(signed: SignedVote): void {
    const { validator } = signed.vote;
    if (!isLater(signed.vote, this.find(validator)?.vote)) return;
    this.#folder = { ...this.#folder, heard: new Map([...this.#folder.heard, [validator, signed]]) };
  }

  find(validator: Hex): SignedVote | undefined {
    return this.#folder.heard.get(validator);
  }

  #store(): VoteStore {
    return {
      load: () => this.#folder.record,
      save: (record) => {
        this.#snapshots.push(this.#folder);
        this.#folder = { ...this.#folder, record };
      },
      keepChange: () => {},
      listChanges: () => [],
      keepEvidence: () => true,
      listEvidence: () => [],
      [Symbol.dispose]() {},
    };
  }
}
