import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { verifyGrant } from "@pha/secret-channel";
import { describe, expect, it, vi } from "vitest";
import { Sessions } from "./session.ts";

const genesis = `0x${"01".repeat(32)}` as const;
const contract = `0x${"c0".repeat(32)}` as const;

describe.each(["sr25519", "ed25519", "ecdsa"] as const)("a session of an account with %s", (scheme) => {
  it("is certified once, for one scope, until it is about to expire", async () => {
    const key = keypairFromUri("//Alice", scheme);
    const sign = vi.fn(key.sign);
    const sessions = new Sessions(purePrimitives, genesis);
    let revocations = 0;
    const get = (number: number, options = {}) =>
      sessions.get({ ...key, sign }, { number, revocations }, { blocks: 1_000, ...options });

    const [first, same] = await Promise.all([get(10), get(10)]);
    expect(same).toBe(first);
    expect(await get(881)).toBe(first);
    verifyGrant(genesis, first.certificate);
    expect(first.certificate).toMatchObject({ account: key.accountId, grant: { contracts: [], expiry: 1_010 } });
    expect(sign).toHaveBeenCalledTimes(1);

    const renewed = await get(882);
    expect(renewed.certificate.grant).toMatchObject({ expiry: 1_882 });
    expect(renewed.clientSecret).not.toEqual(first.clientSecret);
    expect((await get(882, { contracts: [contract] })).certificate.grant.contracts).toEqual([contract]);
    expect(sign).toHaveBeenCalledTimes(3);

    revocations = 1;
    const anew = await get(882);
    expect(anew.certificate.grant.revocations).toBe(1);
    expect(await get(882)).toBe(anew);
    expect(sign).toHaveBeenCalledTimes(4);
  });
});

it("is not kept when the account refuses to sign", async () => {
  const key = keypairFromUri("//Alice", "sr25519");
  const sessions = new Sessions(purePrimitives, genesis);
  const at = { number: 1, revocations: 0 };
  const refusing = { ...key, sign: () => Promise.reject(new Error("no")) };
  await expect(sessions.get(refusing, at)).rejects.toThrow("no");
  expect((await sessions.get(key, at)).account).toBe(key.accountId);
});
