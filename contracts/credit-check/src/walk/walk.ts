import type { Contract, ExecutedCommand, Signer } from "@pha/sdk";
import { Identity } from "../testing/identity.ts";

/** Who takes part: accounts of the ledger. */
export interface Parties {
  readonly lender: Signer;
  readonly ann: Signer;
  readonly ben: Signer;
}

/**
 * A loan for two over a network, from the terms to the result, with an employer and a bureau who issue credentials.
 *
 * @param told - is given a line for each step: who learns what
 * @returns what the lender learns
 */
export async function walk(
  contract: Contract,
  { lender, ann, ben }: Parties,
  told: (line: string) => void,
): Promise<unknown> {
  const [employer, bureau] = [new Identity("P-256"), new Identity("Ed25519")];
  const people = [
    { account: ann, wallet: new Identity("Ed25519"), income: 320_000, payments: 45_000 },
    { account: ben, wallet: new Identity("P-256", "jwk"), income: 210_000, payments: 0 },
  ];
  const purpose = "A loan for a flat";
  const fields = ["band", "limit"];
  const subjects = people.map(({ wallet, account }) => ({ did: wallet.did, account: account.accountId }));
  const terms = { purpose, issuers: [employer.did, bureau.did], subjects, fields, instalment: 90_000 };
  const { value: opened } = await contract.command<{ check: number }>(lender, "open", terms);
  told(`check ${opened.check} asks for ${fields.join(" and ")} of ${people.length} people`);

  const { codeHash } = await contract.record();
  for (const { account, wallet, income, payments } of people) {
    const subject = wallet.did;
    const given = { account: account.accountId, contract: contract.id, program: codeHash, recipient: lender.accountId };
    const validUntil = new Date(Date.now() + 3_600_000).toISOString();
    const consent = { type: "ConsentCredential", subject, claims: { ...given, purpose, fields, uses: 1 }, validUntil };
    const earns = { type: "IncomeCredential", subject, claims: { monthlyIncome: income } };
    const owes = { type: "DebtCredential", subject, claims: { monthlyPayments: payments, inArrears: false } };
    const credentials = [await employer.issue(earns), await bureau.issue(owes, "eddsa-jcs-2022")];
    const brought = { check: opened.check, credentials, consent: await wallet.issue(consent) };
    const done = await contract.command<{ consent: string }>(account, "contribute", brought);
    told(`consent ${done.value.consent.slice(0, 8)} was brought, for one use: ${costOf(done)}`);
  }

  const decided = await contract.command(lender, "decide", { check: opened.check });
  told(`the lender learns ${JSON.stringify(decided.value)}: ${costOf(decided)}`);
  return decided.value;
}

/** What a command took of its limit, and of its sender. */
function costOf({ events, gas }: ExecutedCommand): string {
  const paid = events.find(({ value }) => value.type === "TransactionFeePaid")?.value.value as { actual_fee: bigint };
  return `${gas} gas, ${Number(paid.actual_fee) / 1e12} PHA`;
}
