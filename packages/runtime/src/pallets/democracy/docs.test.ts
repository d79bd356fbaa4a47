import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { PHA } from "../balances/account-data.ts";
import { convictions, lockPeriodsOf } from "./conviction.ts";
import { periods, usualFigures } from "./figures.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../../docs/referenda.md"), "utf8");
const daysOf = (row: string) => {
  const [, ...cells] = new RegExp(`^\\| ${row} \\| (\\d+) days \\| (\\d+) days \\|$`, "m").exec(page) ?? [];
  return cells.map(Number);
};

it("docs/referenda.md has the periods of both profiles", () => {
  const rows = {
    "a referendum is launched every": "launch",
    "it lasts": "voting",
    "what passed is dispatched after": "enactment",
    "a conviction of one binds for": "locking",
    "a veto holds for": "cooloff",
  } as const;
  for (const [row, period] of Object.entries(rows))
    expect(daysOf(row), row).toEqual([periods.Phala[period] / 24, periods.Khala1290[period] / 24]);
  expect(page).toContain(`less than ${periods.Phala.fastTrackVoting} hours`);
});

it("docs/referenda.md has deposit, convictions and the days of a development network", () => {
  expect(page).toContain(`against ${usualFigures.minimumDeposit / PHA} PHA at least`);
  const bound = convictions.slice(1).map((type) => lockPeriodsOf({ type }));
  expect(page).toContain(`${bound.slice(0, -1).join(", ")} or ${bound.at(-1)} periods`);
  const { blocksPerDay } = phala({ programs: [] }).genesis.parameters;
  expect(page).toContain(`${blocksPerDay} on a development one, where a week takes ${7 * blocksPerDay} blocks`);
});
