import type { AccountId } from "@pha/codec";
import { vaultAccount } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { findStanding, type House, listHouses } from "./stake-moves.ts";

/** More than an account has ever been in and is asked about. */
const most = 1_000;

/** In which pools and vaults an account has something now. */
async function listOwn(db: Db, account: AccountId): Promise<House[]> {
  const own: House[] = [];
  for (const { kind, house } of await listHouses(db, account, { beforeMs: undefined, limit: most })) {
    const { active, asked } = await findStanding(db, account, { kind, house });
    if (active + asked > 0n) own.push({ kind, house });
  }
  return own;
}

/** In which pools and vaults an account has something now, and the pools that these vaults have something in. */
export async function listPlaces(db: Db, account: AccountId): Promise<House[]> {
  const all = await listOwn(db, account);
  for (const { kind, house } of [...all]) if (kind === "vault") all.push(...(await listOwn(db, vaultAccount(house))));
  return all;
}
