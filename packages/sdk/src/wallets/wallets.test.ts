import type { Hex } from "@pha/codec";
import { encodeAddress } from "@pha/codec";
import { keypairFromUri, type Scheme } from "@pha/crypto";
import { verifyGrant } from "@pha/secret-channel";
import { verifyMessage } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { type EvmProvider, evmCaller } from "./evm-wallet.ts";
import { injectedCaller } from "./injected-wallet.ts";

const genesis = `0x${"01".repeat(32)}` as const;
const grant = { clientKey: genesis, contracts: [genesis], expiry: 7, revocations: 0 };
const key = privateKeyToAccount(`0x${"17".repeat(32)}`);

/** A wallet that is asked as pages ask it, and signs with somebody else's code. */
const provider: EvmProvider = {
  async request({ method, params: [first, second] = [] }) {
    if (method === "personal_sign") return key.signMessage({ message: { raw: first as Hex } });
    if (method === "eth_signTypedData_v4") return key.signTypedData(JSON.parse(second as string));
    throw Object.assign(new Error("no such method"), { code: 4200 });
  },
};

describe.each(["typed", "text"] as const)("an EVM wallet that is asked for %s", (how) => {
  it("certifies as the account of its address", async () => {
    const caller = evmCaller(provider, key.address, { how });
    expect(caller.accountId).toBe(`${key.address.toLowerCase()}${Buffer.from("@evm_address").toString("hex")}`);
    const signature = await caller.certify(genesis, grant);
    verifyGrant(genesis, { account: caller.accountId, grant, signature });
  });

  it("is told from one that refuses, answers nonsense, or signs for another", async () => {
    const asked = (request: EvmProvider["request"]) =>
      evmCaller({ request }, key.address, { how }).certify(genesis, grant);
    const refused = Object.assign(new Error("User rejected the request."), { code: 4001 });
    await expect(asked(() => Promise.reject(refused))).rejects.toMatchObject({
      code: errors.WalletRefused.code,
      data: { reason: "User rejected the request." },
    });
    for (const nonsense of [undefined, null, "0x", `0x${"00".repeat(96)}`, { signature: "0x00" }])
      await expect(asked(async () => nonsense)).rejects.toMatchObject({ code: errors.WalletRefused.code });
    const others = privateKeyToAccount(`0x${"18".repeat(32)}`);
    await expect(asked(() => others.signMessage({ message: "something" }))).rejects.toMatchObject({
      code: errors.WalletSignature.code,
    });
  });
});

describe("an EVM wallet that ends what it certified", () => {
  const revocationBy = (request: EvmProvider["request"], count: number) =>
    evmCaller({ request }, key.address).revocation(genesis, count);

  it("signs a text that says so, for this network and once", async () => {
    const text = [
      "phala/revocation/v1",
      `genesis: ${genesis}`,
      "ends: all certificates signed so far",
      "revocations before: 3",
    ].join("\n");
    const { type, value } = await revocationBy(provider.request, 3);
    const { address, revocations, signature } = value.value as Record<string, unknown>;
    expect([type, value.type, address, revocations]).toEqual([
      "Certificates",
      "revoke_evm",
      key.address.toLowerCase(),
      3,
    ]);
    expect(await verifyMessage({ address: key.address, message: text, signature: signature as Hex })).toBe(true);
  });

  it("is told from one that refuses, and one that signs something else", async () => {
    const refused = Object.assign(new Error("User rejected the request."), { code: 4001 });
    await expect(revocationBy(() => Promise.reject(refused), 0)).rejects.toMatchObject({
      code: errors.WalletRefused.code,
      data: { reason: "User rejected the request." },
    });
    await expect(revocationBy(() => key.signMessage({ message: "hello" }), 0)).rejects.toMatchObject({
      code: errors.WalletSignature.code,
    });
  });
});

it.each(["sr25519", "ed25519", "ecdsa"] as const)("an extension's %s account certifies", async (scheme) => {
  const pair = keypairFromUri("//Alice", scheme);
  const account = { address: encodeAddress(pair.accountId, 42), type: scheme };
  const caller = injectedCaller(account, {
    signRaw: async ({ address, data, type }) => {
      expect([address, type]).toEqual([account.address, "bytes"]);
      return { signature: pair.sign(Buffer.from(data.slice(2), "hex")) };
    },
  });
  expect(caller.accountId).toBe(pair.accountId);
  verifyGrant(genesis, { account: pair.accountId, grant, signature: await caller.certify(genesis, grant) });
});

it("refuses what is no wallet, by the name of the parameter", () => {
  const signRaw = async () => ({ signature: "0x" });
  const address = encodeAddress(keypairFromUri("//Alice", "sr25519").accountId, 42);
  const uses: [() => unknown, string][] = [
    [() => evmCaller({} as EvmProvider, key.address), "provider"],
    [() => evmCaller(provider, "0x12"), "address"],
    [() => evmCaller(provider, key.address, { how: "both" as "text" }), "how"],
    [() => injectedCaller({ address: "" }, { signRaw }), "account.address"],
    [() => injectedCaller({ address, type: "ethereum" as Scheme }, { signRaw }), "account.type"],
    [() => injectedCaller({ address }, {}), "signer"],
    [() => injectedCaller({ address }, { signRaw: "0x" as never }), "signer"],
    [() => injectedCaller({ address }, undefined as never), "signer"],
    [() => injectedCaller(undefined as never, { signRaw }), "account.address"],
  ];
  for (const [use, parameter] of uses)
    expect(use).toThrow(
      expect.objectContaining({ code: errors.BadParameter.code, data: expect.objectContaining({ parameter }) }),
    );
});
