import { democracy } from "@pha/runtime/spec";
import { eq } from "@pha/service-kit/db";
import { delegations, voters } from "../db/schema.ts";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

/** Who votes, and who lets others vote. */
export const voteRules: readonly Rule[] = [
  on(
    democracy,
    "Voted",
    ({ ref_index }) => topics.referendum(ref_index),
    async (tx, { voter, ref_index }) => {
      await tx.insert(voters).values({ referendum: ref_index, account: voter }).onConflictDoNothing();
    },
  ),
  on(democracy, "Delegated", topics.delegations, async (tx, { who: account, target }, { block: since }) => {
    const row = { target, since };
    const conflict = { target: delegations.account, set: row };
    await tx
      .insert(delegations)
      .values({ account, ...row })
      .onConflictDoUpdate(conflict);
  }),
  on(democracy, "Undelegated", topics.delegations, async (tx, { account }) => {
    await tx.delete(delegations).where(eq(delegations.account, account));
  }),
];
