import { decode } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto/node";
import { ValidatorSet, validatorSetKey } from "@pha/light-client";
import { listStateValues } from "../db/state-values.ts";
import { errors } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { VoteBox } from "../votes/vote-box.ts";
import { Finality, type FinalityDeps } from "./finality.ts";

/** Counts from the newest certified block on, with the validators that its state names. */
export async function openFinality(
  deps: Omit<FinalityDeps, "votes"> & { readonly genesis: Ledger["genesis"] },
): Promise<Finality> {
  const { number } = deps.heads.finalized;
  const value = (await listStateValues(deps.db, number, [validatorSetKey])).get(validatorSetKey);
  if (!value) throw errors.StateCorrupt({ height: number });
  const set = decode(ValidatorSet, value);
  return new Finality({
    ...deps,
    votes: new VoteBox({ genesisHash: deps.genesis.hash, set, recover: recoverEthAddress }),
  });
}
