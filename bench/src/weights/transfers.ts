import { concat, encode, fromHex, type Hex, toHex, u32be } from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { root } from "@pha/frame";
import { type BridgeBody, bridgeMessageId, encodeBridgeMessage, noContract } from "@pha/light-client";
import { makeSet } from "@pha/light-client/testing";
import {
  account32,
  assetsRegistry,
  evmAccount,
  foreignFinality,
  laneOf,
  lanes,
  locationOf,
  MultiLocation,
  PHA,
  parachain,
  xTransfer,
} from "@pha/runtime/spec";
import { accountOf, allPallets, callsOf, type TestLedger, testPallet } from "@pha/runtime/testing";
import { type Benchmark, bytes, type Changes, idOf, ids, ledgerWith, simple } from "./cases.ts";

const registry = callsOf(assetsRegistry);
const own = callsOf(xTransfer);
const genesis = idOf("sister");
const chain = 2_004;
const [week, lifetimeMs] = [604_800_000n, 86_400_000n];
const sister = { type: "Ledger", value: { genesis, chain } } as const;
const gateway = {
  type: "Gateway",
  value: { chainId: 1n, gateway: `0x${"ee".repeat(20)}`, deploymentBlock: idOf("deployment") },
} as const;
const most = 10n ** 20n;
const terms = { fee: PHA, capIn: most, capOut: most, delayAbove: most };
const token = locationOf(1, parachain(chain));
const described = { name: bytes(50), symbol: bytes(50), decimals: 12, least: PHA, asset: 1 };
const laneTo = (ledger: TestLedger, peer: typeof sister | typeof gateway): Hex => laneOf(ledger.genesisHash, peer);
const resourceIn = (ledger: TestLedger): Hex =>
  ledger.of(assetsRegistry).located.get(encode(MultiLocation, token)) as Hex;

/** A sister and a gateway, and the sister's token, which goes on to the gateway. */
const opened: Changes = (ledger) => {
  const follow = callsOf(foreignFinality).follow;
  const recovery = { accounts: ids("recovery", 16), threshold: 16 };
  const everybody = makeSet(0n, [...Array(128).keys()]);
  ledger.run(root, follow({ genesis, set: everybody, number: 1, timeMs: ledger.now.timeMs, recovery }));
  for (const peer of [sister, gateway]) ledger.run(root, callsOf(lanes).open({ peer, lifetimeMs }));
  ledger.run(root, registry.register({ ...described, location: token, upstream: laneTo(ledger, sister) }));
};
const enabled: Changes = (ledger) => {
  opened(ledger);
  for (const peer of [sister, gateway]) ledger.run(root, enable(ledger, peer));
};
const enable = (ledger: TestLedger, peer: typeof sister | typeof gateway) =>
  registry.enable({ resource: resourceIn(ledger), lane: laneTo(ledger, peer), naming: { type: "Own" }, terms });

/** A call of root about the token on the sister's lane. */
const about = (
  change: Changes,
  callOf: (at: { readonly resource: Hex; readonly lane: Hex }) => Parameters<TestLedger["run"]>[1],
): Benchmark => ({
  setup: () => {
    const ledger = ledgerWith(change);
    return { ledger, caller: root, call: callOf({ resource: resourceIn(ledger), lane: laneTo(ledger, sister) }) };
  },
});

export const ofRegistry: Readonly<Record<keyof typeof assetsRegistry.calls, Benchmark>> = {
  register: about(opened, ({ lane }) =>
    registry.register({ ...described, asset: 2, location: locationOf(1, parachain(7)), upstream: lane }),
  ),
  enable: about(opened, (at) => registry.enable({ ...at, naming: { type: "Own" }, terms })),
  set_terms: about(enabled, (at) => registry.set_terms({ ...at, terms })),
  disable: about(enabled, registry.disable),
};

/** A message of the sister's, and a proof of it as long as can be: the root follows from the proof. */
function proven(ledger: TestLedger, body: BridgeBody, deadlineMs: bigint) {
  const lane = laneTo(ledger, sister);
  const envelope = { source: genesis, destination: ledger.genesisHash, contract: noContract, lane, nonce: 1n };
  const message = encodeBridgeMessage({ ...envelope, deadlineMs, body });
  const siblings = ids("sibling", 31);
  const count = 2 ** 31;
  const leaf = fromHex(bridgeMessageId(message));
  const top = siblings.reduce((node, sibling) => keccak256(concat(Uint8Array.of(1), node, fromHex(sibling))), leaf);
  const { roots } = ledger.of(foreignFinality);
  roots.put(genesis, 2, toHex(keccak256(concat(Uint8Array.of(2), u32be(count), top))));
  return { message, proof: { number: 2, count, place: 0, siblings } };
}
const late = (1n << 63n) - 1n;
const people = { sender: accountOf("Alice"), recipient: accountOf("Zoe") };
const transferOf = (ledger: TestLedger, onward: Uint8Array): BridgeBody => ({
  type: "Transfer",
  value: { asset: resourceIn(ledger), amount: 100n * PHA, fee: PHA, ...people, onward },
});

/** It goes on to the gateway; a longer message says nothing that can be read, and waits. */
const onwards = concat(Uint8Array.of(0), encode(MultiLocation, evmAccount(1n, `0x${"22".repeat(20)}`)));
const shortest = 276;
const onwardOf = (length: number): Uint8Array =>
  length === shortest + onwards.length ? onwards : bytes(length - shortest);
const units = { bytes: [shortest + onwards.length, shortest + 4_096] } as const;
const reward = accountOf("Rex");

/** In the open block, so that the root is known where the call runs. */
function arriving(change: Changes, length: number, deadlineMs = late) {
  const ledger = ledgerWith(change);
  const shown = proven(ledger, transferOf(ledger, onwardOf(length)), deadlineMs);
  ledger.runTo(ledger.now.number + 1);
  return { ledger, shown };
}
const waits: Changes = (ledger) => {
  enabled(ledger);
  const at = { resource: resourceIn(ledger), lane: laneTo(ledger, sister) };
  ledger.run(root, registry.set_terms({ ...at, terms: { ...terms, delayAbove: 0n } }));
};

const id = idOf("arrived");
/** What waits for its recipient for a month and more. */
function waiting(): TestLedger {
  const ledger = testPallet(allPallets, { blockMs: week });
  enabled(ledger);
  const lane = laneTo(ledger, sister);
  const arrived = { ...people, lane, nonce: 1n, resource: resourceIn(ledger), amount: 100n * PHA, atMs: 0n };
  ledger.of(xTransfer).arrived.put(id, { ...arrived, outcome: { type: "Claimable" } });
  ledger.runTo(7);
  return ledger;
}

export const ofTransfers: Readonly<Record<keyof typeof xTransfer.calls, Benchmark>> = {
  transfer: simple(
    "Alice",
    own.transfer({
      asset: { id: { type: "Concrete", value: locationOf(0) }, fun: { type: "Fungible", value: 10n * PHA } },
      dest: locationOf(1, parachain(chain), account32(accountOf("Zoe"))),
      dest_weight: undefined,
    }),
    (ledger) => {
      enabled(ledger);
      const home = locationOf(1, parachain(2_035));
      const native = { ...described, asset: undefined, upstream: undefined, location: home };
      ledger.run(root, registry.register(native));
      const resource = ledger.of(assetsRegistry).located.get(encode(MultiLocation, home)) as Hex;
      const at = { resource, lane: laneTo(ledger, sister) };
      ledger.run(root, registry.enable({ ...at, naming: { type: "Own" }, terms }));
    },
  ),
  deliver: {
    units,
    setup: ({ bytes: length = units.bytes[0] }) => {
      const { ledger, shown } = arriving(enabled, length);
      return { ledger, caller: "Alice", call: own.deliver({ ...shown, reward }) };
    },
  },
  expire: {
    units,
    setup: ({ bytes: length = units.bytes[0] }) => {
      const { ledger, shown } = arriving(enabled, length, 1n);
      return { ledger, caller: "Alice", call: own.expire({ ...shown, reward }) };
    },
  },
  announce: {
    units,
    setup: ({ bytes: length = units.bytes[0] }) => {
      const { ledger, shown } = arriving(waits, length);
      return { ledger, caller: "Alice", call: own.announce(shown) };
    },
  },
  claim: { setup: () => ({ ledger: waiting(), caller: "Alice", call: own.claim({ id }) }) },
  send_back: { setup: () => ({ ledger: waiting(), caller: "Alice", call: own.send_back({ id }) }) },
};
