import { type AccountId, concat, encode, struct, text, toHex, u32, utf8 } from "@pha/codec";

const SubAccount = struct({ kind: text({ max: 2 }), id: u32 });

/** An account under the treasury's, as Substrate derives it: `modl ‖ py/trsry ‖ kind ‖ id`. */
function subAccount(kind: "bt" | "cb", id: number): AccountId {
  const raw = new Uint8Array(32);
  raw.set(concat(utf8("modlpy/trsry"), encode(SubAccount, { kind, id })));
  return toHex(raw);
}

/** Where a bounty's money is. */
export const bountyAccount = (id: number): AccountId => subAccount("bt", id);

/** Where a child bounty's money is. */
export const childBountyAccount = (id: number): AccountId => subAccount("cb", id);
