import { fromHex, type Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto/node";
import { commitmentDigest, commitmentOf, type Header } from "@pha/light-client";
import { developmentValidators, type NetworkProfile } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { Heads } from "../heads/heads.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Finality } from "./finality.ts";

export interface InstantDeps {
  readonly spec: NetworkProfile;
  readonly genesisHash: Hex;
  readonly heads: Heads;
  readonly emitter: Emitter;
  readonly finality: Pick<Finality, "vote" | "validators" | "validatorsAt">;
}

/**
 * Votes for every block at once, in the place of a relay of one validator whose key is published. Whoever verifies
 * certificates sees no difference.
 *
 * @throws `chain.NotAlone` where more depends on finality than development.
 */
export function startInstantFinality({ spec, genesisHash, heads, emitter, finality }: InstantDeps): Disposable {
  const [key] = developmentValidators;
  const { addresses } = finality.validators;
  if (!spec.development || !key || addresses.length !== 1 || addresses[0] !== key.public) throw errors.NotAlone();
  const { public: validator } = key;
  const secret = fromHex(key.secret);

  function vote(header: Header): void {
    const { number, round, setId, blockHash, ...rest } = commitmentOf(header, finality.validatorsAt(header.number));
    const digest = commitmentDigest(genesisHash, { number, round, setId, blockHash, ...rest });
    const choice = { type: "Block", value: blockHash } as const;
    finality.vote({ number, round, setId, choice, validator, signature: signEcdsa(secret, digest) });
  }

  for (const { header } of heads.unfinalized()) vote(header);
  const unlisten = emitter.on("block", ({ header }) => vote(header));
  return { [Symbol.dispose]: () => void unlisten() };
}
