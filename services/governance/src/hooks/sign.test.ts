import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { newSecret, signedHeaders } from "./sign.ts";

it("signs id, time and body with the secret's bytes", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = signedHeaders(secret, { id: "120-3", body: '{"test":2432232314}' }, 1_614_265_330_999);
  const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  expect(key).toHaveLength(24);
  const mac = createHmac("sha256", key).update('120-3.1614265330.{"test":2432232314}').digest("base64");
  expect(headers).toEqual({
    ...{ "webhook-id": "120-3", "webhook-timestamp": "1614265330", "webhook-signature": `v1,${mac}` },
  });
});

it("makes secrets of 32 random bytes", () => {
  const [one, other] = [newSecret(), newSecret()];
  expect(one).not.toBe(other);
  expect(Buffer.from(one.slice("whsec_".length), "base64")).toHaveLength(32);
});
