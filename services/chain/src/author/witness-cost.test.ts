import { decode, encode, fromHex, type Hex, toHex } from "@pha/codec";
import { keypairFromUri, sha256 } from "@pha/crypto";
import { type Call, makeCall, storageKeys } from "@pha/frame";
import { Proposal, Witness } from "@pha/light-client";
import {
  balances,
  codeHashOf,
  contracts,
  nothingAgreed,
  notRotated,
  PHA,
  readLimits,
  system,
  usualLife,
} from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { makeBlock } from "./make-block.ts";
import { genesis, makeDeps, start } from "./testing.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const accountKey = storageKeys(system).account.key;
const rich = genesis.state.get(accountKey(alice.accountId)) as Uint8Array;

/** Account ids whose keys in the state tree share 12 to 24 bits with Alice's: found by 10 million tries. */
const ground = [12863, 4876, 21336, 93941, 170308, 371622, 476338, 541410, 972670, 10364891, 5094902, 4183597].map(
  (number) => toHex(Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? number >> (24 - 8 * i) : 0))),
);
const honest = Array.from({ length: 1_000 }, (_, i) => toHex(sha256(Uint8Array.of(i, i >> 8))));
const accountsOf = (ids: readonly Hex[]) => new Map(ids.map((id) => [accountKey(id), rich]));

/** Bytes of witness of a block with this call of Alice's alone, or empty; and the bytes of proof that she paid for. */
async function made(call: Call | undefined, more: ReadonlyMap<Hex, Uint8Array>) {
  const deps = await makeDeps({ waiting: call ? [{ signer: alice, call }] : [], more });
  const { built, proposalBytes, transition } = await makeBlock(deps, genesis.header, start);
  expect(built.extrinsics.map(({ ok }) => ok)).toEqual(call ? [true] : []);
  const done = built.events.flatMap(({ event: { value } }) => (value.type === "ExtrinsicSuccess" ? [value.value] : []));
  const [info] = done as { dispatch_info: { weight: { proof_size: bigint } } }[];
  return {
    witness: encode(Witness, decode(Proposal, proposalBytes).witness).length,
    paid: Number(info?.dispatch_info.weight.proof_size ?? 0n),
    pages: [...transition.pages.values()].map((page) => page?.length ?? 0),
  };
}

async function costOf(call: Call, more: ReadonlyMap<Hex, Uint8Array>) {
  const [without, with_] = [await made(undefined, more), await made(call, more)];
  return { added: with_.witness - without.witness, paid: with_.paid, pages: with_.pages };
}

const pay = (to: Hex) => makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: to }, value: PHA });

describe("what an extrinsic adds to the witness is what its sender pays for", () => {
  it("also where keys were ground into the subtree of those that it touches", async () => {
    const plain = await costOf(pay(honest[0] as Hex), accountsOf(honest));
    const deep = await costOf(pay(ground.at(-1) as Hex), accountsOf([...honest, ...ground]));
    expect(deep.added).toBeGreaterThan(plain.added);
    expect(deep.added).toBeLessThanOrEqual(deep.paid);
    expect(Math.max(...deep.pages)).toBeLessThanOrEqual(16 * 65 + 15);
    expect(deep.pages.length).toBeLessThanOrEqual(plain.pages.length + 4);
  });

  it("also where a command reads all that one may, beside ground keys", async () => {
    const contract: Hex = `0x${"0c".repeat(32)}`;
    const record = {
      ...{ cluster: 0, codeHash: contract, deployer: alice.accountId, owner: alice.accountId, deployedAt: 1, epoch: 0 },
      ...{
        encryptKey: undefined,
        agreed: nothingAgreed,
        halted: false,
        broken: undefined,
        rotation: notRotated,
        generations: [],
        life: usualLife,
        spentEpoch: 0,
      },
    };
    const long = Array.from({ length: readLimits.keys }, (_, n) => toHex(new Uint8Array(readLimits.key).fill(n)));
    const more = new Map([
      ...accountsOf([...honest, ...ground]),
      [storageKeys(contracts).contracts.key(contract), encode(contracts.storage.contracts.type, record)],
      ...long.map((key) => [key, new Uint8Array(readLimits.values / readLimits.keys)] as const),
    ]);
    const push = (keys: readonly Hex[]) =>
      makeCall(contracts, "push_command", {
        ...{ contract, epoch: 0, enc: contract, ciphertext: new Uint8Array(16), value: 0n, asset: undefined },
        reads: keys.map(fromHex),
      });
    for (const keys of [long, ground.slice(-readLimits.keys).map(accountKey), honest.slice(0, 8).map(accountKey)]) {
      const { added, paid } = await costOf(push(keys), more);
      expect(added).toBeLessThanOrEqual(paid);
    }
  });

  it("also where a contract's code is large", async () => {
    const code = new Uint8Array(500_000).fill(1);
    const codeHash = codeHashOf(code);
    const more = new Map([
      ...accountsOf(honest),
      [storageKeys(contracts).code.key(codeHash), encode(contracts.storage.code.type, code)],
      [storageKeys(contracts).codeLength.key(codeHash), encode(contracts.storage.codeLength.type, code.length)],
    ] as const);
    const args = new Uint8Array();
    const cost = await costOf(makeCall(contracts, "instantiate", { cluster: 0, codeHash, args, salt: args }), more);
    expect(cost.added).toBeLessThanOrEqual(cost.paid);
  });
});
