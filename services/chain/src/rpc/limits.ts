import { maxHttpBodyBytes, maxRpcAnswerBytes } from "@pha/limits";

/** Limits of one client. Sizes are in bytes. */
export const limits = {
  messageBytes: maxHttpBodyBytes,
  answerBytes: maxRpcAnswerBytes,
  batch: 100,
  /** Requests of a batch that are under way at once, unless each has a short answer. */
  batchAtOnce: 16,
  connections: 1_000,
  /** Of them, from one address. */
  connectionsOfClient: 256,
  /** Requests of one connection that may be under way before it is no longer read from. */
  inFlight: 64,
  subscriptions: 128,
  /** Unread bytes at which a connection is cut off. */
  unreadBytes: 32 * 1024 * 1024,
  /** A connection is asked for a sign of life this often, and closed when none has come by the next time. */
  pingMs: 30_000,
  keysPerPage: 1_000,
  keysPerQuery: 1_000,
  blocksPerQuery: 256,
  follows: 2,
  /** Blocks that one follow subscription may keep pinned: fewer than the ledger keeps the state of. */
  pins: 200,
  operations: 32,
  /** Entries of one chainHead storage operation before the client has to say `continue`. */
  storageItems: 1_000,
  broadcasts: 16,
  /** In so much time a client that was told of a block begins to read it, or does not want to. */
  noticeMs: 250,
  /** A client that let so many blocks go unread is not waited for, until it reads one. */
  unreadBlocks: 8,
  /** For so long is waited for a client that reads. */
  readMs: 5_000,
} as const;
