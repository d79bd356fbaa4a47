import { AccountId, toJson } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import type { Governance } from "@pha/governance";
import { Secret } from "@pha/service-kit/config";
import { eventually } from "@pha/testkit";
import { expect, it } from "vitest";
import type { GovernanceNetwork } from "./governance-network.ts";
import { bob, charlie } from "./parties.ts";

/** Nobody else acts by this account. */
const uri = "//Ferdie//closer";
const closer = keypairFromUri(uri, "sr25519").accountId;

const pallets = { council: "Council", "technical-committee": "TechnicalCommittee" } as const;
type Body = keyof typeof pallets;

/** What happens to motions where governance is given an account. Bob and Charlie are of the council. */
export function closingSuite(given: () => GovernanceNetwork): void {
  const remark = (text: string) => ({
    type: "System",
    value: { type: "remark", value: { remark: `0x${Buffer.from(text).toString("hex")}` } },
  });

  /** Opens a motion that needs two ayes, with Bob's. */
  async function propose(text: string, body: Body = "council") {
    const { ask, act } = given();
    const pallet = pallets[body];
    const { body: prepared } = await ask("/v1/calls", {
      ...{ pallet, call: "propose", from: bob.accountId },
      args: { threshold: 2, proposal: remark(text) },
    });
    await act("//Bob", pallet, "propose", prepared.call);
    const { hash, index, end } = (await ask(`/v1/bodies/${body}`)).body.motions.at(-1);
    await act("//Bob", pallet, "vote", { proposal: hash, index, approve: true });
    return { body, hash, index, end };
  }
  const nonce = async () => (await given().askChain(`/v1/accounts/${closer}`)).body.nonce;
  /** What became of a motion, newest first, once it is over; whenever a replica looks, there is a next block. */
  const becomes = ({ body, hash }: { readonly body: Body; readonly hash: string }) =>
    eventually(async () => {
      const { ask, sealTo, height } = given();
      const { events } = (await ask(`/v1/events?topic=motion/${body}/${hash}`)).body;
      const happened: readonly { readonly name: string; readonly block: number }[] = events;
      if (happened.some(({ name }) => name === "Closed")) return happened;
      await sealTo((await height()) + 1);
      return undefined;
    });
  const namesOf = (events: readonly { readonly name: string }[]) => events.map(({ name }) => name);
  const closings = async (replicas: readonly Governance[]) => {
    const pages = replicas.map(async ({ port }) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    const counts = (await Promise.all(pages)).flatMap((page) => [
      ...page.matchAll(/^governance_closings_total\{.*result="(\w+)".* (\d+)$/gm),
    ]);
    return counts.map(([, result, count]) => [result, Number(count)]);
  };

  it("closes motions that are decided, and those whose time is over, once each, with however many replicas", async () => {
    const { act, ask, sealTo, start } = given();
    await act("//Alice", "Balances", "transfer_keep_alive", { dest: closer, value: "1000000000000000" });
    const secret = { closer: new Secret(uri) };
    const [one, other] = [await start(secret), await start(secret)];
    await using _one = one;
    await using _other = other;

    const decided = await propose("decided");
    await act("//Charlie", "Council", "vote", { proposal: decided.hash, index: decided.index, approve: true });
    expect(namesOf(await becomes(decided)).slice(0, 3)).toEqual(["Executed", "Approved", "Closed"]);
    expect(await nonce()).toBe(1);

    const late = await propose("late");
    await sealTo(late.end);
    const { prime } = (await ask("/v1/bodies/council")).body;
    const end =
      prime === toJson(AccountId, bob.accountId, { ss58Prefix: 42 })
        ? ["Executed", "Approved", "Closed"]
        : ["Disapproved", "Closed", "Voted"];
    expect(namesOf(await becomes(late)).slice(0, 3)).toEqual(end);
    expect(await nonce()).toBe(2);

    await eventually(
      async () => (await closings([one, other])).reduce((sum, [, count]) => sum + Number(count), 0) === 2,
    );
    expect((await closings([one, other])).map(([result]) => result)).not.toContain("failed");
  });

  it("closes motions that are due at once, of both bodies, one after the other and none in vain", async () => {
    const { act, start } = given();
    const members = [bob.accountId, charlie.accountId];
    const reset = { type: "TechnicalMembership", value: { type: "reset_members", value: { members } } };
    await act("//Alice", "Sudo", "sudo", { call: reset });
    const secret = { closer: new Secret(uri) };
    const [one, other] = [await start(secret), await start(secret)];
    await using _one = one;
    await using _other = other;
    const before = await nonce();

    const motions = [await propose("first"), await propose("second"), await propose("third", "technical-committee")];
    const ayes = motions.map(({ body, hash, index }) => ({
      type: pallets[body],
      value: { type: "vote", value: { proposal: hash, index, approve: true } },
    }));
    await act("//Charlie", "Utility", "batch_all", { calls: ayes });
    const blocks = [];
    for (const motion of motions) {
      const [last] = await becomes(motion);
      blocks.push(last?.block);
    }
    expect(new Set(blocks).size).toBe(3);
    expect(await nonce()).toBe(before + 3);
    await eventually(
      async () => (await closings([one, other])).reduce((sum, [, count]) => sum + Number(count), 0) === 3,
    );
    expect((await closings([one, other])).map(([result]) => result)).toEqual(["closed"]);
  });
}
