import { root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, addressOf, allPallets, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { balances } from "../balances/spec.ts";
import { poolAccount } from "../stake-pools/account.ts";
import { lockStake, slashPool } from "../stake-pools/sessions.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { pha } from "../stake-pools/testing.ts";
import { vaultAccount } from "../vaults/account.ts";
import { vaults } from "../vaults/spec.ts";
import { democracy } from "./spec.ts";
import { committeeOf, gift, hashOfCall, inline, standard } from "./testing.ts";

const own = callsOf(democracy);
const inPools = callsOf(stakePools);
const inVaults = callsOf(vaults);
let ledger: TestLedger;
const votes = (amount: bigint) => own.vote({ ref_index: 0, vote: standard(true, amount) });
const locked = (who: string) => [
  ledger.balanceOf(who).frozen,
  ledger.of(stakePools).shareLocks.get(accountOf(who)),
  ledger.of(vaults).shareLocks.get(accountOf(who)),
];

/** Dora has 100 PHA free, 300 in a pool, and 600 in a vault that has 500 of them in that pool. */
beforeEach(() => {
  ledger = testPallet(allPallets);
  ledger.setBalances({ Dora: pha(1_000), Olga: pha(1_000), Vera: pha(1_000) });
  ledger.run("Olga", inPools.create({ commission: 0 }));
  ledger.run("Vera", inVaults.create({ commission: 0 }));
  ledger.run("Dora", inPools.contribute({ pool: 0, amount: pha(300) }));
  ledger.run("Dora", inVaults.contribute({ vault: 0, amount: pha(600) }));
  ledger.run("Vera", inVaults.invest({ vault: 0, pool: 0, amount: pha(500) }));
  ledger.run(root, own.external_propose_majority({ proposal: inline(gift(1)) }));
  ledger.run(committeeOf(3, 3), own.fast_track({ proposal_hash: hashOfCall(gift(1)), voting_period: 5, delay: 1 }));
});

describe("voting with what is in pools", () => {
  it("is up to what is free and in pools and vaults, and locks shares first", () => {
    expect(ledger.refusal("Dora", votes(pha(1_000) + 1n))).toBe("Democracy.InsufficientFunds");
    ledger.run("Dora", votes(pha(200)));
    expect(locked("Dora")).toEqual([0n, pha(200), 0n]);
    ledger.run("Dora", votes(pha(1_000)));
    expect(locked("Dora")).toEqual([pha(100), pha(300), pha(600)]);
    expect(ledger.of(democracy).referendumInfoOf.get(0)).toMatchObject({ value: { tally: { turnout: pha(1_000) } } });
  });

  it("keeps the shares until vote and conviction are over", () => {
    ledger.run("Dora", votes(pha(500)));
    expect(ledger.refusal("Dora", inPools.withdraw({ pool: 0, shares: pha(1) }))).toBe("StakePools.SharesLocked");
    expect(ledger.refusal("Dora", inVaults.withdraw({ vault: 0, shares: pha(401) }))).toBe("Vaults.SharesLocked");
    ledger.run("Dora", inVaults.withdraw({ vault: 0, shares: pha(400) }));
    ledger.runTo(8);
    ledger.run("Dora", own.remove_vote({ index: 0 }));
    ledger.run("Zoe", own.unlock({ target: addressOf("Dora") }));
    expect(locked("Dora")).toEqual([0n, pha(300), pha(200)]);
    const [until] = ledger.of(democracy).votingOf.get(accountOf("Dora")).value.prior;
    ledger.runTo(until);
    ledger.run("Zoe", own.unlock({ target: addressOf("Dora") }));
    expect(locked("Dora")).toEqual([0n, 0n, 0n]);
    ledger.run("Dora", inPools.withdraw({ pool: 0, shares: pha(300) }));
  });

  it("is not with shares that are asked back", () => {
    ledger.run("Dora", inPools.withdraw({ pool: 0, shares: pha(300) }));
    expect(ledger.refusal("Dora", votes(pha(700) + 1n))).toBe("Democracy.InsufficientFunds");
    ledger.run("Dora", votes(pha(700)));
    expect(locked("Dora")).toEqual([pha(100), 0n, pha(600)]);
  });

  it("is with what shares are worth after a slash", () => {
    ledger.act((env) => {
      const figures = env.of(stakePools).state.figures;
      figures.put({ ...figures.get(), ownPart: 0 });
      lockStake(env, 0, pha(800));
      slashPool(env, 0, pha(400));
    });
    expect(ledger.refusal("Dora", votes(pha(600) + 1n))).toBe("Democracy.InsufficientFunds");
    ledger.run("Dora", votes(pha(600)));
    expect(locked("Dora")).toEqual([pha(100), pha(150), pha(350)]);
  });

  it("with what is free does not happen twice after a slash, nor after what is bound is counted anew", () => {
    ledger.run("Dora", votes(pha(900)));
    expect(locked("Dora")).toEqual([0n, pha(300), pha(600)]);
    ledger.act((env) => {
      const figures = env.of(stakePools).state.figures;
      figures.put({ ...figures.get(), ownPart: 0 });
      lockStake(env, 0, pha(800));
      slashPool(env, 0, pha(400));
    });
    // Nobody's vote of before binds more than it did.
    ledger.run("Zoe", own.unlock({ target: addressOf("Dora") }));
    expect(locked("Dora")).toEqual([0n, pha(300), pha(600)]);
    ledger.run("Dora", votes(pha(600)));
    expect(locked("Dora")).toEqual([pha(100), pha(300), pha(600)]);
    ledger.run("Zoe", own.unlock({ target: addressOf("Dora") }));
    expect(locked("Dora")).toEqual([pha(100), pha(300), pha(300)]);
    const gives = callsOf(balances).transfer_keep_alive({ dest: addressOf("Zoe"), value: pha(50) });
    expect(ledger.refusal("Dora", gives)).toBe("Balances.LiquidityRestrictions");
  });

  it("is for who delegates its vote, too, and takes what is free off first when less is bound", () => {
    const conviction = { type: "Locked1x" } as const;
    ledger.run("Dora", own.delegate({ to: addressOf("Zoe"), conviction, balance: pha(950) }));
    expect(locked("Dora")).toEqual([pha(50), pha(300), pha(600)]);
    ledger.of(democracy).lockingOfDelegation.put(accountOf("Dora"), 0);
    ledger.run("Dora", own.undelegate({}));
    ledger.run("Dora", votes(pha(400)));
    ledger.run("Zoe", own.unlock({ target: addressOf("Dora") }));
    expect(locked("Dora")).toEqual([0n, pha(300), pha(100)]);
  });

  it("is not for pools and vaults themselves", () => {
    for (const account of [poolAccount(0), vaultAccount(0)])
      expect(ledger.refusal(account, votes(1n))).toBe("Democracy.NoVoice");
  });
});
