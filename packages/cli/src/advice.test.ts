import { chainDevErrors, problemOf, serviceErrors } from "@pha/api";
import { type CodedError, encodeAddress } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { errors as frameErrors } from "@pha/frame";
import { balances, derivativeAccount, existentialDeposit, PHA, treasuryAccount } from "@pha/runtime/spec";
import { passPauses, TestChain, TestWorker } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatAmount } from "./amounts.ts";
import { errors } from "./errors.ts";
import { runLine } from "./testing/run-line.ts";

passPauses();

let chain: TestChain;
let worker: TestWorker;

/** What serves where: the chain, a gatekeeper, somebody's web server. */
const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
  if (url.startsWith(worker.url) && url.endsWith("/v1/genesis")) return Response.json({ code: "a.B" }, { status: 404 });
  if (url.startsWith("http://other.test")) return Response.json({ hello: "world" });
  if (/^http:..(down|dead).test/.test(url)) throw new TypeError("fetch failed");
  if (url.startsWith("http://silent.test")) throw new DOMException("no answer in 10000 ms", "TimeoutError");
  if (url.startsWith("http://busy.test")) return refusal(serviceErrors.TooManyRequests({ retryAfterSeconds: 1 }));
  if (url.startsWith("http://lost.test")) return new Response("<html>", { status: 502 });
  if (url.startsWith("http://full.test"))
    return url.endsWith("/openapi.json")
      ? Response.json({ info: { title: "gatekeeper" } })
      : refusal(serviceErrors.Overloaded({ retryAfterSeconds: 1 }));
  return worker.fetch(url, init);
};

const refusal = (error: CodedError) => Response.json(problemOf(error), { status: error.status });

beforeEach(() => {
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  worker = new TestWorker(chain);
  worker.register();
  vi.stubGlobal("fetch", fetch);
});
afterEach(() => vi.unstubAllGlobals());

const pha = (line: string, env = {}) =>
  runLine(line, { env: { PHA_CHAIN_URL: chain.url, PHA_GATEKEEPER_URLS: worker.url, PHA_KEYS: "/nowhere", ...env } });

describe("a wrong URL is told from every other mistake", () => {
  it.each([
    ["a gatekeeper as --chain", 2, "status --chain http://gatekeeper.test", "http://gatekeeper.test is a gatekeeper"],
    ["a stranger as --chain", 3, "status --chain http://other.test", "http://other.test is no chain"],
    [
      "nobody as --chain",
      3,
      "status --chain http://down.test",
      "Nobody answers there. Start the network with npm start or docker compose up",
    ],
    [
      "nobody among the chains",
      3,
      "dev seal --chain http://down.test,http://dead.test",
      "Nobody answers at http://down.test",
    ],
    [
      "a chain as --gatekeepers",
      2,
      "QUERY --gatekeepers http://chain.test",
      "http://chain.test is a chain: --gatekeepers",
    ],
    ["a silent chain", 3, "status --chain http://silent.test", "http://silent.test does not answer in time"],
    ["a gatekeeper behind a proxy that lost it", 3, "QUERY --gatekeepers http://lost.test", "http://lost.test is busy"],
    ["nobody as --gatekeepers", 3, "QUERY --gatekeepers http://down.test", "No gatekeeper answers there"],
  ])("%s", async (_, exitCode, line, hint) => {
    const { code, err } = await pha(`${line.replace("QUERY", `contract query ${worker.contract} hello`)} --json`);
    expect(JSON.parse(err).error.hint).toContain(hint);
    expect(code).toBe(exitCode);
  });

  it("says the URL once when nobody answers there, and all gatekeepers that were tried", async () => {
    const { err } = await pha("status --chain http://down.test");
    expect(err.split("http://down.test")).toHaveLength(2);
    const query = `contract query ${worker.contract} hello --gatekeepers http://down.test,http://down.test/two`;
    expect((await pha(query)).err).toContain("(url: http://down.test, http://down.test/two)");
  });

  it.each([
    ["no scheme", "status --chain 127.0.0.1:9944", "--chain: 127.0.0.1:9944, meant: http://127.0.0.1:9944"],
    ["no scheme", "status --chain localhost:9944", "meant: http://localhost:9944"],
    ["a WebSocket", "status --chain ws://127.0.0.1:9944", "meant: http://127.0.0.1:9944"],
    ["a WebSocket over TLS", "status --chain wss://a.test", "meant: https://a.test"],
    ["another protocol", "status --chain ftp://a.test", "--chain: ftp://a.test, reason: no service here speaks ftp)"],
    [
      "no scheme",
      "status --gatekeepers http://a.test,b.test:8000",
      "--gatekeepers: b.test:8000, meant: http://b.test:8000",
    ],
    ["nothing between commas", "status --chain http://a.test,", "--chain: "],
    ["no URL", "status --gatekeepers http://", "--gatekeepers: http://"],
  ])("%s: %s", async (_, line, message) => {
    const { code, err } = await pha(`${line} --json`);
    expect(code).toBe(2);
    expect(JSON.parse(err).error).toMatchObject({
      code: errors.BadUrl.code,
      message: expect.stringContaining(message),
    });
  });

  it("and pha status says of each gatekeeper's URL what is there", async () => {
    const others = ["other", "down", "silent", "busy", "lost", "full"].map((name) => `http://${name}.test`);
    const urls = [worker.url, chain.url, ...others];
    const { json } = await pha(`status --json --gatekeepers ${urls.join(",")}`);
    const said = ["ready", "no gatekeeper: a chain", "no gatekeeper", "unreachable", "no answer in time"];
    said.push("busy", "busy", "not ready");
    expect(json().gatekeepers.urls).toEqual(Object.fromEntries(urls.map((url, i) => [url, said[i]])));
  });

  it("in a variable, which is then named", async () => {
    expect((await pha("status", { PHA_CHAIN_URL: "127.0.0.1:9944" })).err).toContain("PHA_CHAIN_URL: 127.0.0.1:9944");
  });

  it("a chain of another genesis", async () => {
    const { code, err } = await pha(`status --genesis 0x${"01".repeat(32)}`);
    expect(code).toBe(4);
    expect(err).toMatch(/expected: 0x0101.*actual: 0x/);
    expect(err).toContain("another network than --genesis");
  });
});

describe("what is not there is told with where to look", () => {
  const nobody = `0x${"77".repeat(32)}`;
  it.each([
    [`contract show ${nobody}`, "pha contract list shows the contracts of this network."],
    [`contract query ${nobody} hello`, "pha contract list shows the contracts of this network."],
    ["contract show auction", "pha contract list shows the contracts of this network."],
    ["contract show 0x12", "pha contract list shows the contracts of this network."],
    ["contract receipt ID 7", "pha contract receipt CONTRACT without a number shows which can be read here."],
    ["contract receipt ID seven", "pha contract receipt CONTRACT without a number shows which can be read here."],
    ["transfer //Bob 1 --account main", "pha key list shows the kept keys."],
    ["transfer bobby 1 --from //Alice", "pha accounts --all shows the development accounts, key list the kept ones."],
    ["attestation show 0x12", "pha worker list shows the workers' identities, keys the gatekeepers'."],
    [`attestation show ${nobody}`, "pha worker list shows the workers' identities, keys the gatekeepers'."],
    ["dev revert latest", "pha dev snapshot makes one, and prints its id."],
  ])("%s", async (line, hint) => {
    const { err } = await pha(`${line.replace("ID", worker.contract)} --json`);
    expect(JSON.parse(err).error.hint).toBe(hint);
  });
});

it("the faucet has too little: whose money that is, in PHA, and what works instead", async () => {
  const poor = chainDevErrors.FaucetTooLow({ account: "//Ferdie", has: 9n * PHA, amount: 10n * PHA });
  const withFaucet = async (url: string, init?: RequestInit) =>
    url.endsWith("/v1/dev/faucet") ? Response.json(problemOf(poor), { status: poor.status }) : fetch(url, init);
  vi.stubGlobal("fetch", withFaucet);
  const { code, err } = await pha("dev faucet //Bob 10");
  expect(code).toBe(1);
  expect(err).toContain("(account: //Ferdie, has: 9 PHA, amount: 10 PHA)");
  expect(err).toContain("pha dev balance <account> <amount>");
});

describe("too little money", () => {
  const posts = () => chain.requests.filter((request) => /^POST .v1.(transactions|dev)/.test(request));
  const { InsufficientBalance, Expendability, ExistentialDeposit } = balances.errors;

  it.each([
    ["to give", "transfer //Bob 99999999", InsufficientBalance, /has: 10,000,000 PHA, amount: 99,999,999 PHA, fee: 0/],
    [
      "to live on",
      "transfer //Bob 9999999.998",
      Expendability,
      /has: 10,000,000 PHA, fee: 0.+left: [\d.]+ PHA, least: 0/,
    ],
    [
      "for what a call of one's own takes",
      "dev submit Balances transfer_keep_alive ARGS",
      InsufficientBalance,
      /amount: 99,999,999 PHA/,
    ],
  ])("%s is found out before anything is signed, in PHA, with where more comes from", async (_, line, error, facts) => {
    const args = JSON.stringify({ dest: encodeAddress(treasuryAccount, 42), value: String(99_999_999n * PHA) });
    const { code, err } = await pha(`${line.replace("ARGS", args)} --from //Alice`);
    expect(code).toBe(1);
    expect(err).toMatch(/Nothing was signed or sent\. \(account: 5Grwva\w+, /);
    expect(err).toMatch(facts);
    expect(err).toContain(error.code);
    expect(err).toMatch(/pha dev faucet 5Grwva\w+ 1000/);
    expect(posts()).toEqual([]);
  });

  it("is exact: all that may leave does, one planck more is refused", async () => {
    const { out } = await pha("transfer //Bob 1 --from //Alice --json");
    const { fee } = JSON.parse(out);
    const free = 10_000_000n * PHA - PHA - BigInt(fee);
    const most = free - existentialDeposit - BigInt(fee);
    const amount = (plancks: bigint) => formatAmount(plancks).replaceAll(/,| PHA/g, "");
    expect((await pha(`transfer //Bob ${amount(most + 10n ** 9n)} --from //Alice`)).code).toBe(1);
    expect(posts()).toHaveLength(1);
    expect((await pha(`transfer //Bob ${amount(most - 10n ** 9n)} --from //Alice`)).code).toBe(0);
  });

  it("to make the receiving account", async () => {
    const { code, err } = await pha("transfer //Zed 0.000000000001 --from //Alice --allow-derived");
    expect(code).toBe(1);
    expect(err).toMatch(/amount: 0.000000000001 PHA, fee: 0\.\d+ PHA, least: [\d.]+ PHA/);
    expect(err).toContain(ExistentialDeposit.code);
    expect(posts()).toEqual([]);
  });

  it.each([
    "transfer //Bob 1",
    "contract call ID bid {}",
    "contract deploy FOLDER",
    'dev submit System remark {"remark":"0x00"}',
  ])(
    "for the fee, whatever signs: pha %s",
    async (line) => {
      const folder = `${import.meta.dirname}/../../../contracts/sealed-bid-auction`;
      const words = line.replace("ID", worker.contract).replace("FOLDER", folder);
      const { code, err } = await pha(`${words} --from //Nobody`);
      expect(code).toBe(1);
      expect(err).toMatch(/\(account: 5\w+, has: 0 PHA, fee: 0\.\d+ PHA\)\n {2}code transaction\.Payment/);
      expect(err).toMatch(/pha dev faucet 5\w+ 1000/);
      expect(posts()).toEqual([]);
    },
    60_000,
  );

  it("of a development account that was misspelt", async () => {
    expect((await pha("transfer //Bob 1 --from //Alise")).err).toContain("did you mean //Alice?");
    expect((await pha("transfer //Bob 1 --from //Zoe")).err).toMatch(/pha dev faucet 5\w+ 1000/);
  });
});

it("what must fail is told as what would be, with how it is done, and nothing was signed or sent", async () => {
  const args = '{"source":"//Bob","dest":"//Alice","value":"1"}';
  const call = ["dev", "submit", "Balances", "force_transfer", args, "--from", "//Alice"];
  const { code, err } = await runLine([...call, "--json"], { env: { PHA_CHAIN_URL: chain.url } });
  expect(code).toBe(1);
  const { error, ...done } = JSON.parse(err);
  expect(error).toMatchObject({ code: frameErrors.BadOrigin.code, message: expect.stringContaining("accepts: root") });
  expect(error.hint).toMatch(/^It would fail in a block: nothing was signed or sent\. pha dev submit Sudo sudo /);
  expect(err).not.toContain("is in a block");
  expect(done).toEqual({});
  expect(chain.requests.filter((request) => /^POST .v1.(transactions|dev)/.test(request))).toEqual([]);
});

describe("what a call that carries another would come to", () => {
  const within = (type: string, value: object) => ({ type: "Balances", value: { type, value } });
  const refused = async (pallet: string, call: string, args: object) => {
    const words = ["dev", "submit", pallet, call, JSON.stringify(args), "--from", "//Alice", "--json"];
    const { code, err } = await runLine(words, { env: { PHA_CHAIN_URL: chain.url } });
    expect(code).toBe(1);
    return JSON.parse(err).error;
  };

  it("is told of the account that it is dispatched as, where that has too little, and not of who signs", async () => {
    const call = within("transfer_keep_alive", { dest: "//Bob", value: String(99_999_999n * PHA) });
    const error = await refused("Sudo", "sudo_as", { who: "//Charlie", call });
    expect(error).toMatchObject({
      code: balances.errors.InsufficientBalance.code,
      message: expect.stringMatching(
        /Nothing was signed or sent\. \(account: 5FLS\w+, has: [\d,]+ PHA, amount: [\d,]+ PHA, event: Sudo\.SudoAsDone\)$/,
      ),
      hint: expect.stringMatching(/pha dev faucet 5FLS\w+ 1000$/),
    });
  });

  it("is told of the derived account that it is dispatched as, with the fee that who signs pays", async () => {
    const call = within("transfer_keep_alive", { dest: "//Bob", value: String(PHA) });
    const derived = encodeAddress(derivativeAccount(keypairFromUri("//Alice", "sr25519").accountId, 3), 42);
    expect(await refused("Utility", "as_derivative", { index: 3, call })).toMatchObject({
      code: balances.errors.InsufficientBalance.code,
      message: expect.stringContaining(`(account: ${derived}, has: 0 PHA, amount: 1 PHA, fee: 0.`),
      hint: `More PHA on this development network: pha dev faucet ${derived} 1000`,
    });
  });

  it("is not told to be made by root, where it is and may not be", async () => {
    const call = within("transfer_keep_alive", { dest: "//Bob", value: "1000000000000" });
    const error = await refused("Sudo", "sudo", { call });
    expect(error.code).toBe(frameErrors.BadOrigin.code);
    expect(error.message).toMatch(/\(accepts: signed, given: system\.Root, event: Sudo\.Sudid\)$/);
    expect(error.hint).toMatch(/sudo_as as an account/);
    expect(error.hint).not.toContain("pha dev submit Sudo sudo");
  });
});

it("a view that is too old is told with its age, why that may be, and what to do", async () => {
  chain = new TestChain();
  chain.nowMs = Date.now() - 3_600_000;
  worker = new TestWorker(chain);
  worker.register();
  const { err } = await pha(`contract query ${worker.contract} hello --json`);
  const { error } = JSON.parse(err);
  expect(error.code).toBe("light-client.Stale");
  expect(error.message).toMatch(/\(block: \d+, age: 3[56]\d\d s, most: \d+ s\)$/);
  expect(error.hint).toMatch(/^After a start, chain and validators catch up .* pha status tells how old/);
});
