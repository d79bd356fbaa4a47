import type { Hex } from "@pha/codec";
import {
  answerAsk,
  frameSession,
  openAsk,
  openBeginning,
  ReplayWindow,
  requestIdOf,
  type SessionKeys,
  welcome,
} from "@pha/secret-channel";
import type { QueryRequest } from "@pha/secret-channel/ask";
import { errors } from "../errors.ts";
import { requireTimely } from "./admission.ts";
import type { Served } from "./contract-lane.ts";
import type { DeskDeps } from "./desk-deps.ts";
import type { HostedContract } from "./hosted-contract.ts";
import { Notary } from "./notary.ts";
import { openByEpoch } from "./open-by-epoch.ts";
import { SessionBook } from "./session-book.ts";

/** So long a session lasts, in block time, and so long one that is not used, in the enclave's. */
const lastsMs = 3_600_000;
const idleMs = 600_000;

/** What the ledger says of this worker's own session, for which it serves. */
export interface Registered {
  readonly registeredAt: number;
  readonly sessionNumber: bigint;
}

interface Session {
  readonly keys: SessionKeys;
  readonly caller: Hex | undefined;
  readonly certifiedKey: Hex | undefined;
  readonly account: Hex | undefined;
  readonly revocations: number;
  /** What it was opened on: it is over once one of these is another. */
  readonly contract: HostedContract;
  readonly epoch: number;
  /** The contract's epoch when it was opened, or its own if that is later: it ends when another one begins. */
  readonly openedIn: number;
  readonly sessionNumber: bigint;
  readonly untilMs: bigint;
  readonly certifiedUntil: number | undefined;
  readonly window: ReplayWindow;
  usedMs: number;
}

/** Answers clients that ask more than once: they show who they are when they begin. */
export class SessionDesk {
  readonly #deps: DeskDeps;
  readonly #notary: Notary;
  readonly #book = new SessionBook<Session>();

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#notary = new Notary(deps.core);
  }

  /**
   * Opens a session.
   *
   * @returns the signed answer, encrypted to the caller
   * @throws `miner` and `channel` errors
   */
  async open(sealed: QueryRequest, served: Served, registered: Registered): Promise<Uint8Array> {
    const {
      contract,
      at: { head },
    } = served;
    const { core, admission } = this.#deps;
    const { primitives, monotonicMs } = core.host;
    const { number } = head.header;
    const { request, account } = await admission.take(
      (verified) =>
        openByEpoch(served, (key, scope) => ({
          ...openBeginning(primitives, key, scope, sealed, verified),
          scope,
        })),
      number,
      registered.registeredAt,
    );
    const { sessionNumber } = registered;
    const untilMs = head.timeMs + BigInt(lastsMs);
    const statement = { worker: core.identity, sessionNumber, number, blockHash: head.hash, untilMs };
    const { caller, certifiedKey, revocations, certifiedUntil, scope } = request;
    const { answer, keys } = welcome(primitives, scope, request, statement, core.session.sign);
    const session = {
      keys,
      caller,
      certifiedKey,
      account,
      revocations,
      contract,
      epoch: scope.epoch,
      openedIn: Math.max(scope.epoch, contract.keys.epochAt(number)),
      sessionNumber,
      untilMs,
      certifiedUntil,
    };
    this.#book.add(keys.id, { ...session, window: new ReplayWindow(), usedMs: monotonicMs() });
    return answer;
  }

  /**
   * Answers one frame of a session.
   *
   * @throws `miner.UnknownSession` for one that there is not, or no more; `miner.RequestReplayed`, `channel` errors, and
   *   what `QueryRunner.run` throws
   */
  async answer(frame: Uint8Array, served: Served, registered: Registered): Promise<Uint8Array> {
    const { core, admission, runner } = this.#deps;
    const { primitives } = core.host;
    const session = this.#find(frame, served, registered);
    const { keys, caller, certifiedKey } = session;
    const ask = openAsk(primitives, keys, frame);
    if (!session.window.take(ask.seq)) throw errors.RequestReplayed();
    // Only now: the name of a session is no secret, and strangers' frames use none.
    this.#book.touch(keys.id);
    session.usedMs = core.host.monotonicMs();
    const { number } = served.at.head.header;
    requireTimely(ask, number, registered.registeredAt);
    const account = await admission.requireUnrevoked(session);
    const requestId = requestIdOf(certifiedKey, ask.id);
    const { statement, outcome } = await runner.run({ caller, account, requestId, call: ask.call }, served);
    const { said, seal } = answerAsk(primitives, keys, ask, statement, outcome);
    return seal(await this.#notary.sign(said, session.sessionNumber));
  }

  /** The session of a frame, if all that it was opened on still holds. */
  #find(frame: Uint8Array, { contract, at: { head } }: Served, { sessionNumber }: Registered): Session {
    const id = frameSession(frame);
    const session = id && this.#book.get(id);
    if (!id || !session) throw errors.UnknownSession();
    const nowMs = this.#deps.core.host.monotonicMs();
    const holds =
      session.contract === contract &&
      session.openedIn >= contract.keys.epochAt(head.header.number) &&
      !contract.keys.isOver(session.epoch, head.header.number) &&
      session.sessionNumber === sessionNumber &&
      head.timeMs <= session.untilMs &&
      head.header.number <= (session.certifiedUntil ?? Number.POSITIVE_INFINITY) &&
      nowMs - session.usedMs <= idleMs;
    if (!holds) {
      // Of another contract alone it may go on: the frame was sent to the wrong one.
      if (session.contract.id === contract.id) this.#book.end(id);
      throw errors.UnknownSession();
    }
    return session;
  }

  /** Forgets the keys of sessions that nobody has used for too long. */
  forgetIdle(): void {
    const nowMs = this.#deps.core.host.monotonicMs();
    this.#book.endWhile(({ usedMs }) => nowMs - usedMs > idleMs);
  }
}
