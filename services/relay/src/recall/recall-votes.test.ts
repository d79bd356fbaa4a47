import { serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { type SignedVote, type subjects, vouched } from "@pha/wire";
import { expect, it } from "vitest";
import { makeValidatorKey } from "../voting/validator-key.ts";
import { startRecall } from "./recall-votes.ts";

interface Question {
  readonly nonce: Hex;
  readonly asker: Hex;
}

interface Options {
  readonly holds: (reply: { readonly answer: SignedVote | undefined; readonly signature: Hex }) => boolean;
}

const genesisHash: Hex = `0x${"aa".repeat(32)}`;
const keys = ["01", "02", "03"].map((byte) => makeValidatorKey(`0x${byte.repeat(32)}`));
const [self, one, two] = keys.map(({ address }) => address) as [Hex, Hex, Hex];
const nilAt = (number: number): SignedVote => ({
  vote: {
    ...{ number, round: 0, setId: 0n, choice: { type: "Nil", value: "relay.WrongHeader" }, validator: self },
    signature: `0x${"33".repeat(65)}`,
  },
  header: undefined,
});

/** A validator that needs answers until everybody gave one, and others that answer as told. */
function setup(answer: (other: Hex, attempt: number) => SignedVote | undefined) {
  const attempts = new Map<Hex, number>();
  const recalled: (readonly [Hex, SignedVote | undefined])[][] = [];
  const answered = new Set<Hex>();
  const validator = {
    unasked: () => (answered.size > 2 ? undefined : [one, two].filter((other) => !answered.has(other))),
    recall(answers: ReadonlyMap<Hex, SignedVote | undefined>) {
      recalled.push([...answers]);
      for (const from of answers.keys()) answered.add(from);
    },
  };
  type Ask = (
    subject: typeof subjects.validatorHeard,
    at: { validator: Hex },
    question: Question,
    options: Options,
  ) => unknown;
  const request: Ask = async (_, { validator: other }, question, { holds }) => {
    expect(question.asker).toBe(self);
    const attempt = (attempts.get(other) ?? 0) + 1;
    attempts.set(other, attempt);
    const said = answer(other, attempt);
    const digest = vouched.heard.digest(genesisHash, question, said);
    const replyBy = (address: Hex | undefined) => {
      const signature = keys.find((key) => key.address === address)?.sign(digest) as Hex;
      return { answer: said, signature };
    };
    expect([self, other].map((address) => holds(replyBy(address)))).toEqual([false, true]);
    return replyBy(other);
  };
  const bus = { request: request as unknown as Bus["request"] };
  const heard = { find: () => nilAt(3) };
  const recall = startRecall({ bus, address: self, genesisHash, validator, heard, log: silentLog });
  return { recall, recalled, attempts };
}

it("hands over its own file first, then what a round of questions brings, and asks those again that did not answer", async () => {
  const { recall, recalled, attempts } = setup((other, attempt) => {
    if (other === two && attempt === 1) throw serviceErrors.BusNoResponders();
    return other === two ? nilAt(5) : undefined;
  });
  await expect.poll(() => recalled.length, { timeout: 10_000 }).toBe(3);
  await recall[Symbol.asyncDispose]();
  expect(recalled).toEqual([[[self, nilAt(3)]], [[one, undefined]], [[two, nilAt(5)]]]);
  expect([...attempts]).toEqual([
    [one, 1],
    [two, 2],
  ]);
});

it("stops asking when it is disposed", async () => {
  const { recall, recalled } = setup(() => {
    throw serviceErrors.BusNoResponders();
  });
  await recall[Symbol.asyncDispose]();
  expect(recalled.flat()).toEqual([[self, nilAt(3)]]);
});
