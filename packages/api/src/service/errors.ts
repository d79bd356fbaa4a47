import { defineErrors } from "@pha/codec";

/** Errors that any service can meet: its surroundings, its settings, its callers' requests. */
export const errors = defineErrors("service-kit", {
  BadSettings: { index: 0, kind: "invalid", doc: "The settings are not usable." },
  PortTaken: { index: 1, kind: "conflict", doc: "The port is taken; stop what holds it or choose another." },
  CannotListen: { index: 2, kind: "unavailable", doc: "The address cannot be listened on." },
  StartInterrupted: { index: 3, kind: "unavailable", doc: "Asked to stop before the start was complete." },

  RouteNotFound: { index: 10, kind: "not-found", doc: "Nothing is served at this path; GET / shows what is." },
  MethodNotAllowed: { index: 11, kind: "invalid", status: 405, doc: "This path does not take this method." },
  BodyTooLarge: { index: 12, kind: "limit", status: 413, doc: "The request body has more bytes than its limit." },
  UnsupportedMediaType: {
    index: 13,
    kind: "invalid",
    status: 415,
    doc: "Send the body as application/json, in UTF-8, not compressed.",
  },
  BadRequest: { index: 14, kind: "invalid", doc: "The request cannot be read." },
  TooManyRequests: { index: 15, kind: "limit", doc: "Too many requests; wait as long as retry-after says." },
  HeadersTooLarge: {
    index: 16,
    kind: "limit",
    status: 431,
    doc: "URL and headers are too large, 16 KiB together; what is long goes into the body of a POST.",
  },
  Internal: {
    index: 17,
    kind: "unavailable",
    status: 500,
    doc: "A fault of ours; the log has it under this request id.",
  },
  ForeignOrigin: {
    index: 18,
    kind: "forbidden",
    doc: "A page of another site may not use the shortcuts of development; pages from localhost may.",
  },
  TooMuchAsked: {
    index: 19,
    kind: "limit",
    status: 413,
    doc: "To answer this, more would have to be read than one request may; ask for less, or in several requests.",
  },
  TooManyStreams: { index: 20, kind: "limit", doc: "Your address follows as many streams as it may; close some." },
  ForeignHost: {
    index: 21,
    kind: "forbidden",
    status: 421,
    doc: "The shortcuts of development are not served under this name; call localhost, an address, or a name that the service's settings list.",
  },
  Overloaded: { index: 22, kind: "unavailable", doc: "Too many are waiting; wait as long as retry-after says." },
  TooManyValues: {
    index: 23,
    kind: "limit",
    status: 413,
    doc: "The JSON has more values and names, or objects and lists deeper in each other, than is read.",
  },
  ClientLeft: {
    index: 24,
    kind: "unavailable",
    status: 499,
    doc: "The client left before its answer was there; what was done for it has ended.",
  },

  BusRefused: {
    index: 30,
    kind: "forbidden",
    doc: "NATS refuses this user; check the nkey seed and the server's users.",
  },
  BusUnreachable: { index: 31, kind: "unavailable", doc: "NATS is not reachable." },
  BusTimeout: { index: 32, kind: "unavailable", doc: "No reply came over NATS in time." },
  BusNoResponders: { index: 33, kind: "unavailable", doc: "Nobody who serves the request is connected to NATS." },
  BusTooLarge: { index: 34, kind: "limit", doc: "The message is larger than NATS takes." },
  BusOverloaded: { index: 35, kind: "limit", doc: "Too many requests are being served; send it again later." },
  BusFault: { index: 36, kind: "unavailable", doc: "The other side failed; its log has the cause." },

  DbUnavailable: { index: 50, kind: "unavailable", doc: "Postgres is not reachable." },
  DbContention: { index: 51, kind: "unavailable", doc: "Another transaction was in the way; try again." },
  DbRefused: { index: 52, kind: "forbidden", doc: "Postgres refuses this user or database; check the URL." },
  DbFull: { index: 53, kind: "unavailable", doc: "Postgres has no room left: disk, memory or connections." },
  SchemaNewer: { index: 54, kind: "conflict", doc: "The database belongs to a newer version of this service." },
  SchemaChanged: { index: 55, kind: "conflict", doc: "A migration that was applied before has other contents now." },

  NetworkFileUnreadable: { index: 60, kind: "invalid", doc: "The chain spec or the runtime's bundle cannot be read." },
  BadChainSpec: { index: 61, kind: "invalid", doc: "The file is no chain spec." },
});
