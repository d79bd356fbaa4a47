import { fail, type TypeOf } from "@pha/contract-kit";
import { type Credential, refuse } from "./credentials/credential.ts";
import type { Input } from "./state.ts";

/** What is kept of a credential, to see that it still holds. */
export const sourceOf = ({ issuer, validUntil, status }: Credential) => ({ issuer, validUntil, status: [...status] });

type Figures = Pick<TypeOf<typeof Input>, "income" | "payments" | "isInArrears" | "sources">;

/**
 * What the credentials of one subject come to: `IncomeCredential`s of `monthlyIncome`, and `DebtCredential`s of
 * `monthlyPayments` and `inArrears`, in cents; one of each at least, by two issuers at least.
 *
 * @throws `NotBelieved`, `TooLittle`, `BadCredential`
 */
export function figuresOf(credentials: readonly Credential[], subject: string, issuers: readonly string[]): Figures {
  for (const credential of credentials) {
    if (credential.subject !== subject) refuse("It is about somebody else.");
    if (!issuers.includes(credential.issuer)) fail("NotBelieved", "It is of an issuer whom this check does not name.");
  }
  const seen = new Set(credentials.map(({ issuer, id, claims }) => JSON.stringify([issuer, id ?? claims])));
  if (seen.size < credentials.length) refuse("One of them is there twice.");
  const incomes = credentials.filter(({ types }) => types.includes("IncomeCredential"));
  const debts = credentials.filter(({ types }) => types.includes("DebtCredential"));
  const believed = new Set([...incomes, ...debts].map(({ issuer }) => issuer));
  if (incomes.length === 0 || debts.length === 0 || believed.size < 2)
    fail("TooLittle", "It takes an IncomeCredential and a DebtCredential, of two issuers at least.");
  return {
    income: total(incomes, "monthlyIncome"),
    payments: total(debts, "monthlyPayments"),
    isInArrears: debts.some(({ claims }) => claims["inArrears"] !== false),
    sources: credentials.map(sourceOf),
  };
}

/** Each at most a billion of the currency, so that sums stay exact. */
const most = 100_000_000_000;

function total(credentials: readonly Credential[], claim: string): number {
  return credentials.reduce((sum, { claims }) => {
    const amount = claims[claim];
    const fits = typeof amount === "number" && Number.isSafeInteger(amount) && amount >= 0 && amount <= most;
    return fits ? sum + amount : refuse(`Its ${claim} is to be a number of cents.`);
  }, 0);
}
