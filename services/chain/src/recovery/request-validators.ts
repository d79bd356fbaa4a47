import { randomBytes } from "node:crypto";
import { serviceErrors } from "@pha/api";
import { CodedError, type Hex, passes, toHex } from "@pha/codec";
import { extrinsicsRoot, quorum, type ValidatorSet, verifyCertificate } from "@pha/light-client";
import type { Bus } from "@pha/service-kit/bus";
import { type ArchivedBlock, subjects, type ValidatorState, vouched } from "@pha/wire";

/** Replies of a set's validators about what they remember. */
export interface Replies {
  readonly states: readonly ValidatorState[];
  /** No certificate can exist that they do not know of: a quorum replied, or nobody else is there. */
  readonly isEnough: boolean;
}

/** Requests the state of all validators of a set at once; what one says is what it signed. */
export async function requestStates(
  bus: Pick<Bus, "request">,
  genesisHash: Hex,
  { addresses }: ValidatorSet,
): Promise<Replies> {
  let absent = 0;
  const states: ValidatorState[] = [];
  const request = async (validator: Hex) => {
    try {
      const question = { nonce: toHex(randomBytes(32)) };
      const { answer } = await bus.request(subjects.validatorState, { validator }, question, {
        holds: (reply) => vouched.state.isOf(validator, genesisHash, question, reply),
      });
      states.push(answer);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (serviceErrors.BusNoResponders.is(error)) absent++;
    }
  };
  await Promise.all(addresses.map(request));
  const n = addresses.length;
  return { states, isEnough: states.length >= quorum(n) || states.length + absent === n };
}

/** How long a validator has to give blocks. */
const BLOCKS_WITHIN_MS = 2_000;

/**
 * Certified blocks from a height on, as a validator tells them: checked is that the first is that one. On the bus anybody
 * of a validator's kind can answer first. None of one whose answer does not hold, or does not come.
 */
export async function requestBlocks(
  {
    bus,
    genesisHash,
    set,
  }: { readonly bus: Pick<Bus, "request">; readonly genesisHash: Hex; readonly set: ValidatorSet },
  validator: Hex,
  from: number,
): Promise<readonly ArchivedBlock[]> {
  const holds = ([first]: readonly ArchivedBlock[]) =>
    first !== undefined && isCertified(genesisHash, set, from, first);
  try {
    return await bus.request(
      subjects.validatorBlocks,
      { validator },
      { from, limit: 256 },
      { holds, timeoutMs: BLOCKS_WITHIN_MS },
    );
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return [];
  }
}

/** Whether this is the block of a height, certified, with the extrinsics that its header names. */
function isCertified(
  genesisHash: Hex,
  set: ValidatorSet,
  number: number,
  { header, extrinsics, certificate }: ArchivedBlock,
): boolean {
  if (header.number !== number || header.extrinsicsRoot !== extrinsicsRoot(extrinsics)) return false;
  return passes(() => verifyCertificate(genesisHash, set, header, certificate));
}
