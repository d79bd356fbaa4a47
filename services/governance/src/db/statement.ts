import type { AccountId } from "@pha/codec";
import type { StakeKind } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { beginOf, dayOf } from "../rules/days.ts";
import { gainOf } from "../rules/worth.ts";
import { listHouses, noStanding } from "./stake-moves.ts";
import { worthAt } from "./stake-worth.ts";

/** Days, both among them; without a first one, from the first on. */
interface Period {
  readonly from: number | undefined;
  readonly to: number;
}

/** What became of what an account has in one pool or vault. */
interface Line extends Record<"opening" | "contributed" | "withdrawn" | "gained" | "lost" | "closing", bigint> {
  readonly kind: StakeKind;
  readonly id: number;
  /** The day on which it first had something there. */
  readonly since: number;
}

/** What an account gained in a period, by pools and vaults, without those that it had nothing in. */
export async function readStatement(db: Db, account: AccountId, { from, to }: Period, limit: number) {
  const houses = await listHouses(db, account, { beforeMs: beginOf(to + 1), limit: limit + 1 });
  const lines: Line[] = [];
  for (const { sinceMs, ...house } of houses.slice(0, limit)) {
    const begin =
      from === undefined ? { standing: noStanding, worth: 0n } : await worthAt(db, account, house, from - 1);
    const end = await worthAt(db, account, house, to);
    const contributed = end.standing.contributed - begin.standing.contributed;
    const withdrawn = end.standing.withdrawn - begin.standing.withdrawn;
    if (begin.worth === 0n && end.worth === 0n && contributed === 0n && withdrawn === 0n) continue;
    lines.push({
      ...{ kind: house.kind, id: house.house, since: dayOf(sinceMs) },
      ...{ opening: begin.worth, contributed, withdrawn, closing: end.worth },
      ...gainOf(end.worth + withdrawn - begin.worth - contributed),
    });
  }
  const sum = (name: Exclude<keyof Line, "kind" | "id" | "since">) => lines.reduce((all, line) => all + line[name], 0n);
  const total = {
    ...{ opening: sum("opening"), contributed: sum("contributed") },
    ...{ withdrawn: sum("withdrawn"), closing: sum("closing"), ...gainOf(sum("gained") - sum("lost")) },
  };
  return { lines, total, whole: houses.length <= limit };
}
