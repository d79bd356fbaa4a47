import { type Dkg, type GroupKey, gatekeepers } from "@pha/runtime/spec";
import { describe, expect, it, vi } from "vitest";
import { type Malice, malices } from "./testing/malice.ts";
import { RoundTable, type Seat } from "./testing/round-table.ts";

vi.setConfig({ testTimeout: 120_000 });

const phases = ["Keys", "Deals", "Checks", "Answers", "Done"] as const;
const deaths = ["before-keeping", "before-sending", "after-sending"] as const;

/** Three at the table, of whom the first ends at a phase; the third complains of nothing where there is to be an answer. */
async function killed(isReshare: boolean, phase: Dkg["phase"]["type"], dies: (typeof deaths)[number]) {
  const table = await RoundTable.of(3);
  const [victim, , third] = table.seats as [Seat, Seat, Seat];
  const before = isReshare ? await table.untilShared() : undefined;
  if (phase === "Answers") (malices["complains of all"] as Malice).act(table, third);
  if (isReshare) table.chain.of(gatekeepers).dkg.put({ ...table.dkg, deadline: 1 });
  await table.until(
    () =>
      table.dkg.phase.type === phase && table.sharing?.round === (phase === "Done" ? table.dkg.round : before?.round),
  );
  victim.dies = dies;
  await table.until(() => victim.isDown);
  third.meddle = (extrinsics) => extrinsics;
  return { table, victim, before };
}

const haveAll = (table: RoundTable) => {
  const { sharing, dkg, seats } = table;
  return dkg.phase.type === "Done" && sharing !== undefined && seats.every(({ vault }) => vault.shareOf(sharing));
};

/** Everybody holds a share in the end, and each with any other has the key: that of before, if there was one. */
async function recovers(table: RoundTable, victim: Seat, before: GroupKey | undefined): Promise<void> {
  victim.restart();
  await table.until(() => haveAll(table), 120);
  if (before) expect(table.sharing?.publicKey).toBe(before.publicKey);
  for (const other of table.seats.slice(1)) expect(table.sign([victim, other])).toBe(true);
}

describe.each([
  ["generation", false],
  ["resharing", true],
] as const)("a gatekeeper that is killed in the %s of the key", (_, isReshare) => {
  const steps = phases.flatMap((phase) => deaths.map((dies) => [phase, dies] as const));
  it.each(steps)("at %s, %s, holds a share again when it is back", async (phase, dies) => {
    const { table, victim, before } = await killed(isReshare, phase, dies);
    for (let turns = 0; turns < 3; turns++) await table.turn();
    await recovers(table, victim, before);
  });

  it.each(phases)("at %s, and stays away, leaves the others a key or brings it when it is back", async (phase) => {
    const { table, victim, before } = await killed(isReshare, phase, "after-sending");
    for (let turns = 0; turns < 30; turns++) await table.turn();
    // Who is gone for a whole window while it is to answer counts as dishonest: with the other that complained it is two.
    if (phase !== "Answers") expect(table.sign(table.seats.slice(1))).toBe(true);
    await recovers(table, victim, before);
  });
});

it.each(["Keys", "Deals", "Checks", "Done"] as const)(
  "all of them at %s, killed at once, come back to the key",
  async (phase) => {
    for (const dies of deaths) {
      const table = await RoundTable.of(3);
      await table.until(() => table.dkg.phase.type === phase);
      for (const seat of table.seats) seat.dies = dies;
      await table.until(() => table.seats.every(({ isDown }) => isDown));
      for (const seat of table.seats) seat.restart();
      await table.until(() => haveAll(table));
      expect(table.sign(table.seats.slice(1))).toBe(true);
    }
  },
);
