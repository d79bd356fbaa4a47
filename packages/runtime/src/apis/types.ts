import { bool, bytes, enumeration, struct, u8, u64, variant, vec } from "@pha/codec";

const validity = (name: string) => ({ path: ["sp_runtime", "transaction_validity", name] });

export const TransactionSource = enumeration(
  { InBlock: variant(0), Local: variant(1), External: variant(2) },
  validity("TransactionSource"),
);

const tags = vec(bytes({ max: 128 }), { max: 16 });

export const ValidTransaction = struct(
  { priority: u64, requires: tags, provides: tags, longevity: u64, propagate: bool },
  validity("ValidTransaction"),
);

const InvalidTransaction = enumeration(
  {
    Call: variant(0),
    Payment: variant(1),
    Future: variant(2),
    Stale: variant(3),
    BadProof: variant(4),
    AncientBirthBlock: variant(5),
    ExhaustsResources: variant(6),
    Custom: variant(7, u8),
    BadMandatory: variant(8),
    MandatoryValidation: variant(9),
    BadSigner: variant(10),
    IndeterminateImplicit: variant(11),
    UnknownOrigin: variant(12),
  },
  validity("InvalidTransaction"),
);

const UnknownTransaction = enumeration(
  { CannotLookup: variant(0), NoUnsignedValidator: variant(1), Custom: variant(2, u8) },
  validity("UnknownTransaction"),
);

export const TransactionValidityError = enumeration(
  { Invalid: variant(0, InvalidTransaction), Unknown: variant(1, UnknownTransaction) },
  validity("TransactionValidityError"),
);
