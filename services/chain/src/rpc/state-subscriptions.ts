import { type Hex, toHex } from "@pha/codec";
import type { BlockRef, Ledger } from "../ledger/ledger.ts";
import type { Push, Subscription } from "./connection.ts";
import { latestOnly } from "./latest.ts";
import { limits } from "./limits.ts";
import { connected, type Methods } from "./method.ts";
import { key, list, name } from "./params.ts";
import { runtimeVersion } from "./runtime-version.ts";
import type { ReportBug } from "./serve.ts";

/** `state_subscribe*`: values of storage keys, and the runtime's version. */
export function stateSubscriptions({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }): Methods {
  const close = (of: string) => connected([name], (connection, id) => connection.closeNamed(of, id));
  const storage = connected([list(key, limits.keysPerQuery)], (connection, keys) =>
    connection.open("state_storage", (push) => watchStorage(push, keys)),
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
  function watchStorage(push: Push, keys: readonly Hex[]): Subscription {
    const known = new Map<Hex, Hex | null>();
    const queue = latestOnly<BlockRef>(show, (error) => reportBug(error, "state_subscribeStorage"));
    const ends: (() => void)[] = [];
    return {
      start() {
        ends.push(
          ledger.events.on("block", (block) => queue.push({ number: block.number, hash: block.hash })),
          ledger.events.on("undone", (to) => queue.push(to)),
        );
        queue.push(ledger.best);
      },
      stop() {
        for (const end of ends) end();
        queue.stop();
      },
    };

    async function show({ hash: block }: BlockRef): Promise<void> {
      const state = await ledger.stateAt(block);
      if (state === undefined) return;
      const values = await state.getMany(keys);
      const changes = keys
        .map((one) => [one, hexOrNull(values.get(one))] as const)
        .filter(([one, value]) => known.get(one) !== value);
      for (const [one, value] of changes) known.set(one, value);
      if (changes.length > 0) push({ block, changes });
    }
  }
}

const hexOrNull = (value: Uint8Array | undefined) => (value === undefined ? null : toHex(value));
