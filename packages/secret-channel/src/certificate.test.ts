import { toHex, utf8 } from "@pha/codec";
import { expect, it } from "vitest";
import { grantStatement } from "./certificate.ts";

it("is signed as this text, which a wallet shows", () => {
  const [genesis, clientKey, contract] = [1, 2, 3].map((byte) => toHex(new Uint8Array(32).fill(byte)));
  const grant = { clientKey: clientKey as `0x${string}`, contracts: [], expiry: 7_200, revocations: 2 };
  const lines = [
    "phala/certificate/v1",
    `genesis: ${genesis}`,
    `client key: ${clientKey}`,
    "contracts: all",
    "expires at block: 7200",
    "revocations before: 2",
  ];
  const statement = (contracts: readonly `0x${string}`[]) =>
    grantStatement(genesis as `0x${string}`, { ...grant, contracts });
  expect(statement([])).toEqual(utf8(`<Bytes>${lines.join("\n")}</Bytes>`));
  const listed = lines.join("\n").replace("all", `${contract},${genesis}`);
  expect(statement([contract, genesis] as `0x${string}`[])).toEqual(utf8(`<Bytes>${listed}</Bytes>`));
});
