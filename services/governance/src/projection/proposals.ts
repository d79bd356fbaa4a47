import { democracy } from "@pha/runtime/spec";
import { eq, sql } from "@pha/service-kit/db";
import { proposals } from "../db/schema.ts";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

const topicOf = topics.proposal;

/** Public proposals: made, seconded, ended. */
export const proposalRules: readonly Rule[] = [
  on(
    democracy,
    "Proposed",
    ({ proposal_index }) => topicOf(proposal_index),
    async (tx, { proposal_index, deposit }, { block, extrinsic }) => {
      const row = { index: proposal_index, status: "waiting", deposit, seconds: 0 } as const;
      await tx.insert(proposals).values({ ...row, proposedAt: block, extrinsic });
    },
  ),
  on(
    democracy,
    "Seconded",
    ({ prop_index }) => topicOf(prop_index),
    async (tx, { prop_index }) => {
      const seconds = sql`${proposals.seconds} + 1`;
      await tx.update(proposals).set({ seconds }).where(eq(proposals.index, prop_index));
    },
  ),
  on(
    democracy,
    "Tabled",
    ({ proposal_index }) => topicOf(proposal_index),
    async (tx, { proposal_index }, { block }, launch) => {
      launch.of = { proposal: proposal_index };
      const over = { status: "tabled", endedAt: block } as const;
      await tx.update(proposals).set(over).where(eq(proposals.index, proposal_index));
    },
  ),
  on(
    democracy,
    "ProposalCanceled",
    ({ prop_index }) => topicOf(prop_index),
    async (tx, { prop_index }, { block }) => {
      const over = { status: "cancelled", endedAt: block } as const;
      await tx.update(proposals).set(over).where(eq(proposals.index, prop_index));
    },
  ),
  on(democracy, "Cleared", topics.proposals, async (tx, _, { block }) => {
    const over = { status: "dropped", endedAt: block } as const;
    await tx.update(proposals).set(over).where(eq(proposals.status, "waiting"));
  }),
  on(democracy, "DepositsReleased", ({ prop_index }) => topicOf(prop_index)),
];
