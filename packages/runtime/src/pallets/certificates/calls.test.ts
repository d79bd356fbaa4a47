import type { Hex } from "@pha/codec";
import { evmAccountOf } from "@pha/crypto";
import { privateKeyToAccount } from "viem/accounts";
import { expect, it } from "vitest";
import { accountOf, callsOf, testPallet } from "../../testing/index.ts";
import { certificatesPallet } from "./pallet.ts";
import { revocationText } from "./revocation.ts";
import { certificates } from "./spec.ts";

const { revoke, revoke_evm } = callsOf(certificates);
const wallet = privateKeyToAccount(`0x${"17".repeat(32)}`);
const address = wallet.address.toLowerCase() as Hex;
const account = evmAccountOf(address);

const start = () => {
  const ledger = testPallet([certificatesPallet]);
  return { ledger, countOf: (of: Hex) => ledger.of(certificates).revocations.get(of) };
};

/** What a wallet signs that pages ask by `personal_sign`; wallets write 27 and 28 for 0 and 1. */
async function signedBy(signer: typeof wallet, genesis: Hex, revocations: number): Promise<Hex> {
  const signature = await signer.signMessage({ message: revocationText(genesis, revocations) });
  return `${signature.slice(0, -2)}0${Number.parseInt(signature.slice(-2), 16) - 27}` as Hex;
}

it("counts an account's revocations, and nobody else's", () => {
  const { ledger, countOf } = start();
  expect(countOf(accountOf("Alice"))).toBe(0);
  for (let i = 0; i < 2; i++) ledger.run("Alice", revoke({}));
  expect(["Alice", "Bob"].map((person) => countOf(accountOf(person)))).toEqual([2, 0]);
});

it("counts those of an EVM account, whoever brings what its wallet signed", async () => {
  const { ledger, countOf } = start();
  for (const [revocations, payer] of ["Alice", "Bob"].entries())
    ledger.run(
      payer,
      revoke_evm({ address, revocations, signature: await signedBy(wallet, ledger.genesisHash, revocations) }),
    );
  expect([account, accountOf("Alice"), accountOf("Bob")].map(countOf)).toEqual([2, 0, 0]);
});

it("Certificates.WrongCount: takes each signature once, and none for later", async () => {
  const { ledger, countOf } = start();
  const [first, second] = await Promise.all(
    [0, 1].map(async (revocations) =>
      revoke_evm({ address, revocations, signature: await signedBy(wallet, ledger.genesisHash, revocations) }),
    ),
  );
  expect(() => ledger.run("Alice", second as never)).toThrow(
    certificates.errors.WrongCount({ given: 1, revocations: 0 }),
  );
  ledger.run("Alice", first as never);
  expect(() => ledger.run("Alice", first as never)).toThrow(
    certificates.errors.WrongCount({ given: 0, revocations: 1 }),
  );
  expect(countOf(account)).toBe(1);
});

it("Certificates.WrongSignature: takes none of another wallet, network, count or text, and no bytes that are none", async () => {
  const { ledger, countOf } = start();
  const { genesisHash } = ledger;
  const stranger = privateKeyToAccount(`0x${"18".repeat(32)}`);
  const good = await signedBy(wallet, genesisHash, 0);
  const another = await wallet.signMessage({ message: "hello" });
  const forgeries: readonly Hex[] = [
    await signedBy(stranger, genesisHash, 0),
    await signedBy(wallet, `0x${"11".repeat(32)}`, 0),
    await signedBy(wallet, genesisHash, 1),
    `${another.slice(0, -2)}00` as Hex,
    `${good.slice(0, -2)}1b` as Hex,
    `0x${"00".repeat(65)}`,
  ];
  for (const signature of forgeries)
    expect(() => ledger.run("Alice", revoke_evm({ address, revocations: 0, signature }))).toThrow(
      certificates.errors.WrongSignature(),
    );
  expect(countOf(account)).toBe(0);
});
