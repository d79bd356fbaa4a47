import { randomBytes } from "node:crypto";
import { serviceErrors } from "@pha/api";
import { CodedError, type Hex, toHex } from "@pha/codec";
import { quorum, type ValidatorSet } from "@pha/light-client";
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

/** Certified blocks from a height on, as a validator tells them: not checked. None of one that does not answer. */
export async function requestBlocks(
  bus: Pick<Bus, "request">,
  validator: Hex,
  from: number,
): Promise<readonly ArchivedBlock[]> {
  try {
    return await bus.request(subjects.validatorBlocks, { validator }, { from, limit: 256 });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return [];
  }
}
