import type { Hex } from "@pha/codec";
import { combinePartials, KEY_DST, signBls, verifyBls } from "@pha/crypto";
import { type GroupKey, gatekeepers } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect, vi } from "vitest";
import { RoundTable, type Seat } from "./testing/round-table.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const message = new Uint8Array([1, 2, 3]);

/** Three at the table whose key was shared anew once, and what all of them held before. */
async function sharedTwice() {
  const table = await RoundTable.of(3);
  const before = await table.untilShared();
  const kept = table.seats.map((seat) => seat.kept);
  const partials = () =>
    table.seats.map(({ vault }) => {
      const { index, share } = vault.shareOf(table.sharing as GroupKey) as { index: number; share: Uint8Array };
      return { id: index, signature: signBls(share, KEY_DST, message) };
    });
  const old = partials();
  table.chain.of(gatekeepers).dkg.put({ ...table.dkg, deadline: 1 });
  const after = await table.untilShared(before);
  return { table, kept, old, fresh: partials(), after };
}

attack("sign with a share of before the key was shared anew", async ({ held }) => {
  const { old, fresh, after } = await sharedTwice();
  const [mine, other] = [old[0], fresh[1]] as [(typeof old)[0], (typeof fresh)[0]];
  await held("it is no part under the public share", () => {
    expect(verifyBls(after.publicShares[0]?.share as Hex, KEY_DST, message, mine.signature)).toBe(false);
  });
  await held("with a share of the other sharing it makes no signature", () => {
    expect(verifyBls(after.publicKey, KEY_DST, message, combinePartials([mine, other], 2))).toBe(false);
  });
});

attack("run a gatekeeper from the seals of before the key was shared anew", async ({ held }) => {
  const { table, kept } = await sharedTwice();
  const [seat, ...others] = table.seats as [Seat, ...Seat[]];
  seat.restart(kept[0]);
  await table.turn();
  await held("it erases its share, and serves nobody", () => {
    expect([seat.standing, seat.vault.shareOf({ generation: 0, round: 0 })]).toEqual(["no-share", undefined]);
  });
  await held("the others serve on", () => expect(table.sign(others)).toBe(true));
});
