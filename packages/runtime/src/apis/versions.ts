/** Runtime APIs that are served: name, first eight bytes of its BLAKE2b hash, version. */
export const apiVersions = [
  { name: "Core", id: "0xdf6acb689907609b", version: 5 },
  { name: "Metadata", id: "0x37e397fc7c91f5e4", version: 2 },
  { name: "TaggedTransactionQueue", id: "0xd2bc9897eed08f15", version: 3 },
  { name: "AccountNonceApi", id: "0xbc9d89904f5b923f", version: 1 },
  { name: "TransactionPaymentApi", id: "0x37c8bb1350a9a2a8", version: 4 },
] as const;
