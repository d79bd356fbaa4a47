import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { accountOf, type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type creditCheck from "./index.ts";
import { type Form, Identity, type Said } from "./testing/identity.ts";

const [employer, bureau, stranger] = [new Identity("P-256"), new Identity(), new Identity()];
const [ann, ben] = [new Identity("Ed25519", "jwk"), new Identity("P-256")];
const purpose = "A loan for a car";
const listUrl = "https://bureau.example/status/1";

let contract: TestContract<typeof creditCheck>;
beforeEach(async () => {
  contract = await testContract<typeof creditCheck>(new URL("..", import.meta.url));
}, 60_000);
afterEach(() => contract[Symbol.asyncDispose]());

type Fields = ("band" | "approved" | "limit")[];

async function open(subjects = [{ did: ann.did, account: accountOf("ann") }], fields: Fields = ["band", "limit"]) {
  const terms = { purpose, issuers: [employer.did, bureau.did], subjects, fields, instalment: 30_000 };
  return (await contract.as("lender").command("open", terms)).check;
}

const incomeOf = (subject: Identity, more: Partial<Said> = {}, by = employer): Promise<string> =>
  by.issue({ type: "IncomeCredential", subject: subject.did, claims: { monthlyIncome: 300_000 }, ...more });
const debtsOf = (subject: Identity, more: Partial<Said> = {}, form: Form = "eddsa-jcs-2022"): Promise<string> =>
  bureau.issue(
    { type: "DebtCredential", subject: subject.did, claims: { monthlyPayments: 50_000, inArrears: false }, ...more },
    form,
  );

function consentOf(
  subject: Identity,
  name: string,
  changes: Record<string, unknown> = {},
  more: Partial<Said> = {},
): Promise<string> {
  const given = { account: accountOf(name), contract: contract.id, program: contract.codeHash, purpose, uses: 1 };
  const claims = { ...given, recipient: accountOf("lender"), fields: ["band", "limit"], ...changes };
  const times = { validFrom: "2020-01-01T00:00:00Z", validUntil: "2040-01-01T00:00:00Z" };
  return subject.issue({ type: "ConsentCredential", subject: subject.did, claims, ...times, ...more });
}

async function contribute(
  check: number,
  subject: Identity,
  name: string,
  given: { consent?: string; credentials?: string[] } = {},
) {
  const credentials = given.credentials ?? [await incomeOf(subject), await debtsOf(subject)];
  const consent = given.consent ?? (await consentOf(subject, name));
  return contract.as(name).command("contribute", { check, credentials, consent });
}

const decide = (check: number) => contract.as("lender").command("decide", { check });
const failing = (code: string) => ({ code: `contract.${code}` });

/** A list of the bureau's, in which places are set. */
function statusList(set: readonly number[], validFrom?: string, by = bureau, validUntil?: string): Promise<string> {
  const bits = new Uint8Array(16_384);
  for (const index of set) (bits[index >> 3] as number) |= 0x80 >> (index & 7);
  const claims = {
    type: "BitstringStatusList",
    statusPurpose: "revocation",
    encodedList: `u${gzipSync(bits).toString("base64url")}`,
  };
  return by.issue({
    id: listUrl,
    type: "BitstringStatusListCredential",
    subject: `${listUrl}#list`,
    claims,
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
  });
}

test("of two people's credentials the lender learns what both agreed to, and everybody a commitment", async () => {
  const check = await open([
    { did: ann.did, account: accountOf("ann") },
    { did: ben.did, account: accountOf("ben") },
  ]);
  const first = await contribute(check, ann, "ann");
  await expect(decide(check)).rejects.toMatchObject(failing("Incomplete"));
  const second = await contribute(check, ben, "ben");
  const { commitment, salt, ...told } = await decide(check);
  expect(told).toEqual({ band: "A", limit: 140_000 });
  const opened = [check, contract.codeHash, [first.consent, second.consent], told, salt];
  expect(commitment).toBe(`0x${createHash("sha256").update(JSON.stringify(opened)).digest("hex")}`);
  expect(contract.effects.at(-1)).toMatchObject({ name: "Decided", data: { check, commitment } });
});

test("a consent is used as often as it says, and what was brought is gone then", async () => {
  const check = await open();
  const consent = await consentOf(ann, "ann", { uses: 2 });
  await contribute(check, ann, "ann", { consent });
  expect(await contract.as("ann").query("mine", { check })).toMatchObject({ usesLeft: 2 });
  await decide(check);
  expect(await contract.as("ann").query("mine", { check })).toMatchObject({ usesLeft: 1 });
  await decide(check);
  expect(await contract.as("ann").query("mine", { check })).toBeNull();
  await expect(decide(check)).rejects.toMatchObject(failing("Incomplete"));
  await expect(contribute(check, ann, "ann", { consent })).rejects.toMatchObject(failing("UsedUp"));
});

test("a consent that was withdrawn counts no more, brought again or not", async () => {
  const check = await open();
  const consent = await consentOf(ann, "ann");
  await contribute(check, ann, "ann", { consent });
  await contract.as("ann").command("withdraw", { check });
  await expect(decide(check)).rejects.toMatchObject(failing("Incomplete"));
  await expect(contribute(check, ann, "ann", { consent })).rejects.toMatchObject(failing("UsedUp"));
  await contribute(check, ann, "ann", { consent: await consentOf(ann, "ann", { uses: 3 }) });
  expect(await decide(check)).toMatchObject({ band: "A" });
});

test("what was brought by a consent to several checks is gone from all when it was used up, or withdrawn", async () => {
  const checks = [await open(), await open(), await open()] as const;
  const consent = await consentOf(ann, "ann", { uses: 2 });
  const other = await consentOf(ann, "ann", { uses: 9 });
  const left = async () =>
    (await Promise.all(checks.map((check) => contract.as("ann").query("mine", { check })))).map(
      (mine) => mine !== null,
    );
  for (const check of checks) await contribute(check, ann, "ann", { consent });
  await contribute(checks[2], ann, "ann", { consent: other });
  await decide(checks[0]);
  expect(await left()).toEqual([true, true, true]);
  await decide(checks[1]);
  expect(await left()).toEqual([false, false, true]);
  await contribute(checks[0], ann, "ann", { consent: other });
  await contract.as("ann").command("withdraw", { check: checks[2] });
  expect(await left()).toEqual([false, false, false]);
});

test("a consent ends, and its subject may take it back by a list of their own", async () => {
  const check = await open();
  const listOf = (set: readonly number[], validFrom: string) => statusList(set, validFrom, ann);
  const tell = async (list: Promise<string>) => contract.as("anybody").command("status", { list: await list });
  const consent = await consentOf(ann, "ann", { uses: 5 }, { status: { list: listUrl, index: 7 } });
  await expect(contribute(check, ann, "ann", { consent })).rejects.toMatchObject(failing("NoStatusList"));
  await tell(listOf([], "2025-12-10T00:00:00Z"));
  await contribute(check, ann, "ann", { consent });
  await decide(check);
  await tell(listOf([7], "2025-12-11T00:00:00Z"));
  await expect(decide(check)).rejects.toMatchObject(failing("BadCredential"));
});

test.each([
  ["another account", { account: accountOf("ben") }],
  ["another contract", { contract: "0x00" }],
  ["other code", { program: "0x00" }],
  ["another lender", { recipient: accountOf("ben") }],
  ["another purpose", { purpose: "Advertising" }],
  ["fewer fields", { fields: ["band"] }],
  ["no use", { uses: 0 }],
])("a consent to %s is none", async (_, changes) => {
  const consent = await consentOf(ann, "ann", changes);
  await expect(contribute(await open(), ann, "ann", { consent })).rejects.toMatchObject(failing("NoConsent"));
});

test("a consent without an end is none", async () => {
  const claims = { account: accountOf("ann"), contract: contract.id, program: contract.codeHash, purpose, uses: 1 };
  const said = { ...claims, recipient: accountOf("lender"), fields: ["band", "limit"] };
  const consent = await ann.issue({ type: "ConsentCredential", subject: ann.did, claims: said });
  await expect(contribute(await open(), ann, "ann", { consent })).rejects.toMatchObject(failing("NoConsent"));
});

test("nobody consents in another's place", async () => {
  const check = await open();
  const consent = await consentOf(stranger, "ann");
  await expect(contribute(check, ann, "ann", { consent })).rejects.toMatchObject(failing("NoConsent"));
  await expect(contribute(check, ann, "ben")).rejects.toMatchObject(failing("NotYours"));
});

test("credentials are of issuers whom the check believes, about the subject, each once, of two issuers", async () => {
  const check = await open();
  const bring = (...credentials: string[]) => contribute(check, ann, "ann", { credentials });
  const [income, debts] = [await incomeOf(ann), await debtsOf(ann)];
  await expect(bring(await incomeOf(ann, {}, stranger), debts)).rejects.toMatchObject(failing("NotBelieved"));
  await expect(bring(await incomeOf(ben), debts)).rejects.toMatchObject(failing("BadCredential"));
  await expect(bring(income, income, debts)).rejects.toMatchObject(failing("BadCredential"));
  await expect(bring(income)).rejects.toMatchObject(failing("TooLittle"));
  await expect(bring(await incomeOf(ann, {}, bureau), debts)).rejects.toMatchObject(failing("TooLittle"));
  const inEuros = await incomeOf(ann, { claims: { monthlyIncome: 3_000.5 } });
  await expect(bring(inEuros, debts)).rejects.toMatchObject(failing("BadCredential"));
});

test("what an issuer has taken back counts no more, from its newest list on", async () => {
  const check = await open();
  const status = { list: listUrl, index: 94_567 };
  const credentials = [await incomeOf(ann), await debtsOf(ann, { status })];
  const bring = () => contribute(check, ann, "ann", { credentials });
  const tell = async (list: Promise<string>) => contract.as("anybody").command("status", { list: await list });
  await expect(bring()).rejects.toMatchObject(failing("NoStatusList"));
  await tell(statusList([94_567], "2025-12-10T00:00:00Z", stranger));
  await expect(bring()).rejects.toMatchObject(failing("NoStatusList"));
  await tell(statusList([94_566, 94_568], "2025-12-10T00:00:00Z"));
  await bring();
  await tell(statusList([94_567], "2025-12-11T00:00:00Z"));
  await expect(decide(check)).rejects.toMatchObject(failing("BadCredential"));
  await expect(tell(statusList([], "2025-12-10T12:00:00Z"))).rejects.toMatchObject(failing("NotNewer"));
});

test("a list says from when on it is, and counts no longer than it says", async () => {
  const check = await open();
  const credentials = [await incomeOf(ann), await debtsOf(ann, { status: { list: listUrl, index: 3 } })];
  const tell = async (list: Promise<string>) => contract.as("anybody").command("status", { list: await list });
  await expect(tell(statusList([]))).rejects.toMatchObject(failing("BadCredential"));
  const soon = contract.block.timeMs + 3_600_000;
  await tell(statusList([], "2025-12-20T00:00:00Z", bureau, new Date(soon).toISOString()));
  await contribute(check, ann, "ann", { credentials });
  contract.advance(600); // blocks of six seconds
  await expect(decide(check)).rejects.toMatchObject(failing("NoStatusList"));
});

test("terms are for the lender and whom the check is about", async () => {
  const check = await open();
  for (const name of ["lender", "ann"])
    expect(await contract.as(name).query("terms", { check })).toMatchObject({ lender: accountOf("lender") });
  await expect(contract.as("ben").query("terms", { check })).rejects.toMatchObject(failing("NotYours"));
  await expect(contract.anonymous.query("terms", { check })).rejects.toMatchObject(failing("NotYours"));
  await expect(contract.as("ben").command("decide", { check })).rejects.toMatchObject(failing("NotYours"));
  await expect(decide(99)).rejects.toMatchObject(failing("UnknownCheck"));
});
