import { join } from "node:path";
import { type Hex, u32be } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { startAnvil as start } from "@pha/local-infra";
import { openRpc, requestBody } from "../load/rpc.ts";
import type { Target } from "../load/target.ts";
import { type EthAccount, ethAccount, signTransfer } from "./transaction.ts";

/** A running anvil with funded accounts. */
export interface Anvil extends AsyncDisposable {
  readonly target: Target;
  readonly pid: number;
  /** Signs so many transfers, one account after another; a second call goes on where the first ended. */
  sign(count: number): string[];
}

const CHAIN_ID = 31_337;
const BALANCE = `0x${(10n ** 24n).toString(16)}`;

/** Starts anvil with blocks every second and no limit to their size. */
export async function startAnvil(dir: string, accounts: number): Promise<Anvil> {
  await using opened = new AsyncDisposableStack();
  const options = ["--block-time", "1", "--disable-block-gas-limit", "--accounts", "1", "--no-request-size-limit"];
  const { url, child } = opened.use(await start({ logFile: join(dir, "anvil.log"), args: options }));
  const rpc = opened.use(openRpc(url, 4));
  const people = Array.from({ length: accounts }, (_, i) => ethAccount(sha256(u32be(i))));
  const endow = people.map(({ address }, id) => requestBody("anvil_setBalance", [address, BALANCE], id));
  await rpc.post(`[${endow.join(",")}]`);
  const target: Target = {
    url,
    method: "eth_sendRawTransaction",
    newest: async () => Number(await rpc.call<string>("eth_blockNumber")),
    async block(number) {
      const at = `0x${number.toString(16)}`;
      const { transactions, size } = await rpc.call<EthBlock>("eth_getBlockByNumber", [at, false]);
      return { transfers: transactions.length, bytes: Number(size) };
    },
  };
  const resources = opened.move();
  return {
    target,
    pid: child.pid,
    sign: signing(people),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

interface EthBlock {
  readonly transactions: readonly string[];
  readonly size: string;
}

function signing(people: readonly EthAccount[]): (count: number) => string[] {
  let made = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const at = made++;
      const sender = people[at % people.length] as EthAccount;
      const to: Hex = (people[(at + 1) % people.length] as EthAccount).address;
      return signTransfer(sender, { chainId: CHAIN_ID, nonce: Math.floor(at / people.length), to, value: 1n });
    });
}
