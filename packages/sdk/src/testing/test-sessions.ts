import { minerErrors, problemOf, SessionAsk, SessionReply } from "@pha/api";
import { CodedError, decode, encode, type Hex } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { headerHash } from "@pha/light-client";
import {
  answerAsk,
  type Evidence,
  frameSession,
  openAsk,
  openBeginning,
  type SessionKeys,
  type Statement,
  signStatements,
  type Welcome,
  welcome,
} from "@pha/secret-channel";
import type { OpenSocket } from "../transport/socket.ts";
import type { TestWorker } from "./test-worker.ts";

type Opening = Extract<SessionAsk["asked"], { readonly type: "Open" }>["value"];

/** The WebSockets of a test's gatekeeper, and the query sessions of the worker behind it. */
export class TestSessions {
  readonly #worker: TestWorker;
  readonly #keys = new Map<Hex, { readonly keys: SessionKeys; readonly caller: Hex | undefined }>();
  readonly #open = new Set<() => void>();
  /** Whether sockets open. */
  isUp = true;
  /** Sockets and sessions that were opened, and asks that were answered. */
  sockets = 0;
  opened = 0;
  answered = 0;
  /** Whether a process would live for a socket. */
  isHeld = false;
  /** Changes what the worker says when it opens a session, or in an answer. */
  lie: Partial<Welcome> = {};
  lieOfAnswer: Partial<Statement> = {};
  signer: Uint8Array | undefined;
  /** Instead of an answer to a frame; throws what the worker refuses with. */
  tamper: (answer: Uint8Array) => Uint8Array = (answer) => answer;
  /** Hears of each opening first; throws what the worker refuses with. */
  refuseToOpen: (opening: Opening) => void = () => {};

  constructor(worker: TestWorker) {
    this.#worker = worker;
  }

  readonly openSocket: OpenSocket = (_, { opened, heard, ended }) => {
    this.sockets++;
    const end = () => {
      if (this.#open.delete(end)) ended(new Error("connection reset"));
    };
    this.#open.add(end);
    queueMicrotask(() => (this.isUp ? opened() : end()));
    return {
      send: (message) => {
        const { ref, contract, asked } = decode(SessionAsk, message);
        queueMicrotask(
          () => this.#open.has(end) && heard(encode(SessionReply, { ref, said: this.#say(contract, asked) })),
        );
      },
      close: () => queueMicrotask(end),
      hold: (isHeld) => {
        this.isHeld = isHeld;
      },
    };
  };

  /** Breaks every connection. */
  break(): void {
    for (const end of [...this.#open]) end();
  }

  /** Forgets all sessions, as a worker does that has started anew. */
  forget(): void {
    this.#keys.clear();
  }

  #say(contract: Hex, asked: SessionAsk["asked"]): SessionReply["said"] {
    try {
      if (contract !== this.#worker.contract) throw minerErrors.UnknownSession();
      return {
        type: "Answered",
        value: asked.type === "Open" ? this.#begin(asked.value) : this.#answer(asked.value.frame),
      };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { type: "Refused", value: JSON.stringify(problemOf(error)) };
    }
  }

  #begin(sealed: Opening): Uint8Array {
    this.refuseToOpen(sealed);
    const { scope, keys: own, identity, chain } = this.#worker;
    const request = openBeginning(purePrimitives, own.privateKey, scope, sealed, new Set());
    const { header } = chain.head;
    const statement = {
      ...{ worker: identity, sessionNumber: 1n, number: header.number, blockHash: headerHash(header) },
      ...{ untilMs: BigInt(chain.nowMs + 3_600_000), ...this.lie },
    };
    const { answer, keys } = welcome(purePrimitives, scope, request, statement, this.#sign);
    this.#keys.set(keys.id, { keys, caller: request.caller });
    this.opened++;
    return answer;
  }

  #answer(frame: Uint8Array): Uint8Array {
    const session = this.#keys.get(frameSession(frame) ?? "0x");
    if (!session) throw minerErrors.UnknownSession();
    const { keys, caller } = session;
    const { run, identity, chain, stateHeight, stateTag } = this.#worker;
    const ask = openAsk(purePrimitives, keys, frame);
    const { header } = chain.head;
    const statement = {
      ...{ worker: identity, number: header.number, blockHash: headerHash(header), stateHeight, stateTag },
      ...{ gas: 16_384n, ...this.lieOfAnswer },
    };
    const outcome = run({ call: ask.call, caller });
    const { said, seal } = answerAsk(purePrimitives, keys, ask, statement, outcome);
    const signer = { genesis: keys.scope.genesis, sessionNumber: keys.sessionNumber };
    const [evidence] = signStatements(purePrimitives, signer, [said], this.#sign) as [Evidence];
    this.answered++;
    return this.tamper(seal(evidence));
  }

  readonly #sign = (message: Uint8Array): Uint8Array =>
    purePrimitives.ed25519.sign(this.signer ?? this.#worker.sessionSeed, message);
}
