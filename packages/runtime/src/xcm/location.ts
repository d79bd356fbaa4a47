import {
  compact,
  enumeration,
  fixedBytes,
  fromHex,
  type Hex,
  option,
  struct,
  type TypeOf,
  tuple,
  u8,
  u32,
  u64,
  u128,
  variant,
} from "@pha/codec";

const v3 = (module: string, name: string) => ({ path: ["xcm", "v3", module, name] });

const NetworkId = enumeration(
  {
    ByGenesis: variant(0, fixedBytes(32)),
    Polkadot: variant(2),
    Kusama: variant(3),
    Ethereum: variant(7, struct({ chain_id: compact(u64) })),
  },
  v3("junction", "NetworkId"),
);
const network = option(NetworkId);

/** One step of a location. XCM knows more kinds; nothing here has a meaning for them. */
export const Junction = enumeration(
  {
    Parachain: variant(0, compact(u32)),
    AccountId32: variant(1, struct({ network, id: fixedBytes(32) })),
    AccountKey20: variant(3, struct({ network, key: fixedBytes(20) })),
    PalletInstance: variant(4, u8),
    GeneralIndex: variant(5, compact(u128)),
    GeneralKey: variant(6, struct({ length: u8, data: fixedBytes(32) })),
    OnlyChild: variant(7),
    GlobalConsensus: variant(9, NetworkId),
  },
  v3("junction", "Junction"),
);
export type Junction = TypeOf<typeof Junction>;

const J = Junction;
const Junctions = enumeration(
  {
    Here: variant(0),
    X1: variant(1, J),
    X2: variant(2, tuple(J, J)),
    X3: variant(3, tuple(J, J, J)),
    X4: variant(4, tuple(J, J, J, J)),
    X5: variant(5, tuple(J, J, J, J, J)),
    X6: variant(6, tuple(J, J, J, J, J, J)),
    X7: variant(7, tuple(J, J, J, J, J, J, J)),
    X8: variant(8, tuple(J, J, J, J, J, J, J, J)),
  },
  v3("junctions", "Junctions"),
);
type Junctions = TypeOf<typeof Junctions>;

/** Where something is, seen from a chain: so many parents up, then down these steps. XCM v3's encoding. */
export const MultiLocation = struct({ parents: u8, interior: Junctions }, v3("multilocation", "MultiLocation"));
export type MultiLocation = TypeOf<typeof MultiLocation>;

const AssetId = enumeration(
  { Concrete: variant(0, MultiLocation), Abstract: variant(1, fixedBytes(32)) },
  v3("multiasset", "AssetId"),
);
const AssetInstance = enumeration(
  { Undefined: variant(0), Index: variant(1, compact(u128)) },
  v3("multiasset", "AssetInstance"),
);
const Fungibility = enumeration(
  { Fungible: variant(0, compact(u128)), NonFungible: variant(1, AssetInstance) },
  v3("multiasset", "Fungibility"),
);

/** Some of an asset, or one thing of a kind. */
export const MultiAsset = struct({ id: AssetId, fun: Fungibility }, v3("multiasset", "MultiAsset"));
export type MultiAsset = TypeOf<typeof MultiAsset>;

/** The steps of a location, in order. */
export function stepsOf({ interior }: MultiLocation): readonly Junction[] {
  if (interior.type === "Here") return [];
  return interior.type === "X1" ? [interior.value] : interior.value;
}

/** The location of these steps, of which there are at most eight. */
export function locationOf(parents: number, ...steps: readonly Junction[]): MultiLocation {
  const [first] = steps;
  const type = first === undefined ? "Here" : `X${steps.length}`;
  return { parents, interior: { type, value: steps.length === 1 ? first : steps } as Junctions };
}

/** A chain beside this one. */
export const parachain = (chain: number): Junction => ({ type: "Parachain", value: chain });

/** A ledger's account. */
export const account32 = (id: Hex): Junction => ({ type: "AccountId32", value: { network: undefined, id } });

/** Up to 32 bytes by which things are named. */
export const generalKey = (key: Hex): Junction => ({
  type: "GeneralKey",
  value: { length: fromHex(key).length, data: `0x${key.slice(2).padEnd(64, "0")}` },
});

/** The bytes of such a name; nothing for one with other bytes behind. */
export function keyIn(step: Junction | undefined): Hex | undefined {
  if (step?.type !== "GeneralKey") return undefined;
  const { length, data } = step.value;
  const isPadded = length <= 32 && /^0*$/.test(data.slice(2 + 2 * length));
  return isPadded ? `0x${data.slice(2, 2 + 2 * length)}` : undefined;
}

/** `cb`: what stands before an EVM chain's number in locations. */
export const bridgeKey: Hex = "0x6362";

/** An account on an EVM chain, seen from a ledger with a lane to it: `(0, X3("cb", chain id, address))`. */
export const evmAccount = (chainId: bigint, address: Hex): MultiLocation =>
  locationOf(0, generalKey(bridgeKey), { type: "GeneralIndex", value: chainId }, generalKey(address));
