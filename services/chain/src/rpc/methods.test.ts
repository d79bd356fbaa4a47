import { describe, expect, it } from "vitest";
import type { DevVerbs } from "../dev/verbs.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { allMethods } from "./methods.ts";
import { testLedger } from "./testing.ts";

/** What a node of this network promises to its clients. */
const promised = {
  rpc: ["methods"],
  system: [
    ...["chain", "name", "version", "properties", "health", "chainType", "nodeRoles", "peers", "localPeerId"],
    ...["localListenAddresses", "accountNextIndex", "dryRun"],
  ],
  chain: [
    ...["getBlockHash", "getHeader", "getBlock", "getFinalizedHead"],
    ...["subscribeNewHeads", "subscribeAllHeads", "subscribeFinalizedHeads"],
    ...["unsubscribeNewHeads", "unsubscribeAllHeads", "unsubscribeFinalizedHeads"],
  ],
  state: [
    ...["getRuntimeVersion", "getMetadata", "getStorage", "getStorageAt", "getStorageHash", "getStorageSize"],
    ...["getKeysPaged", "queryStorage", "queryStorageAt", "call"],
    ...["subscribeRuntimeVersion", "unsubscribeRuntimeVersion", "subscribeStorage", "unsubscribeStorage"],
  ],
  author: ["submitExtrinsic", "submitAndWatchExtrinsic", "unwatchExtrinsic", "pendingExtrinsics"],
  payment: ["queryInfo", "queryFeeDetails"],
  chainHead_v1: [...["follow", "unfollow", "header", "body", "call", "storage", "continue", "stopOperation", "unpin"]],
  chainSpec_v1: ["chainName", "genesisHash", "properties"],
  transaction_v1: ["broadcast", "stop"],
  transactionWatch_v1: ["submitAndWatch", "unwatch"],
  pha: ["subscribeTransaction", "unsubscribeTransaction"],
  dev: [...["faucet", "impersonate", "newBlock", "revert", "setBalance", "snapshot", "submit", "timeTravel"]],
  archive_v1: [
    ...["genesisHash", "finalizedHeight", "hashByHeight", "header", "body", "call"],
    ...["storage", "stopStorage", "storageDiff", "stopStorageDiff"],
  ],
};

/** Other names of the same, which clients of some age or make use. */
const alsoKnownAs = [
  ...["account_nextIndex", "archive_v1_storageDiff_stopStorageDiff"],
  ...["chain_getFinalisedHead", "chain_getHead", "chain_getRuntimeVersion"],
  ...["chain_subscribeNewHead", "chain_unsubscribeNewHead"],
  ...["chain_subscribeRuntimeVersion", "chain_unsubscribeRuntimeVersion"],
  ...["state_callAt", "state_getKeysPagedAt", "state_getStorageHashAt", "state_getStorageSizeAt"],
];

function served(isArchive: boolean) {
  const { ledger } = testLedger();
  const transactions = transactionWatch({ ledger });
  const dev: Partial<DevVerbs> = {};
  return allMethods({
    ledger,
    transactions,
    dev: dev as DevVerbs,
    version: "1",
    isArchive,
    reportBug: (error) => expect.fail(String(error)),
  });
}

describe("JSON-RPC", () => {
  it("serves every promised method, and rpc_methods lists these and nothing else", () => {
    const methods = served(true);
    const names = Object.entries(promised).flatMap(([group, of]) => of.map((name) => `${group}_${name}`));
    const expected = [...names, ...alsoKnownAs].sort();
    expect(Object.keys(methods).sort()).toEqual(expected);
    expect(methods["rpc_methods"]?.call([], undefined)).toEqual({ methods: expected });
  });

  it("offers archive_* only where the state of every block is, and says so elsewhere", () => {
    const methods = served(false);
    const offered = JSON.stringify(methods["rpc_methods"]?.call([], undefined));
    expect(offered).not.toContain("archive");
    for (const name of Object.keys(methods).filter((one) => one.startsWith("archive")))
      expect(() => methods[name]?.call([], undefined)).toThrow(/CHAIN_ARCHIVE/);
  });
});
