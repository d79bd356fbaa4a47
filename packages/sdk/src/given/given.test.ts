import { type AnyType, CodedError } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { balances, contracts, PHA, pallets, system, utility } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { connect, Dev, keypairFromSeed, keypairFromUri, type Network, serviceAt, tx } from "../index.ts";
import { TestChain } from "../testing/test-chain.ts";
import { formOf } from "./form.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const dest = { type: "Id", value: keypairFromUri("//Bob", "sr25519").accountId } as const;
const id = `0x${"11".repeat(32)}` as const;
/** What a caller without a compiler may give. */
const any = (given?: unknown) => given as never;

let chain: TestChain;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  chain.append();
  network = await connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs });
  chain.requests.length = 0;
});

const refusal = async (work: () => unknown): Promise<CodedError> => {
  const error = await Promise.resolve()
    .then(work)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CodedError);
  return error as CodedError;
};

interface AnyCall {
  readonly args: Readonly<Record<string, AnyType>>;
}

const wrong = [undefined, null, 7, "//Alice", {}, []];

it("whatever is given to any method is refused with the parameter's name and form, and nothing is asked or signed", async () => {
  const contract = network.contract(id);
  const pay = tx(balances, "transfer_keep_alive", { dest, value: PHA });
  const dev = new Dev(chain.url, chain.fetch);
  const methods: readonly [parameter: string, method: (given: never) => unknown, fits?: readonly unknown[]][] = [
    ["id", (given) => network.contract(given)],
    ["codeHash", (given) => network.contract(id, { codeHash: given }), [undefined]],
    ["signer", (given) => network.submit(given, pay)],
    ["call", (given) => network.submit(alice, given)],
    ["tip in plancks", (given) => network.submit(alice, pay, { tip: given }), [undefined, null]],
    ["nonce", (given) => network.submit(alice, pay, { nonce: given }), [undefined, null, 7]],
    ["wait", (given) => network.submit(alice, pay, { wait: given }), [undefined]],
    ["signer", (given) => network.preflight(given, pay)],
    ["call", (given) => network.preflight(alice, given)],
    ["signer", (given) => network.fee(given, pay)],
    ["call", (given) => network.fee(alice, given)],
    ["signer", (given) => network.session(given)],
    ["number", (given) => network.certified(given), [7]],
    ["number", (given) => network.events(given), [7]],
    ["account", (given) => network.waiting(given)],
    ["read", (given) => network.read(given)],
    ["signer", (given) => network.deploy(given, { code: new Uint8Array() })],
    ["deployment", (given) => network.deploy(alice, given), [{}]],
    ["code", (given) => network.deploy(alice, { code: given })],
    ["salt", (given) => network.deploy(alice, { code: new Uint8Array(), salt: given }), [undefined]],
    ["signer", (given) => contract.command(given, "bid")],
    ["method", (given) => contract.command(alice, given), ["//Alice"]],
    ["method", (given) => contract.query(given), ["//Alice"]],
    ["signer", (given) => contract.query("hello", {}, { caller: given }), [undefined]],
    ["method", (given) => contract.check("queries", given), ["//Alice"]],
    ["message", (given) => contract.receipt(given)],
    ["options", (given) => connect(given), [{}]],
    ["chain", (given) => connect({ chain: given })],
    ["gatekeepers", (given) => connect({ chain: chain.url, gatekeepers: given }), [undefined, []]],
    ["genesisHash", (given) => connect({ chain: chain.url, genesisHash: given }), [undefined]],
    ["chain", (given) => new Dev(given)],
    ["url", (given) => serviceAt(given)],
    ["amount in plancks", (given) => dev.faucet(id, given), [undefined]],
    ["free in plancks", (given) => dev.setBalance(id, given)],
    ["call", (given) => dev.submit("//Alice", given)],
    ["call", (given) => dev.impersonate(id, given)],
    ["timeMs", (given) => dev.travel(given), [7]],
    ["fetch", (given) => new Dev(chain.url, given), [undefined]],
    ["snapshot", (given) => dev.revert(given), ["//Alice"]],
    ["transaction", (given) => dev.settled(given)],
    ["transaction", (given) => dev.effects(given)],
    ["timeoutMs", (given) => dev.settled(id, given), [undefined, 7]],
    ["kind", (given) => contract.check(given, "bid")],
    ["uri", (given) => keypairFromUri(given, "sr25519"), ["//Alice"]],
    ["scheme", (given) => keypairFromUri("//Alice", given)],
    ["seed", (given) => keypairFromSeed(given, "sr25519")],
    ["pallet", (given) => network.entries(given, any("account")), [{}]],
    ["pallet", (given) => tx(given, any("burn"), any({})), [{}]],
  ];
  for (const [parameter, method, fits = []] of methods)
    for (const given of wrong.filter((one) => !fits.some((fit) => JSON.stringify(fit) === JSON.stringify(one)))) {
      const error = await refusal(() => method(any(given)));
      expect(error, `${method} with ${JSON.stringify(given)}: ${error.message}`).toSatisfy(errors.BadParameter.is);
      expect(error.data["parameter"], String(method)).toBe(parameter);
    }
  expect(chain.requests).toEqual([]);
});

it("every option of every method is refused in a wrong kind, beyond its range, or misspelt, with its name", async () => {
  const contract = network.contract(id);
  const pay = tx(balances, "transfer_keep_alive", { dest, value: PHA });
  const code = new Uint8Array();
  const word = ["soon", 7, {}, true];
  const count = [-1, 1.5, "7", 7n, Number.NaN, 2 ** 53];
  const duration = [...count, 2 ** 31, Number.POSITIVE_INFINITY];
  const amount = [-1n, 1, "1", {}];
  const flag = [0, "true", {}, null];
  const task = ["f", {}, 7, null];
  const hash = ["0x12", 7, {}, null];
  const sending = { tip: amount, nonce: count, timeoutMs: duration };
  const methods: readonly [(options: never) => unknown, Readonly<Record<string, readonly unknown[]>>][] = [
    [
      (options) => connect({ chain: chain.url, ...Object(options) }),
      {
        ...{
          chain: word,
          gatekeepers: word,
          genesisHash: hash,
          primitives: task.filter((one) => typeof one !== "object"),
        },
        ...{ recover: task, maxAgeMs: count, commands: ["f", 7, null], fetch: task, now: task },
      },
    ],
    [(options) => network.entries(system, "account", options), { keys: word, after: hash, limit: count }],
    [(options) => network.preflight(alice, pay, options), { tip: amount }],
    [(options) => network.submit(alice, pay, options), { ...sending, wait: word }],
    [
      (options) => network.session(alice, options),
      { contracts: ["x", [7], [id.slice(1)], new Array(17).fill(id)], blocks: count },
    ],
    [(options) => network.contract(id, options), { codeHash: hash }],
    [
      (options) => network.deploy(alice, { code, ...Object(options) }),
      { code: hash, cluster: count, salt: hash, progress: task, timeoutMs: duration, preflight: flag },
    ],
    [
      (options) => contract.command(alice, "bid", {}, options),
      { ...sending, wait: word, preflight: flag, onFinal: task },
    ],
    [(options) => contract.receipt(1n, options), { standing: word, timeoutMs: duration }],
    [(options) => contract.query("hello", {}, options), { caller: [...word, null], worker: hash, atLeast: count }],
  ];
  for (const [method, options] of methods)
    for (const [name, values] of Object.entries(options))
      for (const given of values) {
        const error = await refusal(() => method(any({ [name]: given })));
        expect(error, `${method} with ${name}: ${String(given)}: ${error.message}`).toSatisfy(errors.BadParameter.is);
        const parameter = { tip: "tip in plancks", caller: "signer" }[name] ?? name;
        expect(error.data["parameter"], String(method)).toBe(parameter);
      }
  for (const [method, options] of methods)
    for (const meant of Object.keys(options)) {
      const error = await refusal(() => method(any({ [`${meant.slice(0, -1)}_`]: undefined })));
      expect(error, String(method)).toSatisfy(errors.UnknownOption.is);
      expect(error.data, String(method)).toMatchObject({ meant, known: expect.stringContaining(meant) });
    }
  for (const [method] of methods.filter(([method]) => !String(method).includes("Object(")))
    for (const given of [null, 7, "7", []])
      expect((await refusal(() => method(any(given)))).data["parameter"], String(method)).toBe("options");
  expect(chain.requests).toEqual([]);
});

describe("messages", () => {
  it("name the form of a contract's id", async () => {
    expect((await refusal(() => network.contract(any("salaries")))).message).toBe(
      "A parameter does not have the form that is expected. (parameter: id, expected: a contract's id, 0x and 64 hexadecimal digits, given: a string of 8 characters)",
    );
  });

  it("tell the option that was probably meant, and those that there are", async () => {
    expect((await refusal(() => connect(any({ chain: chain.url, gatekeeper: ["http://a.test"] })))).message).toBe(
      "There is no such option, and it would be ignored; known are those that are listed. (option: gatekeeper, meant: gatekeepers, known: chain, gatekeepers, genesisHash, primitives, recover, maxAgeMs, commands, fetch, openSocket, now)",
    );
    expect((await refusal(() => network.contract(id).query("hello", {}, any({ callr: alice })))).message).toContain(
      "(option: callr, meant: caller, known: caller, worker, atLeast, session)",
    );
  });

  it("never tell what was given", async () => {
    const { message } = await refusal(() => network.submit(any("bottom drive obey lake"), any()));
    expect(message).not.toContain("bottom");
  });
});

describe("a call", () => {
  it("that does not exist is refused with those that do", async () => {
    const error = await refusal(() => tx(balances, any("transfer"), any({})));
    expect(error).toSatisfy(errors.UnknownCall.is);
    expect(error.data).toEqual({
      pallet: "Balances",
      call: "transfer",
      calls: Object.keys(balances.calls).join(" "),
    });
    const nowhere = { type: "Kitties", value: { type: "breed", value: {} } };
    expect((await refusal(() => network.submit(alice, nowhere))).message).toContain("Balances");
  });

  it("is refused with the argument that it lacks, that is of another form, or that it does not have", async () => {
    const messageOf = async (args: object) =>
      (await refusal(() => tx(balances, "transfer_keep_alive", any(args)))).message;
    expect(await messageOf({ dest })).toContain(
      "parameter: value of Balances.transfer_keep_alive, expected: a bigint from 0n, below 2^128, given: undefined",
    );
    for (const value of [5, "5", -1n, 2n ** 128n, null])
      expect(await messageOf({ dest, value })).toContain("a bigint from 0n, below 2^128");
    expect(await messageOf({ dest, value: -1n })).toContain("given: a negative bigint");
    expect(await messageOf({ dest, value: 1n << 128n })).toContain("given: a bigint of 129 bits");
    expect(await messageOf({ dest: { type: "ID" }, value: 1n })).toContain("given: an object of type ID");
    for (const place of ["5Grwva", alice.accountId, { type: "Id" }, { type: "Name", value: "bob" }])
      expect(await messageOf({ dest: place, value: 1n })).toContain('{ type: "Id" | "Index"');
    expect(await messageOf({ dest, value: 1n, amount: 1n })).toContain(
      "parameter: amount of Balances.transfer_keep_alive, expected: none of this name: { dest, value }",
    );
  });

  it("is looked at within another", async () => {
    const broken = makeCall(balances, "transfer_keep_alive", any({ dest }));
    const { message } = await refusal(() => tx(utility, "batch_all", { calls: [broken] }));
    expect(message).toContain("value of Balances.transfer_keep_alive");
  });

  it("that was made otherwise than by tx is looked at when it is handed in", async () => {
    const broken = makeCall(contracts, "instantiate", any({ codeHash: id, args: new Uint8Array(), salt: "0x00" }));
    expect((await refusal(() => network.submit(alice, broken))).data["parameter"]).toBe(
      "cluster of Contracts.instantiate",
    );
    expect(chain.requests).toEqual([]);
  });
});

it("every argument of every call has a form in words", () => {
  for (const { calls } of pallets)
    for (const { args } of Object.values<AnyCall>(calls))
      for (const type of Object.values(args)) expect(formOf(type)).toMatch(/\S/);
  expect(formOf(system.calls.remark.args.remark)).toBe("a Uint8Array");
  expect(formOf(contracts.calls.instantiate.args.codeHash)).toBe("0x and 64 hexadecimal digits");
});
