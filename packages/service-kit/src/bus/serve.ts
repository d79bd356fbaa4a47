import { CodedError, decode, encode } from "@pha/codec";
import { type At, isInbox, type RpcSubject, readSubject } from "@pha/wire";
import type { Msg } from "nats";
import { errors } from "../errors.ts";
import { errorHeaders } from "./error-headers.ts";
import { expectFits } from "./publish.ts";
import { receive, type Subscriber } from "./subscribe.ts";
import type { Subscribed, Where } from "./types.ts";

/** Requests of one subscription that are served at a time. */
const MAX_AT_ONCE = 256;

/** Serves a subject's requests: each that has an inbox gets the handler's reply, or an error in headers. */
export function serve<S extends string, Q, R>(
  subscriber: Subscriber,
  rpc: RpcSubject<S, Q, R>,
  where: Where<S>,
  handler: (received: { readonly at: At<S>; readonly request: Q }) => Promise<R> | R,
): Subscribed {
  const { nats, log, classify } = subscriber;
  const underWay = new Set<Promise<void>>();
  const respond = async (message: Msg) => {
    const began = performance.now();
    try {
      const at = readSubject(rpc.subject, message.subject);
      const bytes = encode(rpc.reply, await handler({ at, request: decode(rpc.request, message.data) }));
      expectFits(nats, rpc.subject, bytes);
      message.respond(bytes);
    } catch (error) {
      const coded = error instanceof CodedError ? error : classify?.(error);
      if (coded === undefined) log.error({ subject: message.subject, err: error }, "request handler failed");
      message.respond(undefined, { headers: errorHeaders(coded ?? errors.BusFault()) });
    }
    log.debug({ subject: message.subject, ms: Math.round(performance.now() - began) }, "request served");
  };
  const subscribed = receive(subscriber, rpc.subject, where, (message) => {
    if (!isInbox(message.reply)) {
      log.debug({ subject: message.subject }, "request without an inbox for its reply");
      return;
    }
    if (underWay.size >= MAX_AT_ONCE) {
      message.respond(undefined, { headers: errorHeaders(errors.BusOverloaded({ max: MAX_AT_ONCE })) });
      return;
    }
    const one = respond(message).finally(() => underWay.delete(one));
    underWay.add(one);
  });
  return {
    ready: subscribed.ready,
    async [Symbol.asyncDispose]() {
      await subscribed[Symbol.asyncDispose]();
      await Promise.all(underWay);
    },
  };
}
