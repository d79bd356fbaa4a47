import { decode, type Hex, u32, utf8 } from "@pha/codec";
import { definePallet, itemPrefix, map, NotLoaded, readState, root, viewOf } from "@pha/frame";
import { initialStateKib } from "@pha/limits";
import { describe, expect, it } from "vitest";
import { carry as carryRules, type NewNetwork } from "../carry-rules.ts";
import { phala } from "../chain-spec/networks.ts";
import { joinPallet } from "../pallet.ts";
import { allPallets } from "../pallets/all.ts";
import { workerDeposit } from "../pallets/attestation/spec.ts";
import { initialIssuance } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { clusters } from "../pallets/clusters/spec.ts";
import { codeHashOf } from "../pallets/contracts/ids.ts";
import { depositOf } from "../pallets/contracts/room.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { AccountInfo, system } from "../pallets/system/spec.ts";
import { validators } from "../pallets/validators/spec.ts";
import { accountOf, callsOf, dev, programs, TestEnclave, testNetwork } from "../testing/index.ts";
import { runtime } from "./native-runtime.ts";
import { makeRuntime } from "./runtime.ts";

type State = ReadonlyMap<Hex, Uint8Array>;

const alice = accountOf("Alice");
const bob = accountOf("Bob");
const code = utf8("export default {}");

function carry(state: State, network: NewNetwork): State {
  const carried = runtime.carryOver(viewOf(state), [...state.keys()], network);
  return new Map([...carried].flatMap(([key, value]) => (value ? [[key, value] as const] : [])));
}

function sumOf(state: State): bigint {
  const accounts = [...state].filter(([key]) => key.startsWith(itemPrefix("System", "Account")));
  const amounts = accounts.map(([, value]) => decode(AccountInfo, value).data);
  return amounts.reduce((sum, { free, reserved }) => sum + free + reserved, 0n);
}

/** A ledger with a past: a gatekeeper, a miner in a cluster, a contract, another set of validators. */
function setup(): State {
  const ledger = testNetwork();
  const [gatekeeper, miner] = [new TestEnclave("g", "Gatekeeper"), new TestEnclave("m", "Miner")];
  for (const enclave of [gatekeeper, miner]) enclave.register(ledger, "Bob");
  ledger.run("Bob", callsOf(gatekeepers).apply({ identity: gatekeeper.identity }));
  ledger.run("Bob", callsOf(clusters).apply({ cluster: 0, identity: miner.identity }));
  const { upload_code, instantiate } = callsOf(contracts);
  ledger.run("Alice", upload_code({ code }));
  ledger.run(
    "Alice",
    instantiate({ cluster: 0, codeHash: codeHashOf(code), args: new Uint8Array(), salt: new Uint8Array() }),
  );
  const addresses = [`0x${"0a".repeat(20)}`, `0x${"0b".repeat(20)}`] as const;
  const appointed = addresses.map((address) => ({ address, operator: accountOf("Bob") }));
  ledger.run(root, callsOf(validators).set_validators({ validators: appointed }));
  ledger.send(dev("Alice"), callsOf(system).remark({ remark: new Uint8Array() }));
  expect(ledger.of(contracts).list.count()).toBe(1);
  return ledger.state;
}

describe("what a new network begins with", () => {
  it("is the same genesis again where no block was made", () => {
    const genesis = runtime.genesis(phala({ programs }), Uint8Array.of(1));
    expect(carry(genesis, { name: "phala" })).toEqual(genesis);
  });

  it("has the salt of the old one, unless it is given its own", () => {
    const spec = phala({ programs });
    const salted = (salt: Hex) => runtime.genesis({ ...spec, genesis: { ...spec.genesis, system: { salt } } }, code);
    const [mine, other] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`] as const;
    expect(carry(salted(mine), { name: "phala" })).toEqual(salted(mine));
    expect(carry(salted(mine), { name: "phala", salt: other })).toEqual(salted(other));
    expect(salted(mine)).not.toEqual(salted(other));
  });

  it("is every account with its nonce and its money; deposits for enclaves and contracts are free again", () => {
    const state = setup();
    const carried = carry(state, { name: "next" });
    expect([sumOf(state), sumOf(carried)]).toEqual([initialIssuance, initialIssuance]);
    const [before, after] = [state, carried].map((of) => readState(system, viewOf(of)).account);
    const deployer = before?.get(alice);
    const room = depositOf({ contracts: 1, codeBytes: code.length, stateKib: initialStateKib });
    expect(deployer?.data.reserved).toBe(room);
    const returned = { ...deployer?.data, free: (deployer?.data.free ?? 0n) + room, reserved: 0n };
    expect(after?.get(alice)).toEqual({ ...deployer, consumers: 0, data: returned });
    const operator = before?.get(bob);
    expect(operator?.data.reserved).toBe(2n * workerDeposit);
    const { free = 0n } = operator?.data ?? {};
    const data = { ...operator?.data, free: free + 2n * workerDeposit, reserved: 0n };
    expect(after?.get(bob)).toEqual({ ...operator, consumers: 0, data });
    expect(readState(balances, viewOf(carried)).holds.has(bob)).toBe(false);
  });

  it("is nothing that belongs to the old network's blocks, enclaves and secrets", () => {
    const fresh = runtime.genesis(phala({ programs }), utf8("code"));
    const carried = carry(setup(), { name: "phala" });
    const items = (state: State) => new Set([...state.keys()].map((key) => key.slice(0, 66)));
    const code = ["Code", "CodeLength"].map((item) => itemPrefix("Contracts", item));
    expect(items(carried)).toEqual(new Set([...items(fresh), ...code]));
    const cluster = (state: State) => readState(clusters, viewOf(state)).clusters.get(0);
    expect(cluster(carried)).toEqual(cluster(fresh));
  });

  it("is run by those who are named, from set 0 on", () => {
    const state = setup();
    const setOf = (of: State) => readState(validators, viewOf(of)).set.get();
    expect(setOf(state).id).toBe(1n);
    const same = carry(state, { name: "next" });
    const recordsOf = (of: State) => readState(validators, viewOf(of)).sets;
    expect(setOf(same)).toEqual({ id: 0n, from: 1, addresses: setOf(state).addresses });
    expect(recordsOf(same).get(0n)).toEqual({ ...recordsOf(state).get(1n), from: 1 });
    expect(recordsOf(same).has(1n)).toBe(false);
    const named = { validators: [`0x${"0c".repeat(20)}`], authors: [`0x${"0d".repeat(32)}`] } as const;
    const carried = carry(state, { name: "next", ...named, beneficiary: bob });
    const { authors, beneficiary } = readState(validators, viewOf(carried));
    expect(setOf(carried)).toEqual({ id: 0n, from: 1, addresses: named.validators });
    const stranger = { address: named.validators[0], operator: bob, bond: 0n };
    expect(recordsOf(carried).get(0n)).toEqual({ from: 1, to: undefined, validators: [stranger] });
    expect([authors.get(), beneficiary.get()]).toEqual([named.authors, bob]);
    expect(readState(system, viewOf(carried)).network.get()).toBe("next");
    expect(() => carry(state, { name: "next", validators: [] })).toThrow(
      expect.objectContaining({ code: "light-client.BadValidatorSet" }),
    );
  });

  it("says of every hold of a pallet whose items end whether it ends too", () => {
    const storage = { stakes: map(u32, u32, { doc: "Stakes." }) };
    const host = { inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }) as const };
    const make = (ends?: { ends: boolean }, rules: { stakes?: "ends" } = { stakes: "ends" }) => {
      const holdReasons = { Stake: { index: 0, doc: "A stake.", ...ends } };
      const game = definePallet("Game", 201, { storage, holdReasons });
      return () => makeRuntime([...allPallets, joinPallet(game, { carryOver: carryRules(game, rules) })], host);
    };
    expect(make()).toThrow("Game does not say whether holds for Stake end with its items");
    for (const allowed of [make({ ends: true }), make({ ends: false }), make(undefined, {})])
      expect(allowed).not.toThrow();
  });

  it("is found with one question for everything that a page of keys needs", () => {
    const state = setup();
    const keys = [...state.keys()];
    const loaded = new Set(keys);
    const asked: number[] = [];
    const view = {
      get(key: Hex) {
        if (!loaded.has(key)) throw new NotLoaded([key]);
        return state.get(key);
      },
    };
    for (;;) {
      try {
        expect(runtime.carryOver(view, keys, { name: "next" }).size).toBe(keys.length);
        break;
      } catch (error) {
        if (!(error instanceof NotLoaded)) throw error;
        asked.push(error.keys.length);
        for (const key of error.keys) loaded.add(key);
      }
    }
    expect(asked).toHaveLength(1);
  });
});
