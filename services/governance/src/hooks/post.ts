import type { LookupAddress } from "node:dns";
import { type ClientRequest, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { CodedError, isPublicAddress } from "@pha/codec";
import { lookUpHere, lookUpPublic } from "@pha/service-kit/look-up";
import { errors } from "../errors.ts";

/** Whom a message goes to. */
export interface Target {
  readonly url: string;
  /** Whether addresses that are not of the public internet may be meant. */
  readonly mayBePrivate: boolean;
}

interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

type LookUp = (host: string) => Promise<readonly LookupAddress[]>;

/** What else a message needs on its way. */
export interface Way {
  /** From the first look-up of the name to the answer's status; 10 s when absent. */
  readonly timeoutMs?: number;
  /** Looks a name up; as the machine does where that may be private, and else in the public name system, when absent. */
  readonly lookUp?: LookUp;
}

/**
 * Posts a body, and gives the answer's status. Nothing else of the answer is read, redirects are not followed, and the
 * address that is connected to is the one that was looked at.
 *
 * @throws `governance.PrivateAddress`, `governance.NotDelivered`
 */
export async function post(
  { url, mayBePrivate }: Target,
  { headers, body, signal }: Posted,
  { timeoutMs = 10_000, lookUp = mayBePrivate ? lookUpHere : lookUpPublic }: Way = {},
): Promise<number> {
  const at = new URL(url);
  expectAddress(at, mayBePrivate);
  const send = at.protocol === "https:" ? overHttps : overHttp;
  const sent = send(url, {
    method: "POST",
    agent: false,
    lookup: lookupWithin(lookUp, mayBePrivate),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
  });
  try {
    return await statusOf(sent.end(body));
  } catch (error) {
    throw error instanceof CodedError ? error : errors.NotDelivered({ reason: reasonOf(error, timeoutMs) }, error);
  } finally {
    sent.destroy();
  }
}

/** Whatever ends the connection ends this: what switches to another protocol does so without an error. */
const statusOf = (sent: ClientRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    sent.on("response", ({ statusCode = 0 }) => resolve(statusCode));
    sent.on("error", reject);
    sent.on("close", () => reject(new Error("the connection ended without an answer")));
  });

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === "TimeoutError" || name === "AbortError" ? `no answer within ${timeoutMs} ms` : (code ?? message);
}

/**
 * Refuses a URL that names such an address. Names are looked at when they have been looked up.
 *
 * @throws `governance.PrivateAddress`
 */
export function expectAddress({ hostname }: URL, mayBePrivate: boolean): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublicAddress(host);
  if (!mayBePrivate && isPrivate) throw errors.PrivateAddress({ address: host });
}

/** Looks a name up, and refuses it where any of its addresses is refused. */
const lookupWithin =
  (lookUp: LookUp, mayBePrivate: boolean): LookupFunction =>
  (host, options, done) =>
    lookUp(host).then(
      (found) => {
        const hidden = mayBePrivate ? undefined : found.find(({ address }) => !isPublicAddress(address));
        if (hidden) return done(errors.PrivateAddress({ address: hidden.address }), "", 0);
        if (options.all) return done(null, [...found]);
        const [first] = found;
        return done(null, first?.address ?? "", first?.family ?? 0);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 0),
    );
