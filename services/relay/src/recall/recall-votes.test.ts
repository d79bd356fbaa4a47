import { serviceErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import type { SignedVote } from "@pha/wire";
import { expect, it } from "vitest";
import { startRecall } from "./recall-votes.ts";

const addressOf = (digit: string): Hex => `0x${digit.repeat(40)}`;
const [self, one, two] = [addressOf("0"), addressOf("1"), addressOf("2")];
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
  const request = async (_: unknown, { validator: other }: { validator: Hex }, asker: Hex) => {
    expect(asker).toBe(self);
    const attempt = (attempts.get(other) ?? 0) + 1;
    attempts.set(other, attempt);
    return answer(other, attempt);
  };
  const bus = { request: request as unknown as Bus["request"] };
  const heard = { find: () => nilAt(3) };
  const recall = startRecall({ bus, address: self, validator, heard, log: silentLog });
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
