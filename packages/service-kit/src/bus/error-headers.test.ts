import { defineErrors } from "@pha/codec";
import { headers } from "nats";
import { expect, it } from "vitest";
import { errors as ours } from "../errors.ts";
import { errorHeaders, errorOf } from "./error-headers.ts";

const errors = defineErrors("test", { Late: { index: 3, kind: "unavailable", doc: "Too late.", status: 504 } });

it("carry a coded error", () => {
  const error = errorOf(errorHeaders(errors.Late({ ms: 10n, why: "a\r\nb" })));
  expect(errors.Late.is(error)).toBe(true);
  expect(error).toMatchObject({ status: 504, kind: "unavailable", data: { ms: "10", why: "a\r\nb" } });
});

it.each([100, 101, 103, 200, 204, 304, 399, 600, 1e9, -1, 404.5, "404", null, undefined])(
  "that name %s as the status of a failure carry none: it would be answered with",
  (status) => {
    const forged = headers();
    forged.set("Nats-Service-Error-Code", "404");
    const { module, name, kind, doc } = errors.Late();
    forged.set("Coded-Error", JSON.stringify({ module, name, kind, doc, index: 0, status }));
    expect(ours.BusFault.is(errorOf(forged))).toBe(true);
  },
);

it("leave facts behind that no message could carry", () => {
  const carried = errorHeaders(errors.Late({ why: "x".repeat(100_000) }));
  expect(errors.Late.is(errorOf(carried))).toBe(true);
  expect(errorOf(carried)?.data).toEqual({});
  expect(carried.get("Coded-Error").length + carried.get("Nats-Service-Error").length).toBeLessThan(20_000);
});
