import type { IncomingMessage } from "node:http";
import type { JsonContext } from "@pha/codec";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Departure } from "./departure.ts";
import type { HeldOpen } from "./held-open.ts";
import type { Explain } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Within } from "./route.ts";
import type { RefuseStranger } from "./strangers.ts";
import type { Turn } from "./turn.ts";

/** What routes are mounted with. */
export interface MountOptions {
  readonly json: JsonContext;
  readonly explain: (request: FastifyRequest) => Explain;
  readonly clientOf: (request: IncomingMessage) => string;
  readonly within: Within;
  readonly rate: RateLimit | undefined;
  readonly turn: Turn;
  readonly refuseStranger: RefuseStranger;
}

/** What the answers of all routes share. */
export interface Serving extends MountOptions {
  readonly streams: HeldOpen;
  /** Aborted when the server closes. */
  readonly stopping: AbortSignal;
}

/** One request that is answered. */
export interface Given extends Departure {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly client: string;
  /** Its input, with this body. */
  readonly input: (body: unknown) => never;
  /** Computes something at one go, for which the client pays. */
  readonly compute: <T>(work: () => T) => T;
}
