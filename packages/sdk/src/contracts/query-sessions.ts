import { CodedError, encode, type Hex, Recent, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import {
  beginSession,
  Certificate,
  maxLifetime,
  type OpenedAnswer,
  type SessionKeys,
  sealAsk,
} from "@pha/secret-channel";
import type { Follower } from "../ledger/follower.ts";
import type { SessionLine } from "../transport/session-line.ts";
import { acceptSigned, type VerifySignature, verifying, withNewerHead } from "./accept.ts";
import { readFacts } from "./facts.ts";
import type { Question } from "./query.ts";

/** Sessions that are remembered, for certain. */
const maxKnown = 256;
/** Signatures over many answers that were verified. */
const maxVerified = 1_024;
/** Where none could be opened, it is tried again after so long. */
const pauseMs = 30_000;
/** So long before its end a session is used no more. */
const marginMs = 60_000n;

/** A session with one worker, that was verified when it was opened. */
export interface QuerySession {
  readonly keys: SessionKeys;
  readonly worker: Hex;
  readonly untilMs: bigint;
  next: number;
}

interface Known {
  isSecond: boolean;
  session: QuerySession | undefined;
  opening: Promise<QuerySession | undefined> | undefined;
  /** By the gatekeeper through which none could be opened. */
  readonly pauses: WeakMap<SessionLine, Pause>;
}

interface Pause {
  /** Until when none is tried there. */
  readonly until: number;
  /** What kept one from being opened; nothing of one that was over too soon. */
  readonly cause: CodedError | undefined;
}

/** Sessions of a client, each with who asks, what and whom: opened by the second question, for the first may be the last. */
export class QuerySessions {
  readonly #follower: Follower;
  readonly #primitives: Primitives;
  readonly #known = new Recent<string, Known>(maxKnown);
  readonly #verified = new Recent<string, true>(maxVerified);

  constructor(follower: Follower, primitives: Primitives) {
    this.#follower = follower;
    this.#primitives = primitives;
  }

  /** The session for a question; none for the first one, and where none can be had through this gatekeeper just now. */
  async find(question: Question, line: SessionLine): Promise<QuerySession | undefined> {
    const name = nameOf(question);
    const known = this.#known.get(name) ?? this.#note(name);
    const isWanted = known.isSecond || question.channel === "require";
    known.isSecond = true;
    if (!isWanted || !line.mayTry) return undefined;
    if (known.session && this.#lasts(known.session)) return known.session;
    if (performance.now() < (known.pauses.get(line)?.until ?? 0)) return undefined;
    known.opening ??= this.#tryToOpen(known, question, line).finally(() => {
      known.opening = undefined;
    });
    return known.opening;
  }

  /** Why the newest session could not be had through a gatekeeper, if one was tried there. */
  whyNone(question: Question, line: SessionLine): CodedError | undefined {
    return this.#known.get(nameOf(question))?.pauses.get(line)?.cause;
  }

  /** Another session is opened in its place. */
  end(question: Question, session: QuerySession): void {
    const known = this.#known.get(nameOf(question));
    if (known?.session === session) known.session = undefined;
  }

  /** Asks in a session; who answered is still to be verified. */
  async ask({ id, contract, call }: Question, session: QuerySession, line: SessionLine): Promise<OpenedAnswer> {
    const issued = this.#follower.newest;
    const ask = { id, issued, expiry: issued + maxLifetime, call };
    const { frame, read } = sealAsk(this.#primitives, session.keys, session.next++, ask);
    return read(await line.ask(contract, { type: "Frame", value: { worker: session.worker, frame } }));
  }

  /** Verifies a signature once, over however many answers it is. */
  readonly verify: VerifySignature = (key, message, signature) => {
    const name = `${key}${signature}${toHex(message)}`;
    if (this.#verified.get(name)) return true;
    const holds = verifying(this.#primitives)(key, message, signature);
    if (holds) this.#verified.set(name, true);
    return holds;
  };

  #note(name: string): Known {
    const known: Known = { isSecond: false, session: undefined, opening: undefined, pauses: new WeakMap() };
    this.#known.set(name, known);
    return known;
  }

  #lasts({ untilMs }: QuerySession): boolean {
    return this.#follower.head.timeMs + marginMs < untilMs;
  }

  /** Where none can be had, the question is asked alone, if it may be, and meets the same if that lasts. */
  async #tryToOpen(known: Known, question: Question, line: SessionLine): Promise<QuerySession | undefined> {
    known.session = undefined;
    let cause: CodedError | undefined;
    try {
      const session = await this.#open(question, line);
      if (this.#lasts(session)) known.session = session;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      cause = error;
    }
    if (!known.session) known.pauses.set(line, { until: performance.now() + pauseMs, cause });
    return known.session;
  }

  async #open(question: Question, line: SessionLine): Promise<QuerySession> {
    const { contract, key, scope, session: caller, worker } = question;
    const issued = this.#follower.newest;
    const { sealed, read } = beginSession(this.#primitives, key, scope, { caller, worker, issued });
    const welcome = read(await line.ask(contract, { type: "Open", value: { ...sealed, worker } }));
    const { statement, keys } = welcome;
    await withNewerHead(this.#follower, async () => {
      const block = await this.#follower.certified(statement.number);
      const facts = await this.#follower.view.read(readFacts(contract, statement.worker));
      return acceptSigned(verifying(this.#primitives), { answer: welcome, scope, facts, block, atLeast: 0 });
    });
    return { keys, worker: statement.worker, untilMs: statement.untilMs, next: 0 };
  }
}

/** What a session is for: another key, code or certificate is another one. */
const nameOf = ({ contract, key, scope: { epoch, codeHash }, session, worker }: Question): string =>
  [contract, key, epoch, codeHash, session && certificateName(session.certificate), worker].join();

const certificateNames = new WeakMap<Certificate, Hex>();

/** All of a certificate: two accounts may have certified the same key. */
function certificateName(certificate: Certificate): Hex {
  const name = certificateNames.get(certificate) ?? toHex(encode(Certificate, certificate));
  certificateNames.set(certificate, name);
  return name;
}
