import { type Dkg, type GroupKey, gatekeepers, type Sharing } from "@pha/runtime/spec";
import { describe, expect, it, vi } from "vitest";
import { type Malice, malices } from "./testing/malice.ts";
import { RoundTable, type Seat } from "./testing/round-table.ts";

vi.setConfig({ testTimeout: 120_000 });

const phases = ["Keys", "Deals", "Checks", "Answers", "Done"] as const;
const makings = ["first key", "resharing", "other key"] as const;
type Making = (typeof makings)[number];
const deaths = ["before-keeping", "before-sending", "after-sending"] as const;

/** Three at the table, of whom the first ends at a phase; the third complains of nothing where there is to be an answer. */
async function killed(making: Making, phase: Dkg["phase"]["type"], dies: (typeof deaths)[number]) {
  const table = await RoundTable.of(3);
  const [victim, , third] = table.seats as [Seat, Seat, Seat];
  const before = making === "first key" ? undefined : await table.untilShared();
  if (phase === "Answers") (malices["complains of all"] as Malice).act(table, third);
  if (making === "resharing") table.chain.of(gatekeepers).dkg.put({ ...table.dkg, deadline: 1 });
  if (making === "other key") table.renew();
  const at = ({ generation, round }: Sharing) => `${generation}/${round}`;
  const sharingIs = (expected: Sharing | undefined) =>
    (table.sharing && at(table.sharing)) === (expected && at(expected));
  await table.until(() => table.dkg.phase.type === phase && sharingIs(phase === "Done" ? table.dkg : before));
  victim.dies = dies;
  await table.until(() => victim.isDown);
  third.meddle = (extrinsics) => extrinsics;
  return { table, victim, before };
}

const haveAll = (table: RoundTable) => {
  const { sharing, dkg, seats } = table;
  return dkg.phase.type === "Done" && sharing !== undefined && seats.every(({ vault }) => vault.shareOf(sharing));
};

/** Everybody holds a share in the end, and each with any other has the key: that of before, or another where one is made. */
async function recovers(table: RoundTable, victim: Seat, making: Making, before: GroupKey | undefined): Promise<void> {
  victim.restart();
  await table.until(() => haveAll(table), 120);
  expect(table.sharing?.generation).toBe(making === "other key" ? 1 : 0);
  if (before) expect(table.sharing?.publicKey === before.publicKey).toBe(making === "resharing");
  for (const other of table.seats.slice(1)) expect(table.sign([victim, other])).toBe(true);
}

describe.each(makings)("a gatekeeper that is killed in the making of the %s", (making) => {
  const steps = phases.flatMap((phase) => deaths.map((dies) => [phase, dies] as const));
  it.each(steps)("at %s, %s, holds a share again when it is back", async (phase, dies) => {
    const { table, victim, before } = await killed(making, phase, dies);
    for (let turns = 0; turns < 3; turns++) await table.turn();
    await recovers(table, victim, making, before);
  });

  it.each(phases)("at %s, and stays away, leaves the others a key or brings it when it is back", async (phase) => {
    const { table, victim, before } = await killed(making, phase, "after-sending");
    for (let turns = 0; turns < 30; turns++) await table.turn();
    // Who is gone for a whole window while it is to answer counts as dishonest: with the other that complained it is two.
    if (phase !== "Answers") expect(table.sign(table.seats.slice(1))).toBe(true);
    await recovers(table, victim, making, before);
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
