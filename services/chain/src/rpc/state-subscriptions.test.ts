import { serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import { expect, it } from "vitest";
import type { StateAt } from "../ledger/ledger.ts";
import type { Started } from "./connection.ts";
import { stateSubscriptions } from "./state-subscriptions.ts";
import { settled, testConnection, testLedger } from "./testing.ts";

const keys: readonly Hex[] = ["0x01", "0x02", "0x03"];

/** A subscription to three keys, of which a request may read one; `refusals` reads are refused first. */
function subscribe({ refusals = 0 } = {}) {
  const chain = testLedger(new Map(keys.map((key) => [key, Uint8Array.of(7)])));
  const { stateAt } = chain.ledger;
  let reads = 0;
  let left = refusals;
  chain.ledger.stateAt = async (hash) => {
    const state = (await stateAt(hash)) as StateAt;
    const getSome: StateAt["getSome"] = async ([first]) => {
      if (left-- > 0) throw serviceErrors.TooManyRequests({ retryAfterSeconds: 1 });
      reads++;
      return state.getMany([first as Hex]);
    };
    return { ...state, getSome };
  };
  const { connection, sent } = testConnection();
  const reportBug = (error: unknown) => expect.fail(String(error));
  const methods = stateSubscriptions({ ledger: chain.ledger, reportBug });
  const started = methods["state_subscribeStorage"]?.call([keys], connection) as Started;
  const results = () => sent.map(({ params }) => params?.result as { readonly changes: readonly [Hex][] });
  const told = () => results().flatMap(({ changes }) => changes.map(([key]) => key));
  return { chain, connection, started, told, reads: () => reads };
}

it("tells all values in parts, and reads nothing more for who has left", async () => {
  const whole = subscribe();
  whole.started.start();
  for (let i = 0; i < 6; i++) await settled();
  expect(whole.told()).toEqual(keys);
  const left = subscribe();
  left.started.start();
  left.connection.closeAll();
  for (let i = 0; i < 6; i++) await settled();
  expect(left.reads()).toBe(0);
});

it("tells with the next block what it was refused to read", async () => {
  const { chain, started, told } = subscribe({ refusals: 1 });
  started.start();
  for (let i = 0; i < 6; i++) await settled();
  expect(told()).toEqual([]);
  chain.grow();
  for (let i = 0; i < 6; i++) await settled();
  expect(told()).toEqual(keys);
});
