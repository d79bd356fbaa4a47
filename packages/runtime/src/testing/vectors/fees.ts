import { type Hex, toHex, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { expect } from "vitest";
import { collectiveLimits } from "../../pallets/collective/contract.ts";
import { motionHash } from "../../pallets/collective/motion-hash.ts";
import { council } from "../../pallets/council/spec.ts";
import { system } from "../../pallets/system/spec.ts";
import { callsOf } from "../calls.ts";
import { allPallets, dev, testPallet } from "../index.ts";
import type { Case, Replay } from "./cases.ts";

const own = callsOf(council);
const proposal = callsOf(system).remark({ remark: utf8("motion") });
const hash = motionHash(proposal);

const vote = (approve: boolean): Call => own.vote({ proposal: hash, index: 0, approve });
const close = (proposal_hash: Hex = hash): Call =>
  own.close({ proposal_hash, index: 0, proposal_weight_bound: collectiveLimits.weight, length_bound: 1_000 });

/** What is done before, by whom, and the call whose fee is looked at, which Alice sends. */
interface Paying {
  readonly threshold?: number;
  readonly before?: readonly (readonly [who: string, call: Call])[];
  readonly call: Call;
}

const cases: Readonly<Record<string, Paying>> = {
  first_vote: { call: vote(true) },
  duplicate_vote_error: { before: [["Alice", vote(true)]], call: vote(true) },
  changed_vote: { before: [["Alice", vote(true)]], call: vote(false) },
  close_disapproved: { threshold: 5, before: [["Bob", vote(false)]], call: close() },
  close_approved: {
    threshold: 2,
    before: [
      ["Bob", vote(true)],
      ["Charlie", vote(true)],
    ],
    call: close(),
  },
  close_missing_error: { call: close(toHex(sha256(utf8("no motion")))) },
};

/** Replays what a call of the council costs: whether it pays its fee, by what is taken and by what its verdict says. */
export const replayFee: Replay<Case & { readonly pays: boolean }> = ({ id, pays }, profile) => {
  const { threshold = 3, before = [], call } = cases[id] as Paying;
  const ledger = testPallet(allPallets, {
    genesis: { parameters: { profile: { type: profile }, blocksPerDay: 7_200 } },
  });
  ledger.run("Alice", own.propose({ threshold, proposal, length_bound: 1_000 }));
  for (const [who, each] of before) ledger.run(who, each);
  ledger.runTo(2);
  const free = () => ledger.balanceOf("Alice").free;
  const had = free();
  const { fee, events, ok } = ledger.send(dev("Alice"), call);
  expect(ok).toBe(!id.endsWith("error"));
  expect([fee > 0n, free() < had]).toEqual([pays, pays]);
  expect(events.at(-1)?.value.value).toMatchObject({ dispatch_info: { pays_fee: { type: pays ? "Yes" : "No" } } });
};
