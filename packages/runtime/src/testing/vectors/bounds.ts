import { type Call, root, type Weight } from "@pha/frame";
import { expect } from "vitest";
import { collectiveLimits } from "../../pallets/collective/contract.ts";
import { motionHash } from "../../pallets/collective/motion-hash.ts";
import { council } from "../../pallets/council/spec.ts";
import { system } from "../../pallets/system/spec.ts";
import { lengthOfCall } from "../../references.ts";
import { callsOf } from "../calls.ts";
import { allPallets, testPallet } from "../index.ts";
import type { Case, Replay } from "./cases.ts";
import { numbered } from "./collective.ts";

const own = callsOf(council);
const [one, two, three] = [numbered(1), numbered(2), numbered(3)];
const call = callsOf(system).remark({ remark: new Uint8Array(9) });
const exactly = lengthOfCall(call);
const nothing: Weight = { ref_time: 0n, proof_size: 0n };
const motion = { proposal_hash: motionHash(call), index: 0 };

/** A case of the bounds within which a motion is proposed and closed; what it says in words has its name. */
interface Given extends Case {
  readonly err?: string;
}

/** A council of three before which a motion is that two ayes pass; who are said vote so. */
function setup(approve: boolean, voters: readonly `0x${string}`[]) {
  const ledger = testPallet(allPallets, {
    genesis: { council: [one, two, three], parameters: { profile: { type: "Phala" }, blocksPerDay: 1 } },
  });
  ledger.run(root, own.set_members({ new_members: [one, two, three], prime: one, old_count: 3 }));
  ledger.run(one, own.propose({ threshold: 2, proposal: call, length_bound: exactly }));
  for (const who of voters) ledger.run(who, own.vote({ proposal: motion.proposal_hash, index: 0, approve }));
  const weight = ledger.act((env) => env.weigh(call));
  const close = (proposal_weight_bound: Weight, length_bound: number): Call =>
    own.close({ ...motion, proposal_weight_bound, length_bound });
  return { ledger, weight, close };
}

const passed = () => setup(true, [one, two]);

const refused: Readonly<Record<string, () => string>> = {
  close_approved_len_zero() {
    const { ledger, close } = passed();
    return ledger.refusal(three, close(nothing, 0));
  },
  close_approved_weight_zero() {
    const { ledger, close } = passed();
    return ledger.refusal(three, close(nothing, exactly));
  },
  weight_bound_short_by_100() {
    const { ledger, weight, close } = setup(true, [one]);
    // Three days, after which the prime speaks for the others.
    ledger.runTo(4);
    return ledger.refusal(three, close({ ...weight, ref_time: weight.ref_time - 100n }, exactly));
  },
  length_bound_short_by_2() {
    const { ledger, weight, close } = passed();
    return ledger.refusal(three, close(weight, exactly - 2));
  },
  propose_over_max_weight() {
    const { ledger, close } = passed();
    const proposal = close({ ...collectiveLimits.weight, ref_time: collectiveLimits.weight.ref_time + 1n }, 0);
    return ledger.refusal(one, own.propose({ threshold: 2, proposal, length_bound: 1_000 }));
  },
};

/** Replays a bound of a motion. */
export const replayBound: Replay<Given> = ({ id, err }) => {
  if (err !== undefined) {
    expect(refused[id]?.()).toBe(`Council.${err}`);
    return;
  }
  const { ledger, close } = setup(false, [one, two]);
  ledger.run(three, close(nothing, 0));
  expect(ledger.happened(council)).toEqual(["Closed", "Disapproved"]);
};
