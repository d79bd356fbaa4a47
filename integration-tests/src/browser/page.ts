/** What a page does with the SDK. It runs in a browser: nothing of Node may be used here, in it or below. */
import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { readState } from "@pha/frame";
import { balances, system } from "@pha/runtime/spec";
import { connect, errors, type Session, tx } from "@pha/sdk";
import { evmAccount, extensionAccount, installEvmWallet, installExtension } from "./wallets.ts";

/** What the test gives to the page. */
export interface Given {
  readonly chain: string;
  readonly gatekeepers: readonly string[];
  /** A sealed-bid auction that nobody has used. */
  readonly contract: Hex;
}

/** What the page found, or what it failed with. */
export type Told = Readonly<Record<string, unknown>>;

async function story({ chain, gatekeepers, contract: id }: Given): Promise<Told> {
  const alice = keypairFromUri("//Alice", "sr25519");
  const bob = keypairFromUri("//Bob", "sr25519");
  const network = await connect({ chain, gatekeepers });
  const { header } = await network.head();
  const issuance = await network.read((state) => readState(balances, state).totalIssuance.get());

  const remark = new TextEncoder().encode("from a page");
  const { block } = await network.submit(alice, tx(system, "remark_with_event", { remark }));
  const events = (await network.events(block.number)).map(({ type, value }) => `${type}.${value.type}`);

  const event = await firstEvent(`${chain}/v1/events/stream?name=Remarked&from=${block.number}`);

  const auction = network.contract(id);
  await auction.command(alice, "create", { item: "a page", closesAtBlock: header.number + 1_000 });
  await auction.command(bob, "bid", { auction: 1, amount: "250" });
  const { value, verified } = await auction.query("myBid", { auction: 1 }, { caller: bob });

  const asked: string[] = [];
  installEvmWallet((method) => asked.push(method));
  installExtension(bob, (method) => asked.push(method));
  const evm = await evmAccount("typed");
  const callers = [await extensionAccount(), evm, await evmAccount("text")];
  const ask = (caller: Session) => auction.query("myBid", { auction: 1 }, { caller }).then(answerOf, codeOf);
  const seen: unknown[] = [];
  for (const [i, wallet] of callers.entries()) {
    const caller = await network.session(wallet, { blocks: 1_000 + i }); // of one account, but two certificates
    for (let times = 0; times < 2; times++) seen.push(await ask(caller));
  }

  const ended = await network.session(evm, { blocks: 1_001 });
  await network.submit(alice, await network.revocation(evm));
  let revoked: unknown;
  do revoked = await ask(ended);
  while (revoked === "contract.NoBid"); // until the worker that is asked has seen that block
  const anew = await ask(await network.session(evm, { blocks: 1_001 }));

  const nobody = await connect({ chain: "http://127.0.0.1:9" }).catch((error: unknown) => error);
  return {
    head: header.number > 0,
    issuance: issuance > 0n,
    events,
    event,
    bid: value,
    program: verified.program,
    wallets: { asked, seen, revoked, anew, accounts: callers.map(({ accountId }) => accountId) },
    unreachable: errors.Unreachable.is(nobody) && nobody.cause instanceof TypeError,
  };
}

const answerOf = ({ value }: { readonly value: unknown }) => value;
const codeOf = (error: unknown) => (error as { readonly code?: unknown }).code;

/** What a browser's own reader of server-sent events gets first, and the id that it would come back with. */
function firstEvent(url: string): Promise<unknown> {
  const source = new EventSource(url);
  return new Promise((resolve, reject) => {
    source.onmessage = ({ data, lastEventId }) => resolve({ id: lastEventId, name: JSON.parse(data).name });
    source.onerror = () => reject(new TypeError("the stream breaks"));
  }).finally(() => source.close());
}

const describe = (error: unknown): Told => {
  const { code, message, stack, cause } = Object(error) as { readonly [key: string]: unknown };
  return { failed: { code, message, stack, ...(cause === undefined ? {} : { cause: describe(cause) }) } };
};

const given: Given = await (await fetch("/given")).json();
const told = await story(given).catch(describe);
await fetch("/told", { method: "POST", body: JSON.stringify(told) });
