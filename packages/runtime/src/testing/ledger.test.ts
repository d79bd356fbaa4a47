import { AccountId, type Hex, struct, u32 } from "@pha/codec";
import { call, definePallet, event, implement, root, value } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { joinPallet } from "../pallet.ts";
import { PHA } from "../pallets/balances/account-data.ts";
import { burn, transfer } from "../pallets/balances/ledger.ts";
import { balances } from "../pallets/balances/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { accountOf, addressOf, callsOf, dev, testPallet } from "./index.ts";

const Vote = struct({ ends: u32, ayes: u32 });

/** Decides by vote, many blocks after it was asked. */
const polls = definePallet("Polls", 99, {
  storage: { poll: value(Vote, { doc: "The poll." }) },
  calls: {
    ask: call(0, "root", { blocks: u32 }, "Begins a poll."),
    aye: call(1, "signed", {}, "Votes for it."),
  },
  events: {
    Voted: event(0, { who: AccountId }, "Somebody is for it."),
    Decided: event(1, { ayes: u32 }, "The poll is over."),
  },
  errors: { NoPoll: { index: 0, kind: "not-found", doc: "Nothing is asked." } },
});

const pollsPallet = joinPallet(polls, {
  calls: implement(polls, {
    ask: ({ block, state }, { blocks }) => state.poll.put({ ends: block.number + blocks, ayes: 0 }),
    aye({ caller, state, emit }) {
      const poll = state.poll.get();
      if (!poll) throw polls.errors.NoPoll();
      state.poll.put({ ...poll, ayes: poll.ayes + 1 });
      emit.Voted({ who: caller });
    },
  }),
  hooks: {
    begin: {
      weight: { ref_time: 1_000_000n, proof_size: 1_024n },
      run({ block, of }) {
        const { state, emit } = of(polls);
        const poll = state.poll.get();
        if (poll?.ends === block.number) emit.Decided({ ayes: state.poll.take()?.ayes ?? 0 });
      },
    },
  },
});

const { ask, aye } = callsOf(polls);
const { transfer_keep_alive, force_set_balance } = callsOf(balances);

describe("the pallet test kit", () => {
  it("goes through a poll of 10,000 blocks", () => {
    const ledger = testPallet([pollsPallet]);
    expect(ledger.refusal("Alice", aye({}))).toBe("Polls.NoPoll");
    ledger.run(root, ask({ blocks: 10_000 }));
    ledger.run("Alice", aye({}));
    expect(ledger.events(polls)).toEqual([{ type: "Voted", value: { who: accountOf("Alice") } }]);
    ledger.runTo(10_000);
    expect(ledger.happened()).toEqual([]);
    ledger.runTo(10_001);
    expect(ledger.events(polls)).toEqual([{ type: "Decided", value: { ayes: 1 } }]);
    expect(ledger.refusal("Alice", aye({}))).toBe("Polls.NoPoll");
  });

  it("goes to a time, at the pace of its blocks", () => {
    const ledger = testPallet([], { blockMs: 6_000n });
    ledger.runTo({ timeMs: 20_000n });
    expect(ledger.now).toMatchObject({ number: 4, timeMs: 24_000n });
    expect(ledger.of(timestamp).now.get()).toBe(24_000n);
    expect(ledger.hashOf(0)).toBe(ledger.genesisHash);
  });

  it("begins with what a test says, and knows people by name", () => {
    const sudo = { key: accountOf("Zoe") };
    const balance = { account: accountOf("Zoe"), amount: 7n * PHA };
    const ledger = testPallet([], { genesis: { balances: [balance], sudo } });
    ledger.setBalances({ Yan: PHA, Zoe: 2n * PHA });
    ledger.run("Zoe", transfer_keep_alive({ dest: addressOf("Yan"), value: PHA }));
    expect(ledger.balanceOf("Yan").free).toBe(2n * PHA);
    expect(ledger.balanceOf(accountOf("Zoe")).free).toBe(PHA);
    expect(ledger.of(balances).totalIssuance.get()).toBe(3n * PHA);
  });

  it("shows events of what was done last, and puts all of a block into its list", () => {
    const ledger = testPallet();
    ledger.run(root, force_set_balance({ who: addressOf("Zoe"), new_free: PHA }));
    expect(ledger.happened(balances)).toEqual(["Withdraw", "Endowed", "BalanceSet"]);
    const pay = transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
    const { events } = ledger.blockOf(ledger.sign(dev("Alice"), pay));
    expect(ledger.happened(balances)).toEqual(["Withdraw", "Transfer", "Deposit", "Deposit"]);
    expect(events.map(({ extrinsic, event }) => [extrinsic, event.value.type]).slice(0, 5)).toEqual([
      [undefined, "Withdraw"],
      [undefined, "NewAccount"],
      [undefined, "Endowed"],
      [undefined, "BalanceSet"],
      [0, "Withdraw"],
    ]);
  });

  it("undoes what throws, and complains about what is not refused", () => {
    const ledger = testPallet();
    const move = (to: Hex) =>
      ledger.act((env) => {
        transfer(env, accountOf("Alice"), to, PHA, true);
        transfer(env, accountOf("Alice"), to, 10n ** 30n, true);
      });
    expect(() => move(accountOf("Zoe"))).toThrow(expect.toSatisfy(balances.errors.InsufficientBalance.is));
    expect(ledger.balanceOf("Zoe").free).toBe(0n);
    const pay = transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
    expect(() => ledger.refusal("Alice", pay)).toThrow("was not refused");
  });

  it("stops at a block that creates or loses money", () => {
    const ledger = testPallet();
    ledger.act((env) => burn(env, 1n));
    expect(() => ledger.block()).toThrow(/the issuance is/);
  });
});
