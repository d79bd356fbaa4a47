import { openRpc } from "../load/rpc.ts";

/** Blocks of one request: it answers when the last of them is there. */
const BLOCKS_AT_A_TIME = 32;

/** Blocks after which it is told how many are there. */
const TOLD_EVERY = 1_024;

/** Seals so many blocks on a development network. */
export async function seal(url: string, blocks: number): Promise<void> {
  using rpc = openRpc(url, 1);
  for (let sealed = 0; sealed < blocks; sealed += BLOCKS_AT_A_TIME) {
    if (sealed > 0 && sealed % TOLD_EVERY === 0) console.log(`${sealed} of ${blocks} blocks sealed`);
    await rpc.call("dev_newBlock", [{ count: Math.min(blocks - sealed, BLOCKS_AT_A_TIME) }]);
  }
}

/** Number of a network's newest block. */
export async function heightOf(url: string): Promise<number> {
  using rpc = openRpc(url, 1);
  return Number((await rpc.call<{ number: string }>("chain_getHeader")).number);
}
