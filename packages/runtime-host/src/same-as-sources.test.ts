import { decode, encode, fromJson, type Json, toJson, utf8 } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { type Call, describePallet, findItem, makeCall, NotLoaded, type StateView, viewOf } from "@pha/frame";
import { genesisOf, runtime as native, type Runtime } from "@pha/runtime";
import {
  balances,
  codeHashOf,
  contracts,
  immortal,
  PHA,
  phala,
  signExtrinsic,
  system,
  utility,
} from "@pha/runtime/spec";
import { runtimeCode } from "@pha/testkit";
import { beforeAll, expect, it } from "vitest";
import { loadRuntime } from "./load.ts";

const context = { ss58Prefix: 42 };
const spec = phala({ programs: [] });
const code = utf8("x".repeat(20_000));
const [alice, bob] = [keypairFromUri("//Alice", "sr25519"), keypairFromUri("//Bob", "ed25519")];
const dest = { type: "Id", value: bob.accountId } as const;
const pay = (value: bigint) => makeCall(balances, "transfer_keep_alive", { dest, value });
const upload = makeCall(contracts, "upload_code", { code });
const instantiate = makeCall(contracts, "instantiate", {
  cluster: 0,
  codeHash: codeHashOf(code),
  args: Uint8Array.of(1, 2),
  salt: new Uint8Array(32),
});
const calls: readonly Call[] = [
  pay(PHA),
  pay(10n ** 30n),
  makeCall(system, "remark_with_event", { remark: Uint8Array.of(1, 2, 3) }),
  makeCall(utility, "batch", { calls: [pay(1n), pay(10n ** 30n)] }),
  makeCall(utility, "batch_all", { calls: [upload, instantiate] }),
];

const genesis = genesisOf(native.genesis(spec, code));
const extrinsics = calls.map((call, nonce) =>
  signExtrinsic(alice, call, { era: immortal, nonce, tip: 1n }, { genesisHash: genesis.hash }),
);
const view = viewOf(genesis.state);
const parent = genesis.header;

let loaded: Runtime;
beforeAll(async () => {
  loaded = loadRuntime(await runtimeCode());
}, 60_000);

/** What some work gives, or throws. */
function result(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    const { name, message, code, data, kind, keys } = thrown as Record<string, unknown>;
    return { thrown: { name, message, code, data, kind, keys } };
  }
}

const works: readonly (readonly [string, (runtime: Runtime) => unknown])[] = [
  ["versions and metadata", (runtime) => [runtime.version, runtime.metadata(14, view), runtime.metadata(15, view)]],
  ["the first state", (runtime) => runtime.genesis(spec, code)],
  ["decoded extrinsics", (runtime) => extrinsics.map((bytes) => runtime.decodeExtrinsic(bytes))],
  [
    "why bytes are none",
    (runtime) => [0, 1, 9].map((length) => result(() => runtime.decodeExtrinsic(new Uint8Array(length)))),
  ],
  [
    "judgements of extrinsics",
    (runtime) =>
      extrinsics.map((bytes) => {
        const extrinsic = runtime.decodeExtrinsic(bytes);
        const chain = runtime.chainAfter(view, parent);
        const blockHash = (number: number) => (number === 0 ? genesis.hash : undefined);
        return [
          runtime.signatureCheck(extrinsic, chain),
          runtime.signatureCheck(extrinsic, { number: 0, genesisHash: genesis.hash, blockHash }),
          result(() => runtime.validate(view, extrinsic, { number: 0, returning: true })),
          runtime.keysOf(extrinsic),
          runtime.fee(extrinsic, view),
        ];
      }),
  ],
  [
    "what a signer signs",
    (runtime) => runtime.signingPayload(code, { era: immortal, nonce: 1, tip: 0n }, { genesisHash: genesis.hash }),
  ],
  ["a block", (runtime) => executed(runtime, view)],
  [
    "times and epochs that are refused",
    (runtime) => result(() => runtime.startBlock(view, parent, { timeMs: 0n, epoch: 0n, round: 0 })),
  ],
  [
    "reads of what is not loaded",
    (runtime) => {
      const get = (key: `0x${string}`) => {
        throw new NotLoaded([key]);
      };
      return [result(() => executed(runtime, { get })), result(() => runtime.nonce({ get }, alice.accountId))];
    },
  ],
  [
    "runtime APIs",
    (runtime) => {
      const env = { number: 0, hash: genesis.hash, genesisHash: genesis.hash, verifySignature: () => true };
      const ask = (api: string, args: Uint8Array) => result(() => runtime.call(api, args, view, env));
      const block = encode(runtime.callType, calls[0] as Call);
      return [
        ask("Core_version", new Uint8Array()),
        ask("AccountNonceApi_account_nonce", new Uint8Array(32)),
        ask("Nothing_at_all", block),
      ];
    },
  ],
  ["nonces and keys of every block", (runtime) => [runtime.nonce(view, alice.accountId), runtime.blockKeys(parent)]],
  ["a state carried over", (runtime) => runtime.carryOver(view, [...genesis.state.keys()], { name: "next" })],
  [
    "pallets and their types",
    (runtime) => {
      const account = findItem(runtime.pallets, "System", "Account");
      const key = account.key(["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"], context);
      return [
        runtime.pallets.map((pallet) => describePallet(pallet, context, view)),
        key,
        account.value(genesis.state.get(key), context),
      ];
    },
  ],
  [
    "calls in bytes and JSON",
    (runtime) =>
      calls.map((call) => {
        const bytes = encode(runtime.callType, call);
        const json = toJson(runtime.callType, decode(runtime.callType, bytes), context);
        return [bytes, json, fromJson(runtime.callType, json, context)];
      }),
  ],
  [
    "JSON that is no call",
    (runtime) =>
      [{ type: "Nobody" }, { type: "Balances", value: 1 }, 5 as Json].map((json) =>
        result(() => fromJson(runtime.callType, json, context)),
      ),
  ],
];

/** Everything that comes of a block of all extrinsics. */
function executed(runtime: Runtime, state: StateView) {
  const block = runtime.startBlock(state, parent, { timeMs: 1_000n, epoch: 1n, round: 0 });
  const applied = extrinsics.map((bytes) => result(() => block.applyExtrinsic(runtime.decodeExtrinsic(bytes))));
  return [applied, block.finish()];
}

it("the block of these tests has events, failures and a message to a cluster", () => {
  const [applied, { messages }] = executed(native, view) as [{ ok: boolean }[], { messages: unknown[] }];
  expect(applied.map(({ ok }) => ok)).toEqual([true, false, true, true, true]);
  expect(messages).toHaveLength(1);
});

it.each(works)("gives by its bundle what it gives by its sources: %s", (_, work) => {
  expect(work(loaded)).toEqual(work(native));
});
