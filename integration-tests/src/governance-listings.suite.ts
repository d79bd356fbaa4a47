import { encodeAddress, type Hex, toHex, utf8 } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { encodeCall, PHA, system } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import type { GovernanceNetwork } from "./governance-network.ts";
import { alice, bob } from "./parties.ts";

/** In the order in which they are listed. */
const accounts = Array.from({ length: 23 }, (_, n): Hex => `0x${(n + 1).toString(16).padStart(64, "0")}`);
const address = (account: Hex | undefined) => encodeAddress(account ?? "0x", 42);

/** Lists that are longer than one answer: who delegates to an account, and the parts of a bounty. */
export function listingsSuite(network: () => GovernanceNetwork): void {
  it("for whom an account votes is told in pages, and of each who delegates to it in turn", async () => {
    const { act, ask, sealTo } = network();
    const [target, first, ...others] = accounts;
    const [last, below] = others.slice(-2);
    const democracy = (who: Hex | undefined, type: string, value: object) => {
      const as_origin = { type: "system", value: { type: "Signed", value: who } };
      const call = { type: "Democracy", value: { type, value } };
      return { type: "Utility", value: { type: "dispatch_as", value: { as_origin, call } } };
    };
    const delegate = (who: Hex | undefined, to: Hex | undefined) =>
      democracy(who, "delegate", { to, conviction: { type: "Locked2x" }, balance: String(3n * PHA) });
    const id = (value: Hex) => ({ type: "Id", value });
    const give = (who: Hex) => {
      const value = { source: id(alice.accountId), dest: id(who), value: String(5n * PHA) };
      return { type: "Balances", value: { type: "force_transfer", value } };
    };
    const delegating = [...[first, ...others.slice(0, -1)].map((who) => delegate(who, target)), delegate(below, first)];
    // A block has no room for all of them at once.
    for (const calls of [accounts.map(give), delegating.slice(0, 8), delegating.slice(8, 16), delegating.slice(16)]) {
      const all = { type: "Utility", value: { type: "batch_all", value: { calls } } };
      await act("//Alice", "Sudo", "sudo", { call: all });
    }

    const path = `/v1/accounts/${target}/delegations`;
    const own = { balance: String(3n * PHA), conviction: { type: "Locked2x" }, votes: String(6n * PHA) };
    const nobody = { delegated: { votes: "0", capital: "0" }, delegations: [], moreDelegations: null };
    const one = { votes: String(6n * PHA), capital: String(3n * PHA) };
    const { delegated, delegations, next } = (await ask(path)).body;
    expect(delegated).toEqual({ votes: String(126n * PHA), capital: String(63n * PHA) });
    expect(delegations).toEqual([
      {
        account: address(first),
        ...own,
        ...nobody,
        delegated: one,
        delegations: [{ account: address(below), ...own }],
      },
      ...others.slice(0, -2).map((who) => ({ account: address(who), ...own, ...nobody })),
    ]);
    const rest = (await ask(`${path}?after=${next}`)).body;
    expect(rest.delegations).toEqual([{ account: address(last), ...own, ...nobody }]);
    expect(rest.next).toBeNull();

    const proposal = {
      type: "Inline",
      value: toHex(encodeCall(makeCall(system, "remark", { remark: new Uint8Array(9) }))),
    };
    await act("//Alice", "Democracy", "propose", { value: String(10n * PHA), proposal });
    await sealTo((await ask("/v1/proposals/waiting")).body.nextLaunch);
    const [{ index }] = (await ask("/v1/referenda?status=ongoing")).body.referenda;
    const standard = { vote: { aye: true, conviction: { type: "None" } }, balance: String(PHA) };
    const vote = democracy(target, "vote", { ref_index: index, vote: { type: "Standard", value: standard } });
    await act("//Alice", "Sudo", "sudo", { call: vote });
    const [told] = (await ask(`/v1/referenda/${index}/votes`)).body.votes;
    expect(told).toMatchObject({ account: address(target), delegated, delegations: { length: 20 } });
    expect((await ask(`${path}?after=${told.moreDelegations}`)).body.delegations).toEqual(rest.delegations);
  });

  it("pools are told, and what an account has in them and in vaults", async () => {
    const { act, ask } = network();
    const amount = (whole: bigint) => String(whole * PHA);
    await act("//Alice", "StakePools", "create", { commission: 50_000 });
    await act("//Alice", "StakePools", "describe", { pool: 0, description: toHex(utf8("Oslo")) });
    await act("//Bob", "StakePools", "contribute", { pool: 0, amount: amount(100n) });
    await act("//Bob", "StakePools", "withdraw", { pool: 0, shares: amount(25n) });
    const { pools, next } = (await ask("/v1/pools")).body;
    expect(pools).toMatchObject([{ index: 0, value: amount(100n), leaving: amount(25n), description: "Oslo" }]);
    expect(next).toBeNull();
    const { stakes } = (await ask(`/v1/accounts/${bob.accountId}/stakes`)).body;
    expect(stakes).toMatchObject([
      {
        ...{ kind: "pool", id: 0, worth: amount(75n), contributed: amount(100n), gained: "0", lost: "0" },
        asked: { worth: amount(25n), claimable: "0" },
      },
    ]);
    expect(Number(stakes[0].asked.dueMs)).toBeGreaterThan(Date.now());
    expect((await ask("/v1/offences")).body).toMatchObject({ offences: [], next: null });
  });

  it("leases and workers that are offered are told, of which there are none", async () => {
    const { ask } = network();
    expect((await ask("/v1/leases")).body).toMatchObject({ leases: [], next: null });
    expect((await ask("/v1/leases/offers?limit=5")).body).toMatchObject({ offers: [], next: null });
  });

  it("a bounty's children are told in pages, and when what is awarded can be claimed", async () => {
    const { act, ask, sealTo } = network();
    const asRoot = (type: string, value: object) =>
      act("//Alice", "Sudo", "sudo", { call: { type: "Bounties", value: { type, value } } });
    const of = (child: number) => ({ parent_bounty_id: 0, child_bounty_id: child });
    const bounty = { bounty_id: 0 };
    expect((await ask("/v1/bounties/0/children")).body.code).toBe("governance.UnknownBounty");
    await act("//Alice", "Bounties", "propose_bounty", { value: String(20n * PHA), description: "0x61" });
    await asRoot("approve_bounty", bounty);
    await sealTo((await ask("/v1/treasury")).body.nextSpend);
    await asRoot("propose_curator", { ...bounty, curator: alice.accountId, fee: String(2n * PHA) });
    await act("//Alice", "Bounties", "accept_curator", bounty);
    expect((await ask("/v1/bounties/0/children")).body.children).toEqual([]);
    for (const part of [5n, 6n]) {
      const value = String(part * PHA);
      await act("//Alice", "ChildBounties", "add_child_bounty", { parent_bounty_id: 0, value, description: "0x62" });
    }
    await act("//Alice", "ChildBounties", "propose_curator", { ...of(1), curator: alice.accountId, fee: String(PHA) });
    await act("//Alice", "ChildBounties", "accept_curator", of(1));
    await act("//Alice", "ChildBounties", "award_child_bounty", { ...of(1), beneficiary: bob.accountId });

    const path = "/v1/bounties/0/children?limit=1";
    const { children, next } = (await ask(path)).body;
    expect(children).toMatchObject([
      {
        ...{ index: 1, description: "b" },
        child: {
          value: String(6n * PHA),
          status: { type: "PendingPayout", value: { beneficiary: expect.any(String) } },
        },
      },
    ]);
    const { unlock_at } = children[0].child.status.value;
    const due = { what: "child-bounty-payout", block: unlock_at, topic: "bounty/0", child: 1 };
    expect((await ask("/v1/calendar")).body.due).toContainEqual(expect.objectContaining(due));
    const rest = (await ask(`${path}&before=${next}`)).body;
    expect(rest).toMatchObject({ children: [{ index: 0, child: { status: { type: "Added" } } }], next: null });

    await sealTo(unlock_at);
    await act("//Bob", "ChildBounties", "claim_child_bounty", of(1));
    expect((await ask("/v1/bounties/0/children")).body.children).toMatchObject([{ index: 0 }]);
    expect((await ask("/v1/calendar")).body.due).not.toContainEqual(expect.objectContaining({ child: 1 }));
  });
}
