import { bytes, enumeration, fixedBytes, struct, type TypeOf, u32, u64, variant } from "@pha/codec";

/** Several times what Intel's are: whoever registers reads all of it. */
const Chain = bytes({ max: 4_096 });
const RootList = bytes({ max: 8_192 });
const List = bytes({ max: 32_768 });

/** Kinds of enclave that quotes are about. */
export const Tee = enumeration({ Sgx: variant(0), Tdx: variant(1) });
export type Tee = TypeOf<typeof Tee>;

/** Who certifies platforms. */
export const Authority = enumeration({ Platform: variant(0), Processor: variant(1) });
export type Authority = TypeOf<typeof Authority>;

const signedDocument = { body: bytes({ max: 16_384 }), signature: fixedBytes(64), chain: Chain };
const issuedCrl = { list: List, chain: Chain };

/** One piece of what Intel says of its hardware: a revocation list (DER), or a document with its signer's chain (PEM). */
export const CollateralPiece = enumeration({
  RootCrl: variant(0, struct({ list: RootList })),
  PckCrl: variant(1, struct(issuedCrl)),
  TcbInfo: variant(2, struct(signedDocument)),
  QeIdentity: variant(3, struct(signedDocument)),
});
export type CollateralPiece = TypeOf<typeof CollateralPiece>;

/** From when until when a piece says how it is. */
const dates = { issuedMs: u64, expiresMs: u64 };

export const StoredRootCrl = struct({ list: RootList, ...dates });
export const StoredPckCrl = struct({ ...issuedCrl, ...dates });
export const StoredDocument = struct({ ...signedDocument, ...dates, evaluation: u32 });

/** What a piece is about, and so which one it replaces. */
export const CollateralName = enumeration({
  RootCrl: variant(0),
  PckCrl: variant(1, Authority),
  TcbInfo: variant(2, struct({ tee: Tee, fmspc: fixedBytes(6) })),
  QeIdentity: variant(3, Tee),
});
export type CollateralName = TypeOf<typeof CollateralName>;
