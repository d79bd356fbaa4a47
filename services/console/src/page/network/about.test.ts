import { expect, it, vi } from "vitest";
import { errors } from "../../errors.ts";
import { governanceOf, readAbout } from "./about.ts";

it("says in a sentence that the gateway does not tell, whether it answers or not", async () => {
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  await expect(readAbout()).rejects.toSatisfy(errors.NoAnswer.is);
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("no route")));
  await expect(readAbout()).rejects.toSatisfy(errors.NoAnswer.is);
});

it("says in a sentence that nobody told it where governance is", () => {
  expect(governanceOf({ governance: "http://127.0.0.1:8200" })).toBe("http://127.0.0.1:8200");
  expect(() => governanceOf({ governance: null })).toThrow(errors.NoGovernance().message);
});
