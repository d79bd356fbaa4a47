import { purePrimitives } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAsk, sealAsk } from "./frame.ts";
import { ReplayWindow } from "./replay-window.ts";
import { beginSession, openBeginning, welcome } from "./session.ts";
import { isSigned, outcome, sign, statement } from "./testing/answers.ts";
import { alice, call, certified, contractKey, contractKeys, scope } from "./testing/parties.ts";
import { answerTo, granted, openSession } from "./testing/sessions.ts";

const ask = { id: `0x${"1d".repeat(16)}` as const, issued: 1, expiry: 65, call };

describe("a session", () => {
  it("gives both ends the same keys, under the worker's signature; each session others", () => {
    const { sealed, read } = beginSession(purePrimitives, contractKey, scope, { caller: certified(), issued: 1 });
    const opened = openBeginning(purePrimitives, contractKeys.privateKey, scope, sealed, new Set());
    expect(opened).toMatchObject({ caller: alice.accountId, certifiedUntil: 1_000, worker: undefined, issued: 1 });
    const { answer, keys } = welcome(purePrimitives, scope, opened, granted, sign);
    const welcomed = read(answer);
    expect(welcomed).toMatchObject({ statement: granted, keys });
    expect(isSigned(welcomed)).toBe(true);
    const { client } = openSession();
    expect([client.id, client.asks, client.answers]).not.toEqual([keys.id, keys.asks, keys.answers]);
    expect(keys.asks).not.toEqual(keys.answers);
  });

  it("carries asks and answers, which the worker signed", () => {
    const { client, worker } = openSession();
    for (const seq of [0, 1, 7, 3]) {
      const sealed = sealAsk(purePrimitives, client, seq, ask);
      expect(openAsk(purePrimitives, worker, sealed.frame)).toMatchObject({ ...ask, seq });
      const read = sealed.read(answerTo(sealed, worker).frame);
      expect(read).toMatchObject({ statement, outcome });
      expect(isSigned(read)).toBe(true);
    }
  });
});

describe("the window of numbers", () => {
  it("takes each number once, in any order", () => {
    const window = new ReplayWindow();
    expect([5, 0, 5, 1_028, 5, 6, 4, 1_028].map((seq) => window.take(seq))).toEqual([
      ...[true, true, false, true, false, true, false, false],
    ]);
    expect([-1, 0.5, Number.NaN, 2 ** 53].map((seq) => window.take(seq))).toEqual([false, false, false, false]);
  });

  it("never takes one twice, and takes all that are not 1,024 behind (property)", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 400 }), (seqs) => {
        const window = new ReplayWindow();
        const taken = new Set<number>();
        let next = 0;
        for (const seq of seqs) {
          expect(window.take(seq)).toBe(!taken.has(seq) && seq >= next - 1_024);
          taken.add(seq);
          next = Math.max(next, seq + 1);
        }
      }),
    ));
});
