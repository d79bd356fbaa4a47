import { chainDevErrors, gatekeeperErrors, serviceErrors } from "@pha/api";
import { type CodedError, type ErrorData, type Hex, nearest } from "@pha/codec";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { errors as frameErrors } from "@pha/frame";
import { errors as lightErrors } from "@pha/light-client";
import { balances, developmentAccounts, existentialDeposit, transactionErrors } from "@pha/runtime/spec";
import { isForeseen, isNotAdmitted, errors as sdkErrors } from "@pha/sdk";
import { formatAmount } from "./amounts.ts";
import { addressOf, type Context } from "./context.ts";
import { isCarried } from "./governance/submit.ts";
import { whereToLook } from "./listings.ts";
import type { Problem } from "./output.ts";
import { whatServesAt } from "./what-serves-at.ts";

/** What a person is told of an error: the likeliest mistake behind it, and what to do. */
export async function explain(error: CodedError, context: Context): Promise<Problem> {
  const { message, code } = error;
  const listing = whereToLook(error, context.pha);
  if (misdirected.some(({ is }) => is(error)))
    return { message, code, hint: (await misdirection(context, error)) ?? listing };
  if (moneyErrors.some(({ is }) => is(error)) && (!isCarried(error) || error.data["account"] !== undefined))
    return { message: await inMoney(error, context), code, hint: money(error, context) };
  if (isForeseen(error)) {
    const how = isCarried(error) && frameErrors.BadOrigin.is(error) ? otherOrigin : listing;
    const hint = how === undefined ? notSigned : `${notSigned} ${how}`;
    if (isCarried(error)) return { message: carriedInWords(error), code, hint };
    return { message: `${error.doc}${inWords(ownFacts(error))}`, code, hint };
  }
  if (isNotAdmitted(error)) return { message, code, hint: otherCall(error, context) };
  if (chainDevErrors.FaucetTooLow.is(error)) return { message: faucetInPha(error), code, hint: setInstead(context) };
  if (lightErrors.Stale.is(error)) return { message: staleInWords(error), code, hint: catchingUp(context) };
  if (sdkErrors.UnknownGenesis.is(error)) return { message, code, hint: otherGenesis(context) };
  return { message, code, hint: listing };
}

/** The call that was probably meant, where the ABI does not admit the one that was given. */
function otherCall(error: CodedError, { pha }: Context): string | undefined {
  const { method, commands = "", queries = "" } = error.data;
  if (engineErrors.IsQuery.is(error)) return `${pha} contract query … ${method} asks it.`;
  if (engineErrors.IsCommand.is(error)) return `${pha} contract call … ${method} sends it.`;
  if (engineErrors.WrongArguments.is(error) && method === "constructor")
    return "--args takes the constructor's arguments.";
  const near = nearest(String(method), `${commands} ${queries}`.split(" "));
  return engineErrors.UnknownMethod.is(error) && near !== undefined ? `Did you mean ${near}?` : undefined;
}

/** How old what is newest is, as people read a time. */
const staleInWords = ({ doc, data: { number, ageMs, maxAgeMs } }: CodedError): string =>
  `${doc}${inWords({ block: number, age: seconds(ageMs), most: seconds(maxAgeMs) })}`;

const seconds = (ms: ErrorData[string]): string => `${Math.round(Number(ms) / 1_000)} s`;

const catchingUp = ({ pha }: Context): string =>
  `After a start, chain and validators catch up in a moment: wait, and try again; ${pha} status tells how old the newest certified block is. If it only grows older, validators do not run, or the clock of this machine is wrong.`;

const otherGenesis = ({ pha }: Context): string =>
  `It is another network than --genesis or PHA_GENESIS_HASH names, or the same begun anew; ${pha} status without them says which.`;

/** Errors behind which a URL may be that of another service, or of none. */
const misdirected = [
  sdkErrors.Unreachable,
  sdkErrors.UnexpectedReply,
  sdkErrors.NotAChain,
  sdkErrors.NotAGatekeeper,
  serviceErrors.RouteNotFound,
  serviceErrors.MethodNotAllowed,
  gatekeeperErrors.UnknownContract,
];

/** Which URL leads elsewhere; `undefined` when none does. It is not said again where the error is about it alone. */
async function misdirection(
  { output, settings: { chains, gatekeepers } }: Context,
  { data }: CodedError,
): Promise<string | undefined> {
  const at = (url: string) => (data["url"] === url ? "there" : `at ${url}`);
  output.busy(`finding out who serves at ${[...chains, ...gatekeepers].join(", ")}`);
  for (const url of chains) {
    const service = await whatServesAt(url);
    if (service === "gatekeeper")
      return `${url} is a gatekeeper: name it in --gatekeepers, and a chain in --chain (port 9944 after npm start or docker compose up).`;
    if (service === "nobody")
      return `Nobody answers ${at(url)}. Start the network with npm start or docker compose up, or name another with --chain or PHA_CHAIN_URL.`;
    if (service === "silent" || service === "busy") return later(url, service);
    if (service !== "chain") return `What answers at ${url} is no chain of this kind: name one with --chain.`;
  }
  for (const url of gatekeepers) {
    const service = await whatServesAt(url);
    if (service === "chain")
      return `${url} is a chain: --gatekeepers takes gatekeepers (ports 8000 to 8002 after npm start or docker compose up).`;
    if (service === "nobody")
      return `No gatekeeper answers ${at(url)}: start the network with npm start or docker compose up, or name its gatekeepers with --gatekeepers or PHA_GATEKEEPER_URLS.`;
    if (service === "silent" || service === "busy") return later(url, service);
    if (service !== "gatekeeper") return `What answers at ${url} is no gatekeeper: name one with --gatekeepers.`;
  }
  return undefined;
}

/** Whoever is there may have time a moment later. */
const later = (url: string, found: "silent" | "busy"): string =>
  `${url} ${found === "busy" ? "is busy" : "does not answer in time"}: try again in a moment, or name another.`;

const notSigned = "It would fail in a block: nothing was signed or sent.";

/** What an error tells itself, besides what was foreseen with it. */
function ownFacts({ data: { signed, fee, event, ...own } }: CodedError): ErrorData {
  return own;
}

const { Payment } = transactionErrors;
const { InsufficientBalance, LiquidityRestrictions, Expendability, ExistentialDeposit } = balances.errors;
/** Somebody has too little, or gives too little. */
const moneyErrors = [Payment, InsufficientBalance, LiquidityRestrictions, Expendability, ExistentialDeposit];

/** A call failed that another one carried: what it lacks, the account lacks that it was dispatched as. With the event that tells of it. */
const carriedInWords = (error: CodedError): string =>
  `A call that it carries would fail: ${error.doc}${inWords({ ...ownFacts(error), event: error.data["event"] })}`;

const otherOrigin = "Sudo.sudo dispatches a call as root, sudo_as as an account, Proxy and Multisig as theirs.";

/** Whose money an error is about: that of who signs, unless it says so of another, as which a call was dispatched. */
const whose = ({ data: { account } }: CodedError, signer: Hex): Hex =>
  /^0x[0-9a-f]{64}$/.test(String(account)) ? (account as Hex) : signer;

/** An error about money with its amounts in PHA, and whose they are. */
async function inMoney(error: CodedError, { network, signedBy }: Context): Promise<string> {
  if (!network || !signedBy) return error.message;
  const { needed, amount, left, locked, event } = error.data;
  const fee = isCarried(error) ? undefined : (error.data["fee"] ?? needed); // who signs pays it
  const account = addressOf(network, whose(error, signedBy.account));
  const { data } = await network.account(account);
  const least = ExistentialDeposit.is(error) || Expendability.is(error) ? existentialDeposit : undefined;
  const inPha = Object.entries({ has: data.free, amount, fee, left, locked, least }).map(([name, plancks]) => [
    name,
    plancks === undefined ? undefined : formatAmount(BigInt(plancks)),
  ]);
  const facts = inWords({ account, ...Object.fromEntries(inPha), ...(isCarried(error) && { event }) });
  return `${error.doc}${isForeseen(error) ? " Nothing was signed or sent." : ""}${facts}`;
}

/** What the faucet has and should give, in PHA. */
function faucetInPha({ doc, data: { account, has = 0n, amount = 0n } }: CodedError): string {
  const [held, asked] = [has, amount].map((plancks) => formatAmount(BigInt(plancks)));
  return `${doc}${inWords({ account, has: held, amount: asked })}`;
}

const setInstead = ({ pha }: Context): string => `${pha} dev balance <account> <amount> sets any balance.`;

function inWords(facts: ErrorData): string {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.length === 0 ? "" : ` (${known.map(([name, value]) => `${name}: ${value}`).join(", ")})`;
}

/** Where money comes from on a development network, unless the name of who signs is misspelt. */
function money(error: CodedError, { network, signedBy, pha }: Context): string | undefined {
  if (ExistentialDeposit.is(error) || !network?.info.development || !signedBy) return undefined;
  const { account, as } = signedBy;
  const names = developmentAccounts.map(({ uri }) => uri);
  const isOwn = whose(error, account) === account;
  const near = as === undefined || names.includes(as) || !isOwn ? undefined : nearest(as, names);
  if (near !== undefined) return `No development account is called ${as}; did you mean ${near}?`;
  return `More PHA on this development network: ${pha} dev faucet ${addressOf(network, whose(error, account))} 1000`;
}
