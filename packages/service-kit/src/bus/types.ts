import type { At, EventSubject, RpcSubject } from "@pha/wire";

/** Which of a subject's messages, and how they are shared out. */
export interface Where<S extends string> {
  /** Holes that are fixed; any token in the others. */
  readonly at?: Partial<At<S>>;
  /** Of all subscribers with the same queue name one gets each message; without it, every subscriber does. */
  readonly queue?: string;
}

/** A subscription; disposing it finishes what has arrived. */
export interface Subscribed extends AsyncDisposable {
  /** Resolves when the server knows the subscription: what is published from then on arrives. */
  readonly ready: Promise<void>;
}

/** How a reply is waited for. */
export interface RequestOptions<R> {
  readonly timeoutMs?: number;
  /** Whether a reply is of the one that was asked; others, and errors, are waited beyond. */
  readonly holds?: (reply: R) => boolean;
  /**
   * With `holds`: told of each refusal and each reply that does not hold. Then the request waits until its time is over;
   * else a second from the first of them on.
   */
  readonly onDoubt?: (reason: unknown) => void;
  /** With `holds`: ends the waiting, with its reason. */
  readonly signal?: AbortSignal;
}

/** A connection to NATS that speaks in declared subjects. It reconnects for ever. */
export interface Bus extends AsyncDisposable {
  /**
   * Publishes an event to all subscribers. Nothing says that there are any, nor that NATS has it yet; see `flush`.
   *
   * @throws `service-kit.BusTooLarge`.
   */
  publish<S extends string, T>(subject: EventSubject<S, T>, at: At<S>, value: T): void;
  /**
   * Resolves when the server has everything published before.
   *
   * @throws `service-kit.BusUnreachable` when the connection is or gets lost: publish again.
   */
  flush(): Promise<void>;
  /**
   * Hands events to a handler, one at a time in the order in which they arrived. A handler that throws is logged, and the next event comes;
   * a message that does not decode is logged and dropped.
   */
  subscribe<S extends string, T>(
    subject: EventSubject<S, T>,
    where: Where<S>,
    handler: (event: { readonly at: At<S>; readonly value: T }) => Promise<void> | void,
  ): Subscribed;
  /**
   * Sends a request and waits for its reply: for the first that holds, where others than the one that is asked may reply.
   *
   * @throws the coded error of whoever serves it; `service-kit.BusTimeout`, `BusNoResponders`, `BusUnreachable`, `BusTooLarge`.
   */
  request<S extends string, Q, R>(
    subject: RpcSubject<S, Q, R>,
    at: At<S>,
    request: Q,
    options?: RequestOptions<R>,
  ): Promise<R>;
  /** Serves requests, many at a time. Coded errors reach the requester as they are, others as `service-kit.BusFault`. */
  serve<S extends string, Q, R>(
    subject: RpcSubject<S, Q, R>,
    where: Where<S>,
    handler: (received: { readonly at: At<S>; readonly request: Q }) => Promise<R> | R,
  ): Subscribed;
  /** Throws while NATS is not connected; for `/readyz`. */
  check(): void;
}
