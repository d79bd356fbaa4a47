import type { CodedError } from "@pha/codec";
import { connect, Events, ErrorCode as NatsCode, type NatsConnection, nkeyAuthenticator } from "nats";
import type { Secret } from "../config.ts";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";
import { retrying } from "../retrying.ts";
import { makeInboxes } from "./inbox.ts";
import { busError } from "./nats-error.ts";
import { publish } from "./publish.ts";
import { request } from "./request.ts";
import { serve } from "./serve.ts";
import { type Connection, type Subscriber, subscribe } from "./subscribe.ts";
import type { Bus } from "./types.ts";

/** What a bus depends on. */
export interface BusOptions {
  /** Names the connection on the server. */
  readonly service: string;
  /** `nats://host:port`; several with commas between them. */
  readonly url: string;
  /** nkey seed (`SU…`) of the service's NATS user; anonymous when absent. */
  readonly seed?: Secret<string> | undefined;
  /** Prefix of the subjects that replies to this service arrive on, where the user's permissions ask for one. */
  readonly inboxPrefix?: string;
  readonly log: Logger;
  /** Gives up waiting for NATS. */
  readonly signal?: AbortSignal;
  /** Finds the coded error behind a driver's error, as `dbError` of `./db` does. */
  readonly classify?: (error: unknown) => CodedError | undefined;
}

/**
 * Connects to NATS, waiting for it as long as it takes.
 *
 * @throws `service-kit.BusRefused` for a user the server does not know; `StartInterrupted` when the signal comes first.
 */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const { log, signal } = options;
  const retry = errors.BusUnreachable.is;
  const connection = await retrying("waiting for NATS", { log, signal, retry }, () => open(options));
  const { nats, isConnected } = connection;
  const subscriber: Subscriber = { ...connection, log, classify: options.classify };
  return {
    publish: (subject, at, value) => publish(nats, subject, at, value),
    flush: () => flush(connection),
    request: (subject, at, value, options) => request(connection, subject, at, value, options),
    subscribe: (subject, where, handler) => subscribe(subscriber, subject, where, handler),
    serve: (subject, where, handler) => serve(subscriber, subject, where, handler),
    check() {
      if (!isConnected()) throw errors.BusUnreachable();
    },
    [Symbol.asyncDispose]: () => close(connection),
  };
}

async function open(options: BusOptions): Promise<Connection> {
  const { service, url, seed, inboxPrefix, log } = options;
  try {
    const nats = await connect({
      servers: url.split(","),
      name: service,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 250,
      ignoreAuthErrorAbort: true,
      pingInterval: 10_000,
      timeout: 5_000,
      ...(seed === undefined ? {} : { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed.reveal())) }),
      ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    });
    return { ...watch(nats, log), openInbox: makeInboxes(nats, inboxPrefix) };
  } catch (error) {
    const coded = busError(error);
    // It took the connection and said nothing: it is as good as not there yet.
    throw errors.BusTimeout.is(coded) ? errors.BusUnreachable({ reason: NatsCode.Timeout }, error) : (coded ?? error);
  }
}

/** Follows whether NATS is connected, and logs when that changes. */
function watch(nats: NatsConnection, log: Logger): Omit<Connection, "openInbox"> {
  let connected = true;
  void (async () => {
    for await (const { type, data } of nats.status()) {
      if (type === Events.Disconnect) {
        connected = false;
        log.warn("NATS connection lost, reconnecting");
      } else if (type === Events.Reconnect) {
        connected = true;
        log.info("NATS connected again");
      } else if (type === Events.Error) {
        log.warn(
          { reason: String(data) },
          data === NatsCode.AuthorizationViolation ? "NATS refuses this user" : "NATS error",
        );
      }
    }
  })();
  return { nats, isConnected: () => connected && !nats.isClosed() };
}

async function flush({ nats, isConnected }: Connection): Promise<void> {
  if (!isConnected()) throw errors.BusUnreachable();
  try {
    await nats.flush();
  } catch (error) {
    throw busError(error) ?? error;
  }
}

/** Finishes what has arrived and sends what is buffered; without a connection there is nothing to wait for. */
async function close({ nats, isConnected }: Connection): Promise<void> {
  if (nats.isClosed()) return;
  if (isConnected() && !nats.isDraining()) await nats.drain().catch(() => nats.close());
  else await nats.close();
}
