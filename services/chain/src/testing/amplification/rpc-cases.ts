import type { Hex } from "@pha/codec";

/** What a request may name. */
export interface Named {
  readonly block: Hex;
  /** Id of a follow subscription of the connection. */
  readonly follow: string;
  /** Of a key with a long value. */
  readonly long: Hex;
  /** Of as many different keys with long values as a request may name. */
  readonly longKeys: readonly Hex[];
  /** Above all of them. */
  readonly prefix: Hex;
  /** Above many keys that hold nothing any more. */
  readonly dead: Hex;
}

type Params = readonly unknown[];

const many = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);
const largest = `0x${"04".repeat(2_600_000)}`;
const nothing = [[]];
const anId = [["x".repeat(128)]];
const atBlock = ({ block }: Named): Params[] => [[block]];
const listings = (type: string) => (named: Named) => many(1_000, { key: named.prefix, type });
const queries = (named: Named) => [
  listings("descendantsValues")(named),
  listings("closestDescendantMerkleValue")(named),
  many(1_000, { key: named.long, type: "value" }),
  named.longKeys.map((key) => ({ key, type: "value" })),
  [{ key: named.dead, type: "descendantsHashes" }],
];
const heights = [[many(256, 0)]];
const oneKey = ({ long }: Named): Params[] => [[long]];
const manyKeys = ({ long, longKeys }: Named): Params[] => [[many(1_000, long)], [longKeys]];
const pages = ({ prefix, dead }: Named): Params[] => [
  [prefix, 1_000],
  [dead, 1_000],
];
const calls: Params[] = [
  ["Metadata_metadata_at_version", "0x0e000000"],
  ["Core_version", largest],
];

/** The largest that each method takes, with all repeated that may be: whoever adds a method adds what it costs at most. */
export const rpcCases: Readonly<Record<string, readonly Params[] | ((named: Named) => readonly Params[])>> = {
  account_nextIndex: [[`0x${"11".repeat(32)}`]],
  archive_v1_body: atBlock,
  archive_v1_call: ({ block }) => calls.map((call) => [block, ...call]),
  archive_v1_finalizedHeight: nothing,
  archive_v1_genesisHash: nothing,
  archive_v1_hashByHeight: [[0]],
  archive_v1_header: atBlock,
  archive_v1_stopStorage: anId,
  archive_v1_stopStorageDiff: anId,
  archive_v1_storage: (named) => queries(named).map((items) => [named.block, items, null]),
  archive_v1_storageDiff: ({ block, prefix }) => [[block, many(1_000, { key: prefix, returnType: "value" }), block]],
  archive_v1_storageDiff_stopStorageDiff: anId,
  author_pendingExtrinsics: nothing,
  author_submitAndWatchExtrinsic: [[largest]],
  author_submitExtrinsic: [[largest]],
  author_unwatchExtrinsic: anId,
  chainHead_v1_body: ({ follow, block }) => [[follow, block]],
  chainHead_v1_call: ({ follow, block }) => calls.map((call) => [follow, block, ...call]),
  chainHead_v1_continue: ({ follow }) => [[follow, "0"]],
  chainHead_v1_follow: [[true]],
  chainHead_v1_header: ({ follow, block }) => [[follow, block]],
  chainHead_v1_stopOperation: ({ follow }) => [[follow, "0"]],
  chainHead_v1_storage: (named) => queries(named).map((items) => [named.follow, named.block, items, null]),
  chainHead_v1_unfollow: anId,
  chainHead_v1_unpin: ({ follow }) => [[follow, many(200, `0x${"07".repeat(32)}`)]],
  chainSpec_v1_chainName: nothing,
  chainSpec_v1_genesisHash: nothing,
  chainSpec_v1_properties: nothing,
  chain_getBlock: atBlock,
  chain_getBlockHash: heights,
  chain_getFinalisedHead: nothing,
  chain_getFinalizedHead: nothing,
  chain_getHead: heights,
  chain_getHeader: atBlock,
  chain_getRuntimeVersion: atBlock,
  chain_subscribeAllHeads: nothing,
  chain_subscribeFinalizedHeads: nothing,
  chain_subscribeNewHead: nothing,
  chain_subscribeNewHeads: nothing,
  chain_subscribeRuntimeVersion: nothing,
  chain_unsubscribeAllHeads: anId,
  chain_unsubscribeFinalizedHeads: anId,
  chain_unsubscribeNewHead: anId,
  chain_unsubscribeNewHeads: anId,
  chain_unsubscribeRuntimeVersion: anId,
  payment_queryFeeDetails: [[largest]],
  payment_queryInfo: [[largest]],
  pha_subscribeTransaction: [[`0x${"11".repeat(32)}`]],
  pha_unsubscribeTransaction: anId,
  rpc_methods: nothing,
  state_call: calls,
  state_callAt: calls,
  state_getKeysPaged: pages,
  state_getKeysPagedAt: pages,
  state_getMetadata: nothing,
  state_getRuntimeVersion: nothing,
  state_getStorage: oneKey,
  state_getStorageAt: oneKey,
  state_getStorageHash: oneKey,
  state_getStorageHashAt: oneKey,
  state_getStorageSize: oneKey,
  state_getStorageSizeAt: oneKey,
  state_queryStorage: (named) => manyKeys(named).map(([keys]) => [keys, named.block]),
  state_queryStorageAt: manyKeys,
  state_subscribeRuntimeVersion: nothing,
  state_subscribeStorage: manyKeys,
  state_unsubscribeRuntimeVersion: anId,
  state_unsubscribeStorage: anId,
  system_accountNextIndex: [[`0x${"11".repeat(32)}`]],
  system_chain: nothing,
  system_chainType: nothing,
  system_dryRun: [[largest]],
  system_health: nothing,
  system_localListenAddresses: nothing,
  system_localPeerId: nothing,
  system_name: nothing,
  system_nodeRoles: nothing,
  system_peers: nothing,
  system_properties: nothing,
  system_version: nothing,
  transactionWatch_v1_submitAndWatch: [[largest]],
  transactionWatch_v1_unwatch: anId,
  transaction_v1_broadcast: [[largest]],
  transaction_v1_stop: anId,
};
