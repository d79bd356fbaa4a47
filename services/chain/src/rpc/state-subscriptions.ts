import { CodedError, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { BlockRef, Ledger, NewBlock } from "../ledger/ledger.ts";
import type { Connection, Push, Subscription } from "./connection.ts";
import { latestOnly } from "./latest.ts";
import { limits } from "./limits.ts";
import { connected, type Methods } from "./method.ts";
import { key, name, set } from "./params.ts";
import { runtimeVersion } from "./runtime-version.ts";
import type { ReportBug } from "./serve.ts";

/** `state_subscribe*`: values of storage keys, and the runtime's version. */
export function stateSubscriptions({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }): Methods {
  const close = (of: string) => connected([name], (connection, id) => connection.closeNamed(of, id));
  const storage = connected([set(key, limits.keysPerQuery)], (connection, keys) =>
    connection.open("state_storage", (push) => watchStorage(connection, push, keys)),
  );
  const version = connected([], (connection) => connection.open("state_runtimeVersion", watchVersion));
  return {
    state_subscribeStorage: storage,
    state_unsubscribeStorage: close("state_storage"),
    state_subscribeRuntimeVersion: version,
    state_unsubscribeRuntimeVersion: close("state_runtimeVersion"),
    chain_subscribeRuntimeVersion: version,
    chain_unsubscribeRuntimeVersion: close("state_runtimeVersion"),
  };

  /** The version now, and whenever another runtime is named. */
  function watchVersion(push: Push): Subscription {
    let known: Ledger["runtime"] | undefined;
    const show = () => {
      if (ledger.runtime === known) return;
      known = ledger.runtime;
      push(runtimeVersion(known));
    };
    let end: (() => void) | undefined;
    return {
      start() {
        end = ledger.events.on("block", show);
        show();
      },
      stop: () => end?.(),
    };
  }

  /** All values first, then those that changed; a reader slower than the blocks gets the newest only. */
  function watchStorage(connection: Connection, push: Push, keys: readonly Hex[]): Subscription {
    const known = new Map<Hex, Hex | null>();
    const wanted = new Set(keys);
    /** Keys whose values may be other than told. */
    let due = new Set(wanted);
    let isOver = false;
    const queue = latestOnly<BlockRef>(show, (error) => {
      if (!(error instanceof CodedError)) reportBug(error, "state_subscribeStorage");
    });
    const ends: (() => void)[] = [];
    const note = ({ number, hash, changes }: NewBlock) => {
      const [fewer, more] = changes.size < wanted.size ? [changes, wanted] : [wanted, changes];
      for (const one of fewer.keys()) if (more.has(one)) due.add(one);
      if (due.size > 0) queue.push({ number, hash });
    };
    return {
      start() {
        ends.push(
          ledger.events.on("block", note),
          ledger.events.on("undone", (to) => {
            due = new Set(wanted);
            queue.push(to);
          }),
        );
        queue.push(ledger.best);
      },
      stop() {
        isOver = true;
        for (const end of ends) end();
        queue.stop();
      },
    };

    /**
     * In parts, as much in each as one request may read, when those before are on their way. What could not be read is
     * due with the next block.
     */
    async function show({ hash: block }: BlockRef): Promise<void> {
      const state = await connection.read(() => ledger.stateAt(block));
      if (state === undefined) return;
      const asked = [...due];
      due = new Set();
      let at = 0;
      try {
        while (at < asked.length) {
          await connection.flushed();
          if (isOver) return;
          const values = await connection.read(() => state.getSome(asked.slice(at)));
          at += values.size;
          const changes = [...values].filter(([one, value]) => known.get(one) !== digestOf(value));
          for (const [one, value] of changes) known.set(one, digestOf(value));
          if (changes.length > 0) push({ block, changes: changes.map(([one, value]) => [one, hexOrNull(value)]) });
        }
      } finally {
        for (const one of asked.slice(at)) due.add(one);
      }
    }
  }
}

/** What is remembered of a value. */
const digestOf = (value: Uint8Array | undefined) => (value === undefined ? null : toHex(blake2b256(value)));
const hexOrNull = (value: Uint8Array | undefined) => (value === undefined ? null : toHex(value));
