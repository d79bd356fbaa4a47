import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { Gatekeepers } from "./gatekeepers.ts";

it("are asked in turn, each time that the preferred one is left", async () => {
  const asked: string[] = [];
  const refuse = async (url: string) => {
    asked.push(new URL(url).host);
    throw new TypeError("nobody there");
  };
  const gatekeepers = new Gatekeepers(["http://a", "http://b"], refuse);
  for (let i = 0; i < 4; i++) {
    await expect(gatekeepers.preferred.clusters.list()).rejects.toSatisfy(errors.Unreachable.is);
    if (i > 0) gatekeepers.leave();
  }
  expect(asked).toEqual(["a", "a", "b", "a"]);
  expect(gatekeepers.failure(errors.Unreachable({ url: "http://a" }))).toMatchObject({
    message: "The service does not answer, or does not serve; is it running? (url: http://a, http://b)",
  });
  const other = errors.NoGatekeeper();
  expect(gatekeepers.failure(other)).toBe(other);
});

it("are missed when there are none", () => {
  const none = new Gatekeepers([], fetch);
  expect(() => none.expectAny()).toThrow(errors.NoGatekeeper().message);
  expect(() => none.preferred).toThrow(errors.NoGatekeeper().message);
});
