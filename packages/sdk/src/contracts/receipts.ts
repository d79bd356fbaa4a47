import { minerErrors } from "@pha/api";
import { fromHex, type Hex } from "@pha/codec";
import { type Primitives, sha256, verifyListProof } from "@pha/crypto";
import { readState } from "@pha/frame";
import { type Contract, codeOfEpoch, contracts, epochAt, messages } from "@pha/runtime/spec";
import {
  errors as channelErrors,
  openReceipt,
  type Receipt,
  receiptFacts,
  receiptLeaf,
  receiptStatement,
  type Scope,
  type SignedReceipt,
} from "@pha/secret-channel";
import { errors, isUnavailable } from "../errors.ts";
import type { Follower } from "../ledger/follower.ts";
import { waiting } from "../transport/waiting.ts";
import { acceptAnswer, type Verified, verifying, withNewerHead } from "./accept.ts";
import type { SentCommand } from "./command-store.ts";
import { readFacts } from "./facts.ts";
import { type Gatekeeper, type Gatekeepers, roundsUnreached } from "./gatekeepers.ts";
import { readOutcome } from "./payload.ts";
import type { Witness } from "./witness.ts";

/**
 * How much speaks for a receipt. `provisional`: one worker's word, accepted as an answer of its is. `agreed`: it lies
 * under the root that a majority of the cluster has put on the ledger.
 */
export type Standing = "provisional" | "agreed";

/** A verified receipt of a command that did what it should. */
export interface CommandReceipt<R = unknown> {
  /** Number of the command among the messages of the contract's cluster. */
  readonly message: bigint;
  /** What the command returned. */
  readonly value: R;
  /** Gas spent, rounded up to its bucket. */
  readonly gas: bigint;
  readonly standing: Standing;
  /** What was verified about the worker that gave it; of an agreed one nobody's word is needed. */
  readonly verified: Verified | undefined;
}

/** Which receipt is wanted, and when. */
export interface ReceiptQuestion {
  readonly genesis: Hex;
  readonly contract: Hex;
  readonly message: bigint;
  /** What reads it, by the `enc` of the command. */
  readonly sent: (enc: Hex) => SentCommand | undefined | Promise<SentCommand | undefined>;
  /** Block of the message, which the worker must have seen; 0 for one of which it is not known that it exists. */
  readonly atLeast: number;
  readonly standing: Standing;
  readonly timeoutMs: number;
}

/** Pages of a contract's receipts that are searched for own commands. */
const mostPages = 10;

interface Given {
  /** Absent for a command that the workers could not open. */
  readonly receipt: Receipt | undefined;
  readonly standing: Standing;
  readonly verified: Verified | undefined;
}

/** Waits for receipts and believes nothing. */
export class ReceiptDesk {
  readonly #follower: Follower;
  readonly #primitives: Primitives;
  readonly #gatekeepers: Gatekeepers;
  readonly #witness: Witness;

  constructor(follower: Follower, primitives: Primitives, gatekeepers: Gatekeepers, witness: Witness) {
    this.#follower = follower;
    this.#primitives = primitives;
    this.#gatekeepers = gatekeepers;
    this.#witness = witness;
  }

  /** @throws `sdk.NoGatekeeper` when there is nobody to ask */
  requireGatekeeper(): void {
    this.#gatekeepers.expectAny();
  }

  /**
   * The receipt, once it is there and what speaks for it holds. A gatekeeper that gives another one is left for the next.
   *
   * @throws `ContractError` when the command failed; `channel.Undecipherable` when the workers could not open it;
   *   `sdk.ReceiptPending` when it does not come in time; `sdk.ReceiptKeyMissing`; verification errors
   */
  async read(question: ReceiptQuestion): Promise<CommandReceipt> {
    const { receipt, standing, verified } = await this.#wait(question);
    if (!receipt) throw channelErrors.Undecipherable();
    const { message } = question;
    return { message, value: readOutcome(receipt.outcome), gas: receipt.gas, standing, verified };
  }

  /**
   * Numbers of those commands among a contract's newest receipts that `isOwn` knows by their `enc`, newest first. Nobody
   * proves that the list is whole.
   *
   * @throws `sdk.NoGatekeeper`, and what all gatekeepers refuse with
   */
  async list(id: Hex, isOwn: (enc: Hex) => Promise<boolean>): Promise<readonly bigint[]> {
    const own: bigint[] = [];
    let before: bigint | undefined;
    for (let page = 0; page < mostPages; page++) {
      const { receipts, next } = await this.#page(id, before);
      for (const { message, enc } of receipts) if (await isOwn(enc)) own.push(message);
      if (next === undefined) break;
      before = next;
    }
    return own;
  }

  async #page(id: Hex, before: bigint | undefined) {
    for (let attempt = 1; ; attempt++) {
      const { preferred } = this.#gatekeepers;
      try {
        return await preferred.contracts.receipts(before === undefined ? { id } : { id, before });
      } catch (error) {
        if (attempt === this.#gatekeepers.count) throw this.#gatekeepers.failure(error);
        this.#gatekeepers.leave();
      }
    }
  }

  async #wait(question: ReceiptQuestion): Promise<Given> {
    this.requireGatekeeper();
    const { message, timeoutMs } = question;
    if (question.atLeast === 0) await this.#expectMessage(question);
    const began = performance.now();
    const { count } = this.#gatekeepers;
    let refused = 0;
    let unreached = 0;
    for (let attempt = 1; ; attempt++) {
      let last: unknown;
      try {
        // What is agreed on moves on with the head; one worker's word is held against a newer one when it needs be.
        await (question.standing === "agreed" || question.atLeast === 0
          ? this.#follower.refresh()
          : this.#follower.fresh());
        const given = await this.#once(this.#gatekeepers.preferred, question);
        if (given) return given;
        refused = unreached = 0;
      } catch (error) {
        if (errors.Equivocation.is(error)) throw error;
        last = error;
        // A message that is proven is there, whoever denies it.
        const isDenied = question.atLeast > 0 && minerErrors.UnknownMessage.is(error);
        // What one says that does not hold, or refuses, another may do right: each has its say before that is believed.
        refused = isUnavailable(error) || isDenied ? 0 : refused + 1;
        unreached = errors.Unreachable.is(error) ? unreached + 1 : 0;
        if (refused >= count || unreached >= count * roundsUnreached) throw this.#gatekeepers.failure(error);
        if (!minerErrors.NotExecuted.is(error)) this.#gatekeepers.leave();
      }
      if (performance.now() - began > timeoutMs)
        throw errors.ReceiptPending({ message, seconds: timeoutMs / 1_000 }, last);
      if (refused === 0) await waiting.pause(waiting.backoffMs(attempt));
    }
  }

  /** @throws `miner.UnknownMessage` when the ledger has no such message: no receipt can come of it. */
  async #expectMessage({ contract: id, message }: ReceiptQuestion): Promise<void> {
    await this.#follower.refresh();
    const count = await this.#follower.view.read((state) => {
      const contract = readState(contracts, state).contracts.get(id);
      return contract && readState(messages, state).head.get(contract.cluster).count;
    });
    if (count === undefined) throw errors.UnknownContract({ contract: id });
    if (message > count) throw minerErrors.UnknownMessage({ message, newest: count });
  }

  /** What one gatekeeper gives; nothing while that is not agreed, if it must be. */
  async #once(gatekeeper: Gatekeeper, question: ReceiptQuestion): Promise<Given | undefined> {
    const { contract: id, message } = question;
    const contract = await this.#follower.view.read((state) => readState(contracts, state).contracts.get(id));
    if (!contract) throw errors.UnknownContract({ contract: id });
    const { agreed } = contract;
    const signed = await gatekeeper.contracts.receipt({ id, message, agreed: agreed.stateHeight });
    if (signed.message !== message) throw errors.ReceiptNotProven({ message });
    const sent = await question.sent(signed.receipt.enc);
    if (!sent) throw errors.ReceiptKeyMissing({ message });
    const receipt = this.#open(sent, signed);
    if (isUnderRoot(contract, signed)) return { receipt, standing: "agreed", verified: undefined };
    if (question.standing === "agreed") {
      if (contract.halted) throw errors.ContractHalted({ contract: id });
      return undefined;
    }
    const epoch = epochAt(contract, signed.statement.number);
    const scope = { genesis: question.genesis, contract: id, codeHash: codeOfEpoch(contract, epoch), epoch };
    const verified = await withNewerHead(this.#follower, () => this.#accept(signed, scope, question.atLeast));
    return { receipt, standing: "provisional", verified };
  }

  /** @throws `channel.AnswerInvalid` */
  #open({ enc, secret }: SentCommand, { receipt }: SignedReceipt): Receipt | undefined {
    try {
      return openReceipt(this.#primitives, { enc, secret: fromHex(secret) }, receipt);
    } catch (error) {
      if (channelErrors.Undecipherable.is(error)) return undefined;
      throw error;
    }
  }

  async #accept({ message, receipt, statement, signature }: SignedReceipt, scope: Scope, atLeast: number) {
    const block = await this.#follower.certified(statement.number);
    const facts = await this.#follower.view.read(readFacts(scope.contract, statement.worker));
    const leaf = receiptLeaf(message, receipt);
    const signed = receiptStatement(scope, statement, leaf);
    const state = { type: "Receipt", value: { facts: receiptFacts(scope, statement, leaf), signature } } as const;
    return acceptAnswer(verifying(this.#primitives), this.#witness, {
      answer: { statement, signature, signed, state },
      scope,
      facts,
      block,
      atLeast,
    });
  }
}

/**
 * Whether a receipt lies under the root that the ledger has of the contract.
 *
 * @throws `sdk.ReceiptNotProven` for a way that leads elsewhere
 */
function isUnderRoot({ agreed }: Contract, { message, receipt, path }: SignedReceipt): boolean {
  if (!path) return false;
  const { count, index, siblings } = path;
  const leaf = receiptLeaf(message, receipt);
  if (!verifyListProof(fromHex(agreed.receiptsRoot), count, index, leaf, siblings.map(fromHex), sha256))
    throw errors.ReceiptNotProven({ message, stateHeight: agreed.stateHeight });
  return true;
}
