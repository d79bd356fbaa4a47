import type { Hex } from "@pha/codec";
import { gatekeepers } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { expect, vi } from "vitest";
import { type Malice, malices } from "./testing/malice.ts";
import { RoundTable, type Seat } from "./testing/round-table.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Fewer than the threshold do something else than their part, and the others have a key all the same. */
async function withstands(table: RoundTable, evil: ReadonlyMap<Seat, Malice>) {
  const before = table.sharing;
  for (const [seat, { act }] of evil) act(table, seat);
  const { threshold, publicKey, generation, round, qualified } = await table.untilShared(before);
  expect(qualified.length).toBeGreaterThanOrEqual(before?.threshold ?? threshold);
  if (before) expect(publicKey).toBe(before.publicKey);

  const honest = table.seats.filter((seat) => !evil.has(seat));
  expect(honest.map(({ standing }) => standing)).toEqual(honest.map(() => "holds-share"));
  expect(table.sign(honest.slice(-threshold))).toBe(true);
  const { faults } = table.chain.of(gatekeepers);
  const faultOf = ({ identity }: { identity: Hex }) => faults.get(generation, round, identity)?.type;
  expect(honest.map(faultOf)).toEqual(honest.map(() => undefined));
  return [...evil].map(([seat, { fault }]) => [faultOf(seat), fault]);
}

const names = Object.keys(malices);

for (const name of names)
  attack(`as one of three gatekeepers: ${name}`, async ({ held }) => {
    const malice = malices[name] as Malice;
    const table = await RoundTable.of(3);
    const seat = table.seats.at(-1) as Seat; // who has seen what the others post
    await held("the others have a key", async () => {
      for (const [found, fault] of await withstands(table, new Map([[seat, malice]]))) expect(found).toBe(fault);
    });
    await held("the others share it anew", async () => {
      table.chain.of(gatekeepers).dkg.put({ ...table.dkg, deadline: 1 });
      // A deal of another key than the one that is shared is not let in.
      for (const [found, fault] of await withstands(table, new Map([[seat, malice]])))
        expect([fault, undefined]).toContain(found);
    });
  });

attack("as two of five gatekeepers, by any two ways (property)", async ({ held }) => {
  const two = fc.tuple(
    fc.constantFrom(...names),
    fc.constantFrom(...names),
    fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 2 }),
  );
  await held("the others have a key", () =>
    fc.assert(
      fc.asyncProperty(two, async ([first, second, [one, other]]) => {
        const table = await RoundTable.of(5, { threshold: 3 });
        const evil = new Map([
          [table.seats[one as number] as Seat, malices[first] as Malice],
          [table.seats[other as number] as Seat, malices[second] as Malice],
        ]);
        await withstands(table, evil);
      }),
      { numRuns: 4 },
    ),
  );
});
