import type { AccountId } from "@pha/codec";
import type { StateView } from "@pha/frame";
import { type StakeKind, stakesOf } from "@pha/runtime/spec";
import type { AlertRow } from "../db/stake-alerts.ts";
import { type AlertWord, alertWords } from "../rules/alerts.ts";

/** An event of a pool or vault as those are told it who have something there. */
export function alertOf({ block, index, timeMs, pallet, name, topic, fields: text, commissionBefore }: AlertRow) {
  const [kind, id] = topic.split("/") as [StakeKind, string];
  const fields = JSON.parse(text);
  const what = alertWords.get(`${pallet}.${name}`) as AlertWord;
  return {
    ...{ block, index, timeMs, kind, id: Number(id), what },
    amount: what === "slashed" || what === "returned" ? BigInt(fields.amount) : undefined,
    worker: fields.worker,
    commission: commissionBefore === undefined ? undefined : { before: commissionBefore, after: fields.commission },
  };
}

/** What of an account's requests is paid, or could be by now. */
export const dueOf = (state: StateView, account: AccountId, nowMs: bigint) =>
  stakesOf(state, account).flatMap(({ kind, id, asked }) =>
    asked && (asked.claimable > 0n || asked.dueMs <= nowMs)
      ? [{ kind, id, claimable: asked.claimable, waiting: asked.worth, dueMs: asked.dueMs }]
      : [],
  );
