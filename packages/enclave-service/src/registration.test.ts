import { encode, type Hex } from "@pha/codec";
import { type Call, makeCall } from "@pha/frame";
import { Registration } from "@pha/program-kit";
import { clusters } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import type { Ticked } from "./drive.ts";
import type { Operator } from "./operator.ts";
import { ensureRegistered } from "./registration.ts";

const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
const registration = {
  ...{ identity: word(1), signKey: word(2), hpkeKey: word(3), number: 7 },
  ...{ quote: Uint8Array.of(4), sealedIdentity: Uint8Array.of(5) },
};

/** A program whose registration is executed as soon as it is submitted. */
function setUp(height = 8) {
  const happened: string[] = [];
  const calls: Call[] = [];
  const driver = { height, last: { standing: "not-registered", extrinsics: [] } as Ticked, check: () => undefined };
  const operator: Operator = {
    account: word(9),
    async ensure(what, next) {
      for (let call = await next(); call; call = await next()) {
        happened.push(`submit ${what}`);
        calls.push(call);
        if (what === "registration") driver.last = { standing: "not-a-member", extrinsics: [] };
      }
    },
  };
  const apply = makeCall(clusters, "apply", { cluster: 0, identity: word(1) });
  const steps = {
    ...{ operator, role: "Miner" as const, driver },
    register: async () => encode(Registration, registration),
    keepIdentity: async (sealed: Uint8Array) => void happened.push(`keep ${sealed}`),
    application: async () => (calls.at(-1) === apply ? undefined : apply),
  };
  return { happened, calls, steps };
}

it("keeps the identity before it registers it, then applies", async () => {
  const { happened, calls, steps } = setUp();
  await ensureRegistered(steps);
  expect(happened).toEqual(["keep 5", "submit registration", "submit application"]);
  const { identity, signKey, hpkeKey, number, quote } = registration;
  expect(calls[0]).toEqual({
    type: "Attestation",
    value: {
      type: "register_worker",
      value: { role: { type: "Miner" }, identity, session: { signKey, hpkeKey }, number, quote },
    },
  });
});

it("does not quote before there is a block to name", async () => {
  await expect(ensureRegistered(setUp(0).steps)).rejects.toThrowError(
    expect.objectContaining({ code: "enclave-service.NotServing", kind: "unavailable" }),
  );
});
