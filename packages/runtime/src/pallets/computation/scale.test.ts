import { type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { expect, it } from "vitest";
import { Farm, heartbeat, start, stop, workFor } from "../../testing/farm.ts";
import { type Caller, originOf, type TestEnclave } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { drawRound } from "./rounds.ts";
import { computation } from "./spec.ts";

const nameOf = (i: number): Hex => toHex(blake2b256(utf8(`worker ${i}`)));

/** A farm of two miners, of which one computes and is asked, among so many other workers. */
function among(others: number) {
  const farm = new Farm(["a", "b"], { perRound: 8 });
  const { ledger } = farm;
  farm.measure();
  const [first, second] = farm.miners as [TestEnclave, TestEnclave];
  farm.start(first);
  const { sessions, online, onlineCount } = ledger.of(computation);
  const session = farm.sessionOf(first);
  for (let i = 1; i <= others; i++) {
    online.put(i, nameOf(i));
    sessions.put(nameOf(i), { ...session, position: i });
  }
  onlineCount.put(others + 1);
  farm.pass(5);
  sessions.put(first.identity, { ...session, due: 1n });
  farm.pass(1);
  return { ledger, first, second };
}

/** Keys that a call reads or writes. */
function touched({ ledger }: ReturnType<typeof among>, caller: Caller, call: Call): number {
  const { execution } = ledger.beside();
  const { overlay } = execution;
  const before = new Set([...overlay.reads, ...overlay.changes().keys()]);
  const outcome = execution.dispatch(call, originOf(caller));
  if (!outcome.ok) throw outcome.cause;
  return [...new Set([...overlay.reads, ...overlay.changes().keys()])].filter((key) => !before.has(key)).length;
}

function drawing({ ledger }: ReturnType<typeof among>): { readonly keys: number; readonly asked: number } {
  const { execution } = ledger.beside();
  const { overlay } = execution;
  const before = overlay.reads.size;
  execution.transaction(() => drawRound(execution.env, 2n, nameOf(0)));
  return { keys: overlay.reads.size - before, asked: execution.of(computation).state.due.get(2n)?.length ?? 0 };
}

it("looks at as much of the state among 10,000 workers as among ten, in every call and draw", () => {
  const costs = [10, 10_000].map((others) => {
    const made = among(others);
    const { first, second } = made;
    const answer = heartbeat({ round: 1n, iterations: workFor(1_000, 10), queries: 0n, gas: 0n });
    const { keys, asked } = drawing(made);
    return {
      answer: touched(made, first, answer),
      start: touched(made, "Alice", start({ worker: second.identity, stake: 4_000n * PHA })),
      stop: touched(made, "Alice", stop({ worker: first.identity })),
      // Two for each that is drawn: its place, its session.
      draw: keys - 2 * asked,
    };
  });
  expect(costs[1]).toEqual(costs[0]);
});
