import { CodedError, type Hex } from "@pha/codec";
import { quorum, type ValidatorSet } from "@pha/light-client";
import type { Bus } from "@pha/service-kit/bus";
import { type ArchivedBlock, subjects, type ValidatorState } from "@pha/wire";

/** What validators remember. */
export interface Answers {
  readonly states: readonly ValidatorState[];
  /** No certificate can exist that they do not know of: a quorum answered, or nobody else is there. */
  readonly isEnough: boolean;
}

/** Asks all validators of a set at once. */
export async function askValidators(bus: Pick<Bus, "request">, { addresses }: ValidatorSet): Promise<Answers> {
  let absent = 0;
  const states: ValidatorState[] = [];
  const ask = async (validator: Hex) => {
    try {
      states.push(await bus.request(subjects.validatorState, { validator }, undefined));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.code === "service-kit.BusNoResponders") absent++;
    }
  };
  await Promise.all(addresses.map(ask));
  const n = addresses.length;
  return { states, isEnough: states.length >= quorum(n) || states.length + absent === n };
}

/** Certified blocks from a height on, from whichever validator has them; not checked. */
export async function fetchBlocks(
  bus: Pick<Bus, "request">,
  { addresses }: ValidatorSet,
  from: number,
): Promise<readonly ArchivedBlock[]> {
  for (const validator of addresses) {
    try {
      const blocks = await bus.request(subjects.validatorBlocks, { validator }, { from, limit: 256 });
      if (blocks.length > 0) return blocks;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
  }
  return [];
}
