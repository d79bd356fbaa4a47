import type { Hex } from "@pha/codec";
import { type Freshness, freshnessDigest, type LightClient, maxFreshAgeMs, placesOf } from "@pha/light-client";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Follower } from "../finality/follower.ts";
import type { ValidatorKey } from "../voting/validator-key.ts";
import { Batch } from "./batch.ts";

/** Nonces that came within so many milliseconds are answered with one signature: whoever asks much takes from nobody. */
const GATHER_MS = 20;

/**
 * Serves `validatorFresh`: signs the newest certified block for a nonce. Not before it has caught up with the chain, and
 * not while that block is old: who is cut off from the others would say that an old block is the newest.
 */
export const serveValidatorFresh = (deps: {
  readonly bus: Bus;
  readonly key: ValidatorKey;
  readonly client: LightClient;
  readonly follower: Pick<Follower, "check">;
}): Subscribed => {
  const { bus, key, client, follower } = deps;

  function answer(nonces: readonly Hex[]): Freshness[] {
    follower.check();
    client.requireFresh(Date.now(), maxFreshAgeMs);
    const { hash, header } = client.head;
    const said = { setId: client.validators.id, number: header.number, hash };
    const places = placesOf(nonces);
    const signature = key.sign(freshnessDigest(client.genesisHash, places[0]?.root as Hex, said));
    return places.map((place) => ({ ...said, place, validator: key.address, signature }));
  }
  const batch = new Batch(answer, GATHER_MS);
  return bus.serve(subjects.validatorFresh, { at: { validator: key.address } }, ({ request: nonce }) =>
    batch.add(nonce),
  );
};
