import { gatekeeperErrors, minerErrors } from "@pha/api";
import { CodedError, type Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import {
  type Call,
  errors as channelErrors,
  type OpenedAnswer,
  readAnswer,
  type Scope,
  type Statement,
  sealQuery,
} from "@pha/secret-channel";
import { errors, isUnavailable, isVerificationError } from "../errors.ts";
import type { Follower } from "../ledger/follower.ts";
import type { SessionLine } from "../transport/session-line.ts";
import { waiting } from "../transport/waiting.ts";
import { acceptAnswer, type Verified, type VerifySignature, verifying, withNewerHead } from "./accept.ts";
import { readFacts } from "./facts.ts";
import { type Gatekeeper, type Gatekeepers, roundsUnreached } from "./gatekeepers.ts";
import { readOutcome } from "./payload.ts";
import { QuerySessions } from "./query-sessions.ts";
import type { Session } from "./session.ts";
import type { Witness } from "./witness.ts";

/** A verified answer. */
export interface Answer<R = unknown> {
  readonly value: R;
  /** What the worker signed. */
  readonly statement: Statement;
  readonly verified: Verified;
  /** Whether it was asked alone, or in a session with the worker. */
  readonly channel: "one-off" | "session";
}

/** One question. */
export interface Question {
  /** The same however often it is asked. */
  readonly id: Hex;
  readonly contract: Hex;
  readonly key: Hex;
  readonly scope: Scope;
  readonly call: Call;
  readonly session: Session | undefined;
  /** Only this worker may answer. */
  readonly worker: Hex | undefined;
  /** The answer must have seen this block. */
  readonly atLeast: number;
  /** Whether it is asked in a session: if there is one, when absent. */
  readonly channel?: "never" | "require" | undefined;
}

/** What came of asking in a session: its answer, or why there is none, as far as that is known. */
interface Tried {
  readonly answer?: Answer;
  readonly cause?: CodedError | undefined;
}

/** How long a query is asked again. */
const patienceMs = 10_000;

/** When somebody who is overloaded says to come again: not for ever. */
function retryAfterMs(error: unknown): number {
  const seconds = error instanceof CodedError ? Number(error.data["retryAfterSeconds"] ?? 0) : 0;
  return seconds > 0 ? 1_000 * Math.min(seconds, 5) : 0;
}

/** Refusals that a newer head cures. */
const outdated = [minerErrors.RequestExpired, channelErrors.RequestExpired, minerErrors.RequestTooOld];

/**
 * Failures after which nobody knows whether a worker has the query: it is asked once more however long that took, for
 * the caller's patience began to count before it was lost. What is encrypted anew is no replay to whoever has it.
 */
const lost = [gatekeeperErrors.AnswerLost, minerErrors.RequestReplayed];

type Remedy = "newer head" | "another worker" | "another gatekeeper";

/** Asks gatekeepers and believes nothing. */
export class QueryDesk {
  readonly #follower: Follower;
  readonly #primitives: Primitives;
  readonly #gatekeepers: Gatekeepers;
  readonly #witness: Witness;
  readonly #sessions: QuerySessions;

  constructor(follower: Follower, primitives: Primitives, gatekeepers: Gatekeepers, witness: Witness) {
    this.#follower = follower;
    this.#primitives = primitives;
    this.#gatekeepers = gatekeepers;
    this.#witness = witness;
    this.#sessions = new QuerySessions(follower, primitives);
  }

  /**
   * A verified answer. What is unavailable is asked again elsewhere, a few times, and what was lost on the way once;
   * each time encrypted anew.
   *
   * @throws `ContractError`, verification errors, and what the network refused the query with
   */
  async ask(question: Question): Promise<Answer> {
    const began = performance.now();
    let unreached = 0;
    let isLostBefore = false;
    let isAlone = question.channel === "never";
    let whyNone: CodedError | undefined;
    for (let attempt = 1; ; attempt++) {
      const { preferred, line } = this.#gatekeepers;
      let afterMs = 0;
      try {
        const tried: Tried = line && !isAlone ? await this.#inSession(line, question) : {};
        if (tried.answer) return tried.answer;
        whyNone = tried.cause ?? whyNone;
        if (question.channel === "require") throw errors.NoSession(whyNone && { reason: whyNone.code }, whyNone);
        return await this.#once(preferred, question);
      } catch (error) {
        const remedy = await this.#remedyFor(error, question);
        unreached = errors.Unreachable.is(error) ? unreached + 1 : 0;
        const isOver = performance.now() - began > patienceMs || unreached >= roundsUnreached * this.#gatekeepers.count;
        const isLost = lost.some(({ is }) => is(error));
        if (!remedy || (isLost ? isLostBefore : isOver)) throw this.#gatekeepers.failure(error);
        isLostBefore ||= isLost;
        isAlone ||= remedy !== "newer head" && question.channel !== "require";
        afterMs = retryAfterMs(error);
        if (remedy === "newer head") await this.#follower.refresh();
        else if (remedy === "another worker")
          attempt = 1; // nobody is overloaded: the next draw may hit
        else this.#gatekeepers.leave();
      }
      await waiting.pause(Math.max(waiting.backoffMs(attempt), afterMs));
    }
  }

  /** What makes it worth while to ask again; nothing does where the answer would be the same. */
  async #remedyFor(error: unknown, question: Question): Promise<Remedy | undefined> {
    if (outdated.some(({ is }) => is(error))) return "newer head";
    // A gatekeeper that knows of fewer members may have asked another one; what names one is for that one alone to answer.
    if (minerErrors.OtherWorker.is(error) && (await this.#isHosted(question))) return "another worker";
    return isUnavailable(error) || lost.some(({ is }) => is(error)) ? "another gatekeeper" : undefined;
  }

  /** Whether the worker that the question names is of the contract's cluster. */
  async #isHosted({ contract, worker }: Question): Promise<boolean> {
    if (worker === undefined) return false;
    const { cluster } = await this.#follower.view.read(readFacts(contract, worker));
    return cluster?.members.includes(worker) ?? false;
  }

  async #once(gatekeeper: Gatekeeper, question: Question): Promise<Answer> {
    const { id, contract, key, scope, call, session: caller, worker } = question;
    const issued = this.#follower.newest;
    const { sealed, answerKey } = sealQuery(this.#primitives, key, scope, { id, caller, worker, issued, call });
    const reply = await gatekeeper.contracts.query({ id: contract, ...sealed, worker });
    const answer = readAnswer(this.#primitives, scope, answerKey, reply.answer);
    const verified = await this.#accept(verifying(this.#primitives), answer, question);
    return { ...answered(answer, verified), channel: "one-off" };
  }

  /** The answer in a session; none where there is no session, or one that is no more, and why. */
  async #inSession(line: SessionLine, question: Question): Promise<Tried> {
    const session = await this.#sessions.find(question, line);
    if (!session) return { cause: this.#sessions.whyNone(question, line) };
    try {
      const answer = await this.#sessions.ask(question, session, line);
      const verified = await this.#accept(this.#sessions.verify, answer, question);
      return { answer: { ...answered(answer, verified), channel: "session" } };
    } catch (error) {
      // The worker has it still: another connection, through any gatekeeper, goes on with it.
      const isThere = errors.Unreachable.is(error);
      if (!isThere && !endsSession(error)) throw error;
      if (!isThere) this.#sessions.end(question, session);
      return { cause: error as CodedError };
    }
  }

  async #accept(verify: VerifySignature, answer: OpenedAnswer, question: Question): Promise<Verified> {
    const { contract, scope, atLeast } = question;
    const { statement } = answer;
    const check = async () => {
      const block = await this.#follower.certified(statement.number);
      const facts = await this.#follower.view.read(readFacts(contract, statement.worker));
      return acceptAnswer(verify, this.#witness, { answer, scope, facts, block, atLeast });
    };
    return withNewerHead(this.#follower, check);
  }
}

/** @throws `ContractError` */
const answered = ({ outcome, statement }: OpenedAnswer, verified: Verified) => ({
  ...{ value: readOutcome(outcome), statement, verified },
});

/** Failures behind which the same worker may not have the session, or not be there. */
const ends = [
  minerErrors.UnknownSession,
  minerErrors.NotServing,
  minerErrors.LeaseExpired,
  minerErrors.RequestReplayed,
  minerErrors.CertificateRevoked,
  gatekeeperErrors.AnswerLost,
  channelErrors.Undecipherable,
];

/** A contradiction is told, and not asked again elsewhere: a worker's stake answers for it. */
const endsSession = (error: unknown): boolean =>
  !errors.Equivocation.is(error) && (isVerificationError(error) || ends.some(({ is }) => is(error)));
