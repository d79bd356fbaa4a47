import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { isPublicAddress } from "@pha/codec";
import { errors } from "@pha/contract-engine/http";
import { lookUpHere, lookUpPublic } from "@pha/service-kit/look-up";

/** Connections that one enclave may have at a time. */
const mostStreams = 64;
/**
 * What looking a name up and connecting may take. Both together are less than a program waits for its host (30 s): of a
 * connection that is made later it never hears, and closes none.
 */
const lookUpMs = 4_000;
const connectMs = 5_000;

/** Places beside the public internet's that may be connected to: `host:port`. */
export interface StreamsOptions {
  readonly allow: ReadonlySet<string>;
  /** Looks a name up; as the machine does for places of `allow`, and else in the public name system, when absent. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** Who is asked for public names, `address:port` each; the machine's name servers, when absent. */
  readonly nameServers?: readonly string[];
}

/** Connections that a program has this side carry: bytes alone, of which it reads nothing that matters. */
export interface Streams extends AsyncDisposable {
  /** @throws `http.UnknownHost`, `http.AddressRefused`, `http.ConnectionRefused` */
  readonly connect: (place: { readonly host: string; readonly port: number }) => Promise<number>;
  /** @throws `http.Cut` */
  readonly write: (stream: number, bytes: Uint8Array) => Promise<void>;
  /** The next bytes; none at the end. */
  readonly read: (stream: number) => Promise<Uint8Array>;
  readonly close: (stream: number) => void;
}

/** What comes of it, or that nothing has by then. The machine's own way to look names up cannot be ended. */
const soon = <T>(ms: number, found: Promise<T>): Promise<T> =>
  Promise.race([
    found,
    once(AbortSignal.timeout(ms), "abort").then(() => {
      throw Object.assign(new Error("no answer in time"), { code: "ETIMEOUT" });
    }),
  ]);

/** Opens what carries an enclave's connections. */
export function openStreams({ allow, resolve, nameServers }: StreamsOptions): Streams {
  const sockets = new Map<number, { readonly socket: Socket; readonly chunks: AsyncIterator<Buffer> }>();
  let next = 0;

  /** The one address that is connected to: a name is looked up once, and what was looked at is what is used. */
  async function addressOf(host: string, port: number): Promise<string> {
    const isAllowed = allow.has(`${host}:${port}`);
    const find = resolve ?? (isAllowed ? lookUpHere : (name: string) => lookUpPublic(name, nameServers));
    const found = await soon(lookUpMs, find(host.replace(/^\[|\]$/g, ""))).catch((cause: unknown) => {
      throw errors.UnknownHost({ host, reason: (cause as NodeJS.ErrnoException).code }, cause);
    });
    if (found.length === 0) throw errors.UnknownHost({ host });
    const usable = isAllowed ? found : found.filter(({ address }) => isPublicAddress(address));
    const [first] = usable;
    if (!first) throw errors.AddressRefused({ host, port });
    return first.address;
  }

  return {
    async connect({ host, port }) {
      const address = await addressOf(host, port);
      if (sockets.size >= mostStreams) throw errors.ConnectionRefused({ reason: "too many connections" });
      const stream = next++;
      const socket = connect({ host: address, port, noDelay: true });
      sockets.set(stream, { socket, chunks: socket[Symbol.asyncIterator]() });
      socket.on("close", () => sockets.delete(stream));
      try {
        await once(socket, "connect", { signal: AbortSignal.timeout(connectMs) });
      } catch (cause) {
        socket.destroy();
        throw errors.ConnectionRefused({ host, port, reason: (cause as NodeJS.ErrnoException).code }, cause);
      }
      socket.on("error", () => socket.destroy());
      return stream;
    },
    async write(stream, bytes) {
      const { socket } = sockets.get(stream) ?? {};
      if (!socket) throw errors.Cut();
      await new Promise<void>((done, fail) => {
        socket.write(bytes, (error) => (error ? fail(errors.Cut({}, error)) : done()));
      });
    },
    async read(stream) {
      const { chunks } = sockets.get(stream) ?? {};
      const next = await chunks?.next().catch((cause: unknown) => {
        throw errors.Cut({}, cause);
      });
      return new Uint8Array(next?.value ?? []);
    },
    close(stream) {
      sockets.get(stream)?.socket.destroy();
      sockets.delete(stream);
    },
    async [Symbol.asyncDispose]() {
      const closing = [...sockets.values()].map(({ socket }) => once(socket, "close"));
      for (const { socket } of sockets.values()) socket.destroy();
      await Promise.all(closing);
    },
  };
}
