import type { Hex } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import type { Env } from "@pha/frame";
import { commitmentDigest, nilDigest } from "@pha/light-client";
import { validators } from "../validators/spec.ts";
import type { Deed } from "./offence.ts";
import { offences } from "./spec.ts";
import type { Ballot, SignedBallot } from "./vote.ts";

const { errors } = offences;

type DoubleVote = Extract<Deed, { readonly type: "DoubleVote" }>;

const digestOf = (genesis: Hex, { type, value }: Ballot): Uint8Array =>
  type === "Block" ? commitmentDigest(genesis, value) : nilDigest(genesis, value);

/** Who voted. @throws `Offences.NotSigned` */
function voterOf(genesis: Hex, { ballot, signature }: SignedBallot, likely?: Hex): Hex {
  const voter = recoverEthAddress(digestOf(genesis, ballot), signature, likely);
  if (voter === undefined) throw errors.NotSigned({ statement: ballot.type });
  return voter;
}

/**
 * Who has voted twice in one round of a height. Each signature is verified once.
 *
 * @throws `Offences.NoContradiction`, `Offences.NotSigned`, `Offences.NotInOffice`
 */
export function findDoubleVote(env: Env, first: SignedBallot, second: SignedBallot): DoubleVote {
  const { genesisHash } = env.block;
  const [a, b] = [first.ballot, second.ballot];
  const { number, round, setId } = a.value;
  const isOnePlace = number === b.value.number && round === b.value.round && setId === b.value.setId;
  const isSame = a.type === b.type && (a.type === "Nil" || b.type === "Nil" || isOne(a.value, b.value));
  if (!isOnePlace || isSame) throw errors.NoContradiction({ first: number, second: b.value.number });
  const validator = voterOf(genesisHash, first);
  if (voterOf(genesisHash, second, validator) !== validator) throw errors.NotSigned({ statement: b.type });
  const set = env.of(validators).state.sets.get(setId);
  const isInOffice = set && number >= set.from && (set.to === undefined || number <= set.to);
  const member = isInOffice ? set.validators.find(({ address }) => address === validator) : undefined;
  if (!member) throw errors.NotInOffice({ signer: validator, number });
  return { type: "DoubleVote", value: { validator, operator: member.operator, setId, number, round } };
}

/** Whether two votes for a block are of one, in all that they say of it. */
const isOne = (a: object, b: object): boolean =>
  Object.entries(a).every(([field, value]) => value === (b as Record<string, unknown>)[field]);
