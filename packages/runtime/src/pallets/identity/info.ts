import { enumeration, fixedBytes, option, struct, type TypeOf, tuple, u32, u64, variant, vec } from "@pha/codec";
import { Balance } from "../balances/account-data.ts";

/** How many fields an account may add of its own. */
export const maxFields = 100;

const raw = Object.fromEntries(
  Array.from({ length: 33 }, (_, length) => [`Raw${length}`, variant(length + 1, fixedBytes(length))]),
);

/** A field: text of up to 32 bytes, or the hash of something longer. */
export const Data = enumeration(
  {
    None: variant(0),
    ...raw,
    BlakeTwo256: variant(34, fixedBytes(32)),
    Sha256: variant(35, fixedBytes(32)),
    Keccak256: variant(36, fixedBytes(32)),
    ShaThree256: variant(37, fixedBytes(32)),
  },
  { path: ["pallet_identity", "types", "Data"] },
);

/** Who somebody says to be. */
export const IdentityInfo = struct(
  {
    additional: vec(tuple(Data, Data), { max: maxFields }),
    display: Data,
    legal: Data,
    web: Data,
    riot: Data,
    email: Data,
    pgp_fingerprint: option(fixedBytes(20)),
    image: Data,
    twitter: Data,
  },
  { path: ["pallet_identity", "legacy", "IdentityInfo"] },
);
export type IdentityInfo = TypeOf<typeof IdentityInfo>;

/** What a registrar found; `FeePaid`: it has been asked, against a fee that is on hold. */
export const Judgement = enumeration(
  {
    Unknown: variant(0),
    FeePaid: variant(1, Balance),
    Reasonable: variant(2),
    KnownGood: variant(3),
    OutOfDate: variant(4),
    LowQuality: variant(5),
    Erroneous: variant(6),
  },
  { path: ["pallet_identity", "types", "Judgement"] },
);
export type Judgement = TypeOf<typeof Judgement>;

/** Which fields a registrar looks at, as bits. */
export const Fields = u64;
/** A registrar by its place in the list. */
export const RegistrarIndex = u32;
