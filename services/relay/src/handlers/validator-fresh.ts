import { freshnessDigest, type LightClient, maxFreshAgeMs } from "@pha/light-client";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import type { Follower } from "../finality/follower.ts";
import { Allowance } from "../rule/allowance.ts";
import type { ValidatorKey } from "../voting/validator-key.ts";

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
  const allowance = new Allowance(() => performance.now());
  return bus.serve(subjects.validatorFresh, { at: { validator: key.address } }, ({ request: nonce }) => {
    follower.check();
    client.requireFresh(Date.now(), maxFreshAgeMs);
    if (!allowance.take()) throw errors.TooManyQuestions();
    const { hash, header } = client.head;
    const said = { setId: client.validators.id, number: header.number, hash };
    const signature = key.sign(freshnessDigest(client.genesisHash, nonce, said));
    return { ...said, validator: key.address, signature };
  });
};
