import type { Hex } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import type { Env } from "@pha/frame";
import {
  acceptCommitment,
  type Certificate,
  errors as client,
  commitmentDigest,
  verifyQuorum,
} from "@pha/light-client";
import { isAccountable } from "./offices.ts";
import { type ForeignLedger, type ForeignSet, foreignFinality } from "./spec.ts";

const { errors } = foreignFinality;

/** A refusal of the light client under the pallet's own name, which is the same; anything else as it is. */
function ownOf(error: unknown): unknown {
  if (client.Stale.is(error)) return errors.Stale(error.data, error);
  if (client.UnknownSet.is(error)) return errors.UnknownSet(error.data, error);
  if (client.NotNewer.is(error)) return errors.NotNewer(error.data, error);
  if (client.FromTheFuture.is(error)) return errors.FromTheFuture(error.data, error);
  if (client.ZeroRoot.is(error)) return errors.ZeroRoot(error.data, error);
  if (client.BadSetChange.is(error)) return errors.BadSetChange(error.data, error);
  if (client.BadValidatorSet.is(error)) return errors.BadValidatorSet(error.data, error);
  if (client.BadSigners.is(error)) return errors.BadSigners(error.data, error);
  if (client.ShortQuorum.is(error)) return errors.ShortQuorum(error.data, error);
  if (client.BadSignature.is(error)) return errors.BadSignature(error.data, error);
  return error;
}

/** @throws what `body` throws: of the light client, under the pallet's name */
export function asOwn<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw ownOf(error);
  }
}

/** What is known of a ledger after a newer commitment. @throws as `acceptCommitment` of the light client */
export const accepted = (
  env: Env,
  genesis: Hex,
  known: ForeignLedger,
  certificate: Certificate,
  nextSet: ForeignSet | undefined,
): Pick<ForeignLedger, "set" | "number" | "timeMs"> =>
  asOwn(() => acceptCommitment(genesis, known, { certificate, nextSet }, env.block.timeMs));

/**
 * That a set which is in office, or was until lately, certified a block of a ledger.
 *
 * @throws `ForeignFinality.NoContradiction` for a set that is not accountable for that height; `BadSigners`, `ShortQuorum`,
 *   `BadSignature`
 */
export function expectCertified(env: Env, genesis: Hex, certificate: Certificate): void {
  const office = env.of(foreignFinality).state.sets.get(genesis, certificate.setId);
  const { number, setId: id } = certificate;
  if (!office || !isAccountable(office, number, env.block.timeMs)) throw errors.NoContradiction({ setId: id, number });
  asOwn(() =>
    verifyQuorum(
      { id, addresses: office.addresses },
      commitmentDigest(genesis, certificate),
      certificate,
      recoverEthAddress,
    ),
  );
}
