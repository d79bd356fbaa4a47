import { type AccountId, toHex, u32, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { byRoot, type Call, call, configured, definePallet, type Ensure, implement, root } from "@pha/frame";
import { expect } from "vitest";
import { joinPallet } from "../../pallet.ts";
import { collectiveLimits } from "../../pallets/collective/contract.ts";
import { motionHash } from "../../pallets/collective/motion-hash.ts";
import { atLeast } from "../../pallets/collective/origins.ts";
import { councilPallet } from "../../pallets/council/pallet.ts";
import { council } from "../../pallets/council/spec.ts";
import { parametersPallet } from "../../pallets/parameters/pallet.ts";
import { callsOf } from "../calls.ts";
import { testPallet } from "../index.ts";
import type { Case, Replay, Step } from "./cases.ts";

/** Calls that a case may say the authority of. */
const targets = definePallet("Targets", 200, {
  calls: { hit: call(0, configured("target"), { id: u32 }, "Does nothing.") },
});

const targetsPallet = (target: Ensure<undefined>) =>
  joinPallet(targets, { calls: implement(targets, { hit() {} }), origins: { target } });

/** Accounts by number, in the same order. */
export const numbered = (who: number): AccountId => `0x${who.toString(16).padStart(64, "0")}`;

interface Config {
  readonly members?: readonly number[];
  readonly prime?: number | null;
  readonly motion_duration?: number;
  readonly max_proposals?: number;
  readonly default_vote?: string;
  readonly call_requires?: readonly ["AtLeast", number, number];
}

const bounds = { proposal_weight_bound: collectiveLimits.weight, length_bound: 1_000 };

/** Cases that the network's own rules leave no room for. */
export const notOfThisCollective: Readonly<Record<string, string>> = {
  close_with_no_prime_but_majority_works: "both profiles take the prime's vote alone for those who are silent",
};

/** Replays a case of a collective on the council. */
export const replayCollective: Replay = ({ config = {}, steps }: Case, profile) => {
  const { members = [1, 2, 3], prime, motion_duration = 3, max_proposals, call_requires } = config as Config;
  const target: Ensure<undefined> = call_requires
    ? (caller, state) => void atLeast(council, [call_requires[1], call_requires[2]])(caller, state)
    : byRoot;
  const ledger = testPallet([parametersPallet, councilPallet, targetsPallet(target)], {
    genesis: {
      council: members.map(numbered),
      parameters: { profile: { type: profile }, blocksPerDay: motion_duration / 3 },
    },
  });
  const own = callsOf(council);
  const state = ledger.of(council);
  if (prime != null) state.prime.put(numbered(prime));
  if (max_proposals !== undefined)
    state.proposals.put(
      Array.from({ length: collectiveLimits.motions - max_proposals }, (_, i) => toHex(sha256(utf8(`other ${i}`)))),
    );

  const proposalOf = (name: unknown): Call =>
    callsOf(targets).hit({ id: [...String(name)].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0) });
  const hashOf = (name: unknown) => motionHash(proposalOf(name));
  const people = (who: unknown) => (who as readonly number[]).map(numbered);
  const events: unknown[] = [];

  const callOf = (step: Step): Call | undefined => {
    const { op, proposal, index, threshold, approve } = step as Step & {
      index: number;
      threshold: number;
      approve: boolean;
    };
    if (op === "propose") return own.propose({ threshold, proposal: proposalOf(proposal), length_bound: 1_000 });
    if (op === "vote") return own.vote({ proposal: hashOf(proposal), index, approve });
    if (op === "close") return own.close({ proposal_hash: hashOf(proposal), index, ...bounds });
    if (op === "disapprove_root") return own.disapprove_proposal({ proposal_hash: hashOf(proposal) });
    if (op === "set_members")
      return own.set_members({
        new_members: people(step["members"]),
        prime: step["prime"] == null ? undefined : numbered(step["prime"] as number),
        old_count: 0,
      });
    return undefined;
  };

  for (const [place, step] of steps.entries()) {
    const where = `step ${place}: ${JSON.stringify(step)}`;
    const made = callOf(step);
    if (made) {
      const caller = step["who"] === undefined ? root : numbered(step["who"] as number);
      if (step.err !== undefined) {
        expect(ledger.refusal(caller, made), where).toBe(`Council.${step.err}`);
        continue;
      }
      ledger.run(caller, made);
      events.push(...ledger.events(council).flatMap(eventText));
    } else if (step.op === "set_block") ledger.runTo(step["n"] as number);
    else if (step.op === "expect_members") expect(state.members.get(), where).toEqual(people(step["members"]));
    else if (step.op === "expect_open")
      expect(state.proposals.get(), where).toEqual((step["proposals"] as unknown[]).map(hashOf));
    else if (step.op === "expect_votes") {
      const { threshold, end } = step;
      const votes = { threshold, ayes: people(step["ayes"]), nays: people(step["nays"]), end };
      expect(state.voting.get(hashOf(step["proposal"])), where).toMatchObject(votes);
    } else if (step.op === "expect_events") {
      const expected = step["events"] as unknown[];
      expect(events.slice(-expected.length), where).toEqual(expected);
    } else throw new Error(`${where}: not known`);
  }

  /** An event as the cases say it. */
  function eventText({ type, value }: ReturnType<typeof ledger.events<typeof council>>[number]): unknown[] {
    if (type === "Closed") return [[type, value.yes, value.no]];
    if (type === "Approved" || type === "Disapproved") return [type];
    if (type !== "Executed") return [];
    const result = value.result.type === "Ok" ? "Ok" : value.result.value.type;
    const [ayes = 1] = ledger.events(council).flatMap((each) => (each.type === "Closed" ? [each.value.yes] : []));
    return [[type, ayes, state.members.get().length, result]];
  }
};
