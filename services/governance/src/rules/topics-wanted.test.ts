import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { topics } from "./topics.ts";
import { expectTopics, isWanted } from "./topics-wanted.ts";

it.each([
  [[], "treasury", true],
  [["referendum/3"], "referendum/3", true],
  [["referendum/3"], "referendum/33", false],
  [["referendum"], "referendum/3", true],
  [["motion/council", "tip"], "motion/technical-committee/0x00", false],
  [["motion/council", "tip"], "tip/0x00", true],
  [["technical-committee"], "technical-committee", true],
])("of %j an event about %s is wanted: %s", (wanted, topic, is) => expect(isWanted(wanted, topic)).toBe(is));

it("knows every topic that there is, and says what may have been meant", () => {
  const every = Object.values<(...about: never[]) => string>(topics).map((make) =>
    make("council" as never, "x" as never),
  );
  expect(() => expectTopics(every)).not.toThrow();
  const caught = expect.objectContaining({
    code: errors.UnknownTopic.code,
    data: { topic: "referenda/3", meant: "referendum" },
  });
  expect(() => expectTopics(["referenda/3"])).toThrowError(caught);
});
