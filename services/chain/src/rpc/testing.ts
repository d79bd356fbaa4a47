import { type Hex, toHex } from "@pha/codec";
import { genesisHeader, type Header, headerHash } from "@pha/light-client";
import type { WebSocket } from "ws";
import type { BlockRef, Ledger, LedgerEventMap, StateAt, TransactionStatus } from "../ledger/ledger.ts";
import { Connection } from "./connection.ts";

type Name = keyof LedgerEventMap;

/** A ledger in memory whose blocks are only headers, for tests of the faces. */
export function testLedger(state: ReadonlyMap<Hex, Uint8Array> = new Map()) {
  const genesis = genesisHeader(`0x${"00".repeat(32)}`);
  const headers: Header[] = [genesis];
  const listeners: { [N in Name]: Set<(...args: LedgerEventMap[N]) => void> } = {
    block: new Set(),
    finalized: new Set(),
    undone: new Set(),
    transaction: new Set(),
  };
  const statuses = new Map<Hex, TransactionStatus>();
  const ref = (number: number): BlockRef => ({ number, hash: headerHash(headers[number] as Header) });
  let finalized = ref(0);

  const ledger: Partial<Ledger> = {
    genesis: { hash: ref(0).hash, header: genesis },
    get best() {
      return ref(headers.length - 1);
    },
    get finalized() {
      return finalized;
    },
    events: {
      on(name, listener) {
        listeners[name].add(listener);
        return () => listeners[name].delete(listener);
      },
    },
    findHash: async (number) => (number < headers.length ? ref(number).hash : undefined),
    findHeader: async (hash) => headers.find((header) => headerHash(header) === hash),
    findBody: async () => [Uint8Array.of(4, 0)],
    transaction: async (hash) => statuses.get(hash),
    stateAt: async (hash) => stateOf(hash),
  };

  return {
    ledger: ledger as Ledger,
    /** Adds a block and tells the listeners. */
    grow({ stateRoot = genesis.stateRoot }: { readonly stateRoot?: Hex } = {}): BlockRef {
      const parent = headers.at(-1) as Header;
      const header = { ...parent, number: parent.number + 1, parentHash: headerHash(parent), stateRoot };
      headers.push(header);
      const block = ref(header.number);
      for (const listener of listeners.block) listener({ ...block, header, changes: new Map() });
      return block;
    },
    finalize(number: number): void {
      finalized = ref(number);
      for (const listener of listeners.finalized) listener(finalized);
    },
    /** Takes back all blocks above the finalized one. */
    undo(): void {
      const undone = headers
        .splice(finalized.number + 1)
        .map((header) => ({ number: header.number, hash: headerHash(header) }));
      for (const listener of listeners.undone) listener(finalized, undone);
    },
    setStatus(hash: Hex, status: TransactionStatus): void {
      statuses.set(hash, status);
      for (const listener of listeners.transaction) listener(hash, status);
    },
    listenerCount: () => Object.values(listeners).reduce((sum, set) => sum + set.size, 0),
  };

  function stateOf(hash: Hex): StateAt | undefined {
    const header = headers.find((candidate) => headerHash(candidate) === hash);
    if (header === undefined) return undefined;
    const found: Partial<StateAt> = {
      block: { number: header.number, hash },
      header,
      get: async (key) => state.get(key),
      getMany: async (keys) => new Map(keys.map((key) => [key, state.get(key)])),
      getSome: async (keys) => new Map(keys.map((key) => [key, state.get(key)])),
      digest: async (prefix) => {
        const below = [...state].filter(([key]) => key.startsWith(prefix));
        return below.length === 0 ? undefined : toHex(Uint8Array.of(below.length));
      },
      keys: async (prefix, startKey = "0x", limit) =>
        [...state.keys()]
          .filter((key) => key.startsWith(prefix) && key > startKey)
          .sort()
          .slice(0, limit),
    };
    return found as StateAt;
  }
}

/** A connection whose messages are kept; `bufferedAmount` may be set, to be a slow reader. */
export function testConnection() {
  const sent: { method?: string; id?: number; result?: unknown; error?: unknown; params?: { result: unknown } }[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    pings: [] as string[],
    pong: (_: string) => {},
    on(_: string, listener: (data: string) => void) {
      socket.pong = listener;
    },
    ping: (data: string) => void socket.pings.push(data),
    /** Code that it was closed with. */
    closed: undefined as number | undefined,
    send(message: string, onSent: () => void) {
      sent.push(JSON.parse(message));
      onSent();
    },
    close(code: number) {
      socket.closed = code;
      socket.readyState = 2;
    },
    terminate() {},
    once: (_: "close", listener: () => void) => listener(),
  };
  return { connection: new Connection(socket as unknown as WebSocket), socket, sent };
}

/** Lets everything that waits for promises only go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
