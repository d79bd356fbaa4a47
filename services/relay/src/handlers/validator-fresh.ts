import type { LightClient } from "@pha/light-client";
import { freshnessDigest } from "@pha/light-client";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Follower } from "../finality/follower.ts";
import type { ValidatorKey } from "../voting/validator-key.ts";

/** Serves `validatorFresh`: signs the newest certified block for a nonce, once it has caught up with the chain. */
export const serveValidatorFresh = (deps: {
  readonly bus: Bus;
  readonly key: ValidatorKey;
  readonly client: LightClient;
  readonly follower: Pick<Follower, "check">;
}): Subscribed => {
  const { bus, key, client, follower } = deps;
  return bus.serve(subjects.validatorFresh, { at: { validator: key.address } }, ({ request: nonce }) => {
    follower.check();
    const { hash, header } = client.head;
    const said = { setId: client.validators.id, number: header.number, hash };
    const signature = key.sign(freshnessDigest(client.genesisHash, nonce, said));
    return { ...said, validator: key.address, signature };
  });
};
