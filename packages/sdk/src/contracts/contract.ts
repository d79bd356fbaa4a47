import type { Hex } from "@pha/codec";
import { type Abi, checkCall } from "@pha/contract-engine/abi";
import { makeCall, readState } from "@pha/frame";
import { type Contract as ContractRecord, contractLimits, contracts } from "@pha/runtime/spec";
import { type Call, type Scope, sealCommand } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Signer } from "../signer.ts";
import type { FinalizedReceipt, SendOptions } from "../transactions/submit.ts";
import { encodeArguments, expectLength, jsonOf } from "./payload.ts";
import type { Answer } from "./query.ts";
import { currentSession, type Session } from "./session.ts";

export interface ContractOptions {
  /** SHA-256 of the code that must run; any that the ledger names, when absent. */
  readonly codeHash?: Hex;
}

export interface QueryOptions {
  /** Who asks: an account, or a session that it certified. Anonymous when absent. */
  readonly caller?: Signer | Session;
  /** Identity of the only worker that may answer. */
  readonly worker?: Hex;
  /** The answer must have seen this block. Commands sent through the same object are always seen. */
  readonly atLeast?: number;
}

/** A contract of a network, as one client uses it. */
export class Contract {
  readonly id: Hex;
  readonly #services: Services;
  readonly #options: ContractOptions;
  #lastCommand = 0;

  constructor(services: Services, id: Hex, options: ContractOptions) {
    this.#services = services;
    this.id = id;
    this.#options = options;
  }

  /**
   * What the ledger knows of the contract, proven.
   *
   * @throws `sdk.UnknownContract`, `sdk.CodeDiffers`
   */
  async record(): Promise<ContractRecord> {
    const { follower } = this.#services;
    await follower.fresh();
    let record = await this.#read();
    if (record?.encryptKey === undefined) {
      await follower.refresh(); // it may have just been made
      record = await this.#read();
    }
    if (!record) throw errors.UnknownContract({ contract: this.id });
    const { codeHash = record.codeHash } = this.#options;
    if (record.codeHash !== codeHash) throw errors.CodeDiffers({ expected: codeHash, actual: record.codeHash });
    return record;
  }

  /**
   * The contract's ABI, read from its proven code; `undefined` when that carries none: then calls go out unchecked.
   *
   * @throws `sdk.UnknownContract`, `sdk.CodeDiffers`
   */
  async abi(): Promise<Abi | undefined> {
    const { codeHash } = await this.record();
    return this.#services.abis.get(codeHash);
  }

  /**
   * Sends a command, encrypted to the contract's proven key and bound to the sender: finalized, and so executed in
   * ledger order by every worker of the cluster. Method and arguments are held against the ABI before anything is signed.
   *
   * @throws `contract-engine.UnknownMethod`, `contract-engine.IsQuery`, `contract-engine.WrongArguments`,
   *   `sdk.ContractNotReady`, `sdk.ContractHalted`, `Contracts.TooLong`, and what `Network.submit` throws
   */
  async command(signer: Signer, method: string, args?: unknown, options: SendOptions = {}): Promise<FinalizedReceipt> {
    const { primitives, submitter } = this.#services;
    const { key, scope } = await this.#open();
    const call = await this.#call("commands", method, args, scope);
    const { sealed } = sealCommand(primitives, key, scope, signer.accountId, call);
    expectLength(sealed.ciphertext, contractLimits.ciphertext);
    const push = makeCall(contracts, "push_command", {
      ...{ contract: this.id, epoch: scope.epoch, ...sealed },
      ...{ value: 0n, asset: undefined, reads: [] },
    });
    const receipt = await submitter.finalize(signer, push, options);
    this.#lastCommand = Math.max(this.#lastCommand, receipt.block.number);
    return receipt;
  }

  /**
   * Asks one worker, encrypted, and verifies its answer. Method and arguments are held against the ABI first.
   *
   * @throws `contract-engine.UnknownMethod`, `contract-engine.IsCommand`, `contract-engine.WrongArguments`; {@link ContractError} when the contract refuses; `sdk` and `light-client` errors when the answer does not
   *   hold; the network's own when it cannot answer
   */
  async query<R = unknown>(method: string, args?: unknown, options: QueryOptions = {}): Promise<Answer<R>> {
    const { desk } = this.#services;
    const { key, scope } = await this.#open();
    const call = await this.#call("queries", method, args, scope);
    const { caller, worker, atLeast = 0 } = options;
    const session = caller && ("certificate" in caller ? caller : await currentSession(this.#services, caller));
    const question = { contract: this.id, key, scope, call, session, worker };
    return (await desk.ask({ ...question, atLeast: Math.max(atLeast, this.#lastCommand) })) as Answer<R>;
  }

  async #open(): Promise<{ readonly key: Hex; readonly scope: Scope }> {
    const { encryptKey, codeHash, epoch, halted } = await this.record();
    if (halted) throw errors.ContractHalted({ contract: this.id });
    if (encryptKey === undefined) throw errors.ContractNotReady({ contract: this.id });
    return { key: encryptKey, scope: { genesis: this.#services.genesisHash, contract: this.id, codeHash, epoch } };
  }

  #read(): Promise<ContractRecord | undefined> {
    return this.#services.follower.view.read((state) => readState(contracts, state).contracts.get(this.id));
  }

  /** A call that the contract's ABI, where there is one, admits. */
  async #call(kind: "commands" | "queries", method: string, given: unknown, { codeHash }: Scope): Promise<Call> {
    const args = jsonOf(given);
    const abi = await this.#services.abis.get(codeHash);
    return { method, args: encodeArguments(abi ? checkCall(abi, kind, method, args) : args) };
  }
}
