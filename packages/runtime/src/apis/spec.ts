import { bytes, H256, option, u32, vec } from "@pha/codec";
import { method, result } from "@pha/frame";
import { UncheckedExtrinsic } from "../extrinsic/unchecked.ts";
import { RuntimeVersion } from "../version.ts";
import { TransactionSource, TransactionValidityError, ValidTransaction } from "./types.ts";

const opaque = bytes({ max: 16_777_216 });

/** The APIs that the runtime answers as a whole; those of pallets are declared in their specs. */
export const executiveApis = {
  Core: {
    id: "0xdf6acb689907609b",
    version: 5,
    doc: "The runtime itself.",
    methods: { version: method({}, RuntimeVersion, "The runtime's version.") },
  },
  Metadata: {
    id: "0x37e397fc7c91f5e4",
    version: 2,
    doc: "What the runtime is made of.",
    methods: {
      metadata: method({}, opaque, "Metadata, version 14."),
      metadata_at_version: method({ version: u32 }, option(opaque), "Metadata of a version, if it is known."),
      metadata_versions: method({}, vec(u32, { max: 16 }), "The versions that are known."),
    },
  },
  TaggedTransactionQueue: {
    id: "0xd2bc9897eed08f15",
    version: 3,
    doc: "Validity of extrinsics.",
    methods: {
      validate_transaction: method(
        { source: TransactionSource, tx: UncheckedExtrinsic, block_hash: H256 },
        result(ValidTransaction, TransactionValidityError),
        "Whether an extrinsic may wait in the pool.",
      ),
    },
  },
} as const;
