import { describe, expect, it } from "vitest";
import { chainApi } from "./chain/api.ts";
import { errors as chainErrors } from "./chain/errors.ts";
import { problemOf, RemoteError, readProblem } from "./problem.ts";

const received = (body: unknown, status = 404) => {
  const problem = readProblem(JSON.parse(JSON.stringify(body)), status);
  return problem && new RemoteError(problem);
};

describe("an error that crossed HTTP", () => {
  const sent = chainErrors.StateNotKept({ oldest: 7n, block: 3, kept: false });

  it("is the catalogue's own where the endpoint declares it, with its facts", () => {
    const error = received(problemOf(sent))?.as(chainApi.accounts.get.errors);
    expect(error).toSatisfy(chainErrors.StateNotKept.is);
    expect(error).toMatchObject({ kind: "not-found", data: { oldest: "7", block: 3, kept: false } });
  });

  it("is a stranger's where the endpoint does not: no catalogue knows it", () => {
    const error = received(problemOf(sent))?.as(chainApi.extrinsics.get.errors);
    expect(error).toMatchObject({ module: "remote", code: "remote.chain.StateNotKept", kind: "not-found" });
    expect(chainErrors.StateNotKept.is(error)).toBe(false);
  });

  it.each([
    [400, "invalid"],
    [403, "forbidden"],
    [413, "limit"],
    [418, "invalid"],
    [502, "unavailable"],
  ])("of an unknown code and status %i is %s", (status, kind) => {
    expect(received({ code: "a.B", detail: "no" }, status)).toMatchObject({ kind, status });
  });

  it("brings no facts but plain ones", () => {
    const data = { a: "text", b: { deep: true }, c: null };
    expect(received({ code: "a.B", detail: "no", data })?.given.data).toEqual({ a: "text" });
  });

  it.each([undefined, null, "no", 7, {}, { code: "a.B" }, { code: 1, detail: "no" }])("is not made of %j", (body) => {
    expect(readProblem(body, 500)).toBeUndefined();
  });
});
