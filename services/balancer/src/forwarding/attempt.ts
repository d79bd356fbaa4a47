import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Backend } from "../backends/backend.ts";

/** A backend that does not take a connection in this time is as good as one that refuses it. */
const CONNECT_MS = 2_000;

/** How a try ended before it was answered. */
export interface Failure {
  readonly cause: Error;
  /** Whether the backend may have seen the request. */
  readonly wasSent: boolean;
}

/** A request to a backend that is under way. */
export interface Attempt {
  readonly outgoing: ClientRequest;
  /** The answer's head, or why there is none. */
  readonly outcome: Promise<IncomingMessage | Failure>;
}

/** Begins a request to a backend. */
export function attempt({ host, port, agent }: Backend, options: RequestOptions): Attempt {
  const outgoing = request({ host, port, agent, setHost: false, ...options });
  let wasSent = false;
  outgoing.on("socket", (socket) => {
    socket.setNoDelay(true);
    if (!socket.connecting) {
      wasSent = true;
      return;
    }
    const timer = setTimeout(() => outgoing.destroy(new Error(`no connection in ${CONNECT_MS} ms`)), CONNECT_MS);
    socket.once("connect", () => {
      wasSent = true;
    });
    for (const event of ["connect", "close"]) socket.once(event, () => clearTimeout(timer));
  });
  const outcome = new Promise<IncomingMessage | Failure>((resolve) => {
    outgoing.on("response", resolve);
    outgoing.on("upgrade", (response, socket, head) => {
      socket.unshift(head);
      resolve(response);
    });
    // Stays for errors after the answer's head: the answer itself reports them.
    outgoing.on("error", (cause) => resolve({ cause, wasSent }));
    outgoing.on("close", () => resolve({ cause: new Error("given up"), wasSent }));
  });
  return { outgoing, outcome };
}

export const hasFailed = (outcome: IncomingMessage | Failure): outcome is Failure => "wasSent" in outcome;
