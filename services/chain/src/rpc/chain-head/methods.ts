import { encode, type Hex, toHex } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Ledger } from "../../ledger/ledger.ts";
import { stateAt } from "../blocks.ts";
import type { Connection } from "../connection.ts";
import { errors } from "../errors.ts";
import { limits } from "../limits.ts";
import { connected, type Methods } from "../method.ts";
import { childTrie, data, flag, hash, name, oneOrMany } from "../params.ts";
import type { ReportBug } from "../serve.ts";
import { Follow } from "./follow.ts";
import { limitReached, type Operation } from "./operations.ts";
import { queries, tellStorage } from "./storage.ts";

/** `chainHead_v1_*`: following the chain with pinned blocks, and reading at them. */
export function chainHeadMethods(deps: { ledger: Ledger; reportBug: ReportBug }): Methods {
  const { ledger } = deps;

  return {
    chainHead_v1_follow: connected([flag], (connection, withRuntime) => {
      if (connection.count(Follow) >= limits.follows) throw errors.TooManyFollows({ limit: limits.follows });
      return connection.open("chainHead_v1_followEvent", (push, id) => {
        return new Follow(deps, { push, read: connection.read, withRuntime, onStop: () => connection.close(id) });
      });
    }),
    chainHead_v1_unfollow: connected([name], (connection, id) => {
      connection.closeNamed("chainHead_v1_followEvent", id);
    }),
    chainHead_v1_header: connected([name, hash], async (connection, id, at) => {
      const follow = find(connection, id);
      if (follow === undefined) return null;
      follow.expectPinned(at);
      const header = await ledger.findHeader(at);
      return header === undefined ? null : toHex(encode(Header, header));
    }),
    chainHead_v1_body: connected([name, hash], (connection, id, at) =>
      operate(connection, id, at, async ({ tell }) => {
        const body = await connection.read(() => ledger.findBody(at));
        if (body === undefined) return tell("operationInaccessible");
        tell("operationBodyDone", { value: body.map(toHex) });
      }),
    ),
    chainHead_v1_call: connected([name, hash, name, data], (connection, id, at, api, args) => {
      find(connection, id)?.expectRuntime();
      return operate(connection, id, at, async ({ tell }) => {
        const output = await connection.read(async () => (await stateAt(ledger, at)).call(api, args));
        tell("operationCallDone", { output: toHex(output) });
      });
    }),
    chainHead_v1_storage: connected([name, hash, queries, childTrie], (connection, id, at, wanted) =>
      operate(
        connection,
        id,
        at,
        async (operation) => {
          const { read } = connection;
          await tellStorage(await read(() => stateAt(ledger, at)), wanted, operation, read);
        },
        { discardedItems: 0 },
      ),
    ),
    chainHead_v1_continue: connected([name, name], (connection, id, operation) => {
      find(connection, id)?.operations.continue(operation);
    }),
    chainHead_v1_stopOperation: connected([name, name], (connection, id, operation) => {
      find(connection, id)?.operations.stop(operation);
    }),
    chainHead_v1_unpin: connected([name, oneOrMany(hash, limits.pins)], (connection, id, hashes) => {
      find(connection, id)?.unpin(Array.isArray(hashes) ? hashes : [hashes]);
    }),
  };

  function operate(
    connection: Connection,
    id: string,
    at: Hex,
    work: (operation: Operation) => Promise<void>,
    answer?: object,
  ) {
    const follow = find(connection, id);
    if (follow === undefined) return limitReached;
    follow.expectPinned(at);
    return follow.operations.run(work, answer);
  }
}

/** A follow that has ended is no error: its client may not have read `stop` yet. */
function find(connection: Connection, id: string): Follow | undefined {
  const found = connection.find(id);
  return found instanceof Follow ? found : undefined;
}
