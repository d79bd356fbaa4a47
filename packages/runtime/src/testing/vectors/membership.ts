import { signed } from "@pha/frame";
import { expect } from "vitest";
import { councilOf } from "../../pallets/democracy/testing.ts";
import { technicalMembership } from "../../pallets/technical-membership/spec.ts";
import { callsOf } from "../calls.ts";
import { allPallets, testPallet } from "../index.ts";
import { type Replay, vectors } from "./cases.ts";
import { numbered } from "./collective.ts";

const own = callsOf(technicalMembership);
const { initial, origins } = vectors["membership"] as {
  readonly initial: readonly number[];
  readonly origins: Readonly<Record<"Add" | "Remove" | "Swap" | "Reset" | "Prime", number>>;
};

/** A step in words and how it ends: `set_prime 20; swap by 3: 10->25`. */
interface Given {
  readonly steps: readonly (readonly [does: string, ends: string])[];
}

const address = (who: number | undefined) => ({ type: "Id", value: numbered(who ?? 0) }) as const;
const numbersOf = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

/** The call that a step is, and the one that has the power to make it there; the council has it here. */
function callOf(does: string, [first, second]: readonly number[], all: readonly number[]) {
  if (does === "add") return { call: own.add_member({ who: address(first) }), power: origins.Add };
  if (does === "remove") return { call: own.remove_member({ who: address(first) }), power: origins.Remove };
  if (does === "swap")
    return { call: own.swap_member({ remove: address(first), add: address(second) }), power: origins.Swap };
  if (does === "reset") return { call: own.reset_members({ members: all.map(numbered) }), power: origins.Reset };
  if (does === "set_prime") return { call: own.set_prime({ who: address(first) }), power: origins.Prime };
  if (does === "clear_prime") return { call: own.clear_prime({}), power: origins.Prime };
  if (does === "change_key") return { call: own.change_key({ new: address(first) }), power: undefined };
  throw new Error(`no step ${does}`);
}

/** Replays changes of the technical committee's members. */
export const replayMembership: Replay<Given> = ({ steps }, profile) => {
  const ledger = testPallet(allPallets, {
    genesis: { technicalCommittee: initial.map(numbered), parameters: { profile: { type: profile }, blocksPerDay: 1 } },
  });
  const half = councilOf(3, 5);
  for (const [text, ends] of steps) {
    const [, prime, does = "", who = "", rest = ""] =
      /^(?:(?:set_prime |prime=)(\d+); )?(\w+) by (\d+)(.*)$/.exec(text) ?? [];
    if (prime !== undefined) ledger.run(half, own.set_prime({ who: address(Number(prime)) }));
    const { call, power } = callOf(does, numbersOf(rest), numbersOf(rest));
    const caller = Number(who) === power ? half : signed(numbered(Number(who)));
    if (/^[A-Z]/.test(ends)) {
      expect(ledger.refusal(caller, call).split(".")[1], text).toBe(ends);
      continue;
    }
    ledger.run(caller, call);
    const { members, prime: first } = ledger.of(technicalMembership);
    const [, listed] = /members=\[(.*?)\]/.exec(ends) ?? [];
    if (listed !== undefined) expect(members.get(), text).toEqual(numbersOf(listed).map(numbered));
    const [, said] = /prime=(\w+)/.exec(ends) ?? [];
    if (said !== undefined) expect(first.get(), text).toBe(said === "null" ? undefined : numbered(Number(said)));
  }
};
