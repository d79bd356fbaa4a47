import { decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { Freshness, Witness } from "@pha/light-client";
import { Ocall, readReply } from "@pha/program-kit";
import { codeHashOf, contracts } from "@pha/runtime/spec";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { beforeEach, expect, it } from "vitest";
import { serveOcalls } from "./ocalls.ts";

const code = utf8("export default {}");
const hash = codeHashOf(code);
let bus: FakeBus;
let woken: number;
let ask: (request: Ocall) => Promise<Uint8Array>;

/** A chain whose only entry is one contract's code. */
beforeEach(() => {
  bus = new FakeBus();
  const { code: item } = contracts.storage;
  const state = new Map<Hex, Uint8Array>([[storageKeys(contracts).code.key(hash), encode(item.type, code)]]);
  bus.reply(subjects.proofGet, ({ number, keys }) => ({
    number: number ?? 9,
    values: keys.map((key) => state.get(toHex(key))),
    proof: utf8(`proof at ${number}`),
  }));
  woken = 0;
  const serve = serveOcalls(bus, () => woken++);
  ask = async (request) => readReply(await serve(encode(Ocall, request)));
});

it("brings values and proof of keys, at the height the program names", async () => {
  const keys = [fromHex(storageKeys(contracts).code.key(hash)), Uint8Array.of(1)];
  const witness = decode(Witness, await ask({ type: "Prove", value: { number: 7, keys } }));
  expect(witness).toEqual({
    values: [
      [keys[0], encode(contracts.storage.code.type, code)],
      [keys[1], undefined],
    ],
    proof: utf8("proof at 7"),
  });
});

it("brings a contract's code, and says when there is none", async () => {
  expect(await ask({ type: "Code", value: hash })).toEqual(code);
  await expect(ask({ type: "Code", value: `0x${"00".repeat(32)}` })).rejects.toThrowError(
    expect.objectContaining({ code: "enclave-service.UnknownCode" }),
  );
});

it("passes a request for keys on to the gatekeeper that it names", async () => {
  bus.reply(subjects.keyRelease, (request) => Uint8Array.of(...request, 2));
  const gatekeeper: Hex = `0x${"ab".repeat(32)}`;
  const answer = await ask({ type: "Release", value: { gatekeeper, request: Uint8Array.of(1) } });
  expect(answer).toEqual(Uint8Array.of(1, 2));
  expect(bus.requested).toEqual([`gatekeeper.v1.member.${"ab".repeat(32)}.release`]);
});

it("wakes the service, and nobody else", async () => {
  expect(await ask({ type: "Wake" })).toEqual(new Uint8Array());
  expect([woken, bus.requested]).toEqual([1, []]);
});

it("hands a nonce to the validator that is named, and gives its answer as it is", async () => {
  const nonce: Hex = `0x${"5a".repeat(32)}`;
  const validator: Hex = `0x${"ab".repeat(20)}`;
  const said = { setId: 1n, number: 7, hash: nonce, validator, signature: `0x${"11".repeat(65)}` } as const;
  bus.reply(subjects.validatorFresh, (asked) => ({ ...said, hash: asked }));
  const answer = await ask({ type: "Fresh", value: { validator, nonce } });
  expect(decode(Freshness, answer)).toEqual(said);
  expect(bus.requested).toEqual([`relay.v1.validator.${validator}.fresh`]);
});
