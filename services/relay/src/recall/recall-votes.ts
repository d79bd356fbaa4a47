import { randomBytes } from "node:crypto";
import { CodedError, type Hex, toHex } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { type SignedVote, subjects, vouched } from "@pha/wire";
import type { HeardVotes } from "../voting/heard-votes.ts";
import type { Validator } from "../voting/validator.ts";

/** Time between two questions to those that did not answer: they are starting, too, or down. */
const AGAIN_MS = 250;

type Answer = readonly [Hex, SignedVote | undefined];

/**
 * Gives a validator that has started the votes of its own that it may lack: its file of heard votes first, then all
 * others of the set, those again that did not answer, until it needs no more. An answer is one validator's when that one
 * signed it. What one round of questions brings is
 * handed over together, so that everybody who is there is heard before the first vote.
 */
export function startRecall({
  bus,
  address,
  genesisHash,
  validator,
  heard,
  log,
}: {
  readonly bus: Pick<Bus, "request">;
  readonly address: Hex;
  readonly genesisHash: Hex;
  readonly validator: Pick<Validator, "unasked" | "recall">;
  readonly heard: Pick<HeardVotes, "find">;
  readonly log: Logger;
}): AsyncDisposable {
  const stop = new AbortController();

  async function ask(other: Hex): Promise<Answer | undefined> {
    try {
      const question = { nonce: toHex(randomBytes(32)), asker: address };
      const { answer } = await bus.request(subjects.validatorHeard, { validator: other }, question, {
        holds: (reply) => vouched.heard.isOf(other, genesisHash, question, reply),
      });
      return [other, answer];
    } catch (error) {
      if (error instanceof CodedError) log.debug({ code: error.code }, "no answer about its own votes");
      else log.error({ err: error }, "asking for its own votes failed");
      return undefined;
    }
  }

  async function watch(): Promise<void> {
    validator.recall(new Map([[address, heard.find(address)]]));
    for (let unasked = validator.unasked(); unasked; unasked = validator.unasked()) {
      const answers = await Promise.all(unasked.map(ask));
      if (stop.signal.aborted) return;
      validator.recall(new Map(answers.filter((answer) => answer !== undefined)));
      await pause(AGAIN_MS, stop.signal);
      if (stop.signal.aborted) return;
    }
  }
  const watching = watch();

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}
