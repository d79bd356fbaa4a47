import { decode, encode } from "@pha/codec";
import { type EventSubject, fillSubject, type RpcSubject } from "@pha/wire";
import type { Bus } from "../bus/types.ts";
import { errors } from "../errors.ts";

type Handler = (event: { at: Record<string, string>; value: unknown }) => Promise<void> | void;

/** A bus within one test: requests are served and events handled at once. Everything is encoded on the way. */
export class FakeBus implements Bus {
  /** Subjects of all requests, filled, in order. */
  readonly requested: string[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #servers = new Map<string, (request: never, filled: string) => unknown>();

  /** Serves a subject from now on, in place of the handler before. */
  reply<S extends string, Q, R>(
    subject: RpcSubject<S, Q, R>,
    handler: (request: Q, filled: string) => R | Promise<R>,
  ): void {
    this.#servers.set(subject.subject, handler);
  }

  publish<S extends string, T>({ subject, payload }: EventSubject<S, T>, _: unknown, value: T): void {
    void this.#handlers.get(subject)?.({ at: {}, value: decode(payload, encode(payload, value)) });
  }

  subscribe: Bus["subscribe"] = ({ subject }, _, handler) => {
    this.#handlers.set(subject, handler as never);
    return { ready: Promise.resolve(), [Symbol.asyncDispose]: async () => void this.#handlers.delete(subject) };
  };

  request: Bus["request"] = async (rpc, at, value, options = {}) => {
    const { subject, request, reply } = rpc;
    const { holds = () => true, onDoubt } = options;
    const filled = fillSubject(subject, at);
    this.requested.push(filled);
    const serve = this.#servers.get(subject);
    if (!serve) throw new Error(`nobody serves ${subject}`);
    const said = (async () => {
      const given = await serve(decode(request, encode(request, value)) as never, filled);
      const decoded = decode(reply, encode(reply, given as never));
      if (!holds(decoded)) throw errors.BusTimeout({ subject: filled });
      return decoded;
    })();
    if (!onDoubt) return said;
    const { promise: ending, reject } = Promise.withResolvers<never>();
    const isOver = setTimeout(() => reject(errors.BusTimeout({ subject: filled })), options.timeoutMs ?? rpc.timeoutMs);
    options.signal?.addEventListener("abort", () => reject(options.signal?.reason));
    const doubted = said.catch((error) => {
      onDoubt(error);
      return ending;
    });
    return Promise.race([doubted, ending]).finally(() => clearTimeout(isOver));
  };

  serve(): never {
    throw new Error("nobody serves in these tests");
  }

  async flush(): Promise<void> {}

  check(): void {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
