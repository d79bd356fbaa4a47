import { defineErrors } from "@pha/codec";
import { defaultLimits } from "../limits.ts";

const { fetches, requestBytes, responseBytes } = defaultLimits;

/** Why a contract's fetch came to nothing. The contract may catch these; what it does not catch ends its call. */
export const errors = defineErrors("http", {
  BadFetch: { index: 0, kind: "invalid", doc: "This is no request that a contract may send." },
  TooManyFetches: { index: 1, kind: "limit", doc: `A query fetches at most ${fetches} times.` },
  RequestTooLarge: {
    index: 2,
    kind: "limit",
    doc: `URL, headers and body of a request are of at most ${requestBytes >> 10} KiB.`,
  },
  NotProtected: {
    index: 3,
    kind: "forbidden",
    doc: "Whoever runs the worker reads and changes what goes over plain http: fetch from https.",
  },
  AddressRefused: {
    index: 4,
    kind: "forbidden",
    doc: "The address or the port is none of the public internet's, or a reserved one.",
  },
  UnknownHost: { index: 5, kind: "unavailable", doc: "No address of this name was found, or nobody told one in time." },
  ConnectionRefused: { index: 6, kind: "unavailable", doc: "No connection to the server could be made." },
  TlsFailed: { index: 7, kind: "unavailable", doc: "The server did not prove to be the one that was asked." },
  TimedOut: { index: 8, kind: "unavailable", doc: "The server did not answer in time." },
  ResponseTooLarge: {
    index: 9,
    kind: "limit",
    doc: `A response has at most ${responseBytes >> 20} MiB, also once it is decompressed, and 16 KiB of headers.`,
  },
  BadResponse: { index: 10, kind: "unavailable", doc: "What the server sent is no response of HTTP/1.1." },
  Cut: { index: 11, kind: "unavailable", doc: "The connection ended before the response did." },
  RedirectRefused: {
    index: 12,
    kind: "forbidden",
    doc: "The server redirects where the request may not follow: too often, from https to http, or against its own wish.",
  },
});
