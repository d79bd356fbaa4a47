import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAnvil } from "@pha/local-infra";
import {
  type Abi,
  type Address,
  BaseError,
  createTestClient,
  decodeErrorResult,
  encodeDeployData,
  type Hash,
  type Hex,
  http,
  publicActions,
  type TransactionReceipt,
  walletActions,
} from "viem";
import { foundry } from "viem/chains";
import { compileContracts } from "../compile.ts";

/** A call of one of a contract's functions. */
export interface Call {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args?: readonly unknown[];
  readonly from?: Address;
  readonly value?: bigint;
  readonly gas?: bigint;
  /** Of a call that is not sent: the time at which it is made, in seconds. */
  readonly blockOverrides?: { readonly time: bigint };
}

/** An EVM chain for one test file, with our contracts compiled. */
export type TestChain = Awaited<ReturnType<typeof startChain>>;

const cacheDir = join(import.meta.dirname, "..", "..", "..", ".data", "cache", "solidity");

const connect = (url: string) =>
  createTestClient({ chain: foundry, mode: "anvil", transport: http(url), pollingInterval: 10, cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions);

/** What the first start may take: compiling, on a machine that does much else. */
export const startTimeoutMs = 240_000;

/** Starts an anvil, with further arguments, that mines each transaction at once; its first account, which pays where none is named, deploys. */
export async function startChain(args: readonly string[] = []) {
  await using opened = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "pha-anvil-"));
  opened.defer(() => rmSync(dir, { recursive: true, force: true }));
  const anvil = opened.use(await startAnvil({ logFile: join(dir, "anvil.log"), args }));
  const client = connect(anvil.url);
  // Calls that are only simulated see the clock of a block that was mined; genesis has none.
  await client.mine({ blocks: 1 });
  const accounts = await client.getAddresses();
  const artefacts = compileContracts(cacheDir);
  const mined = (hash: Hash) => client.waitForTransactionReceipt({ hash });

  async function deploy(
    name: string,
    args: readonly unknown[] = [],
  ): Promise<{ address: Address; abi: Abi; gas: bigint }> {
    const artefact = artefacts.get(name);
    if (!artefact) throw new Error(`there is no contract ${name}`);
    const account = accounts[0] as Address;
    const receipt = await coded(artefact.abi, async () => {
      await client.call({ account, data: encodeDeployData({ ...artefact, args }) });
      return mined(await client.deployContract({ ...artefact, args, account }));
    });
    return { address: receipt.contractAddress as Address, abi: artefact.abi, gas: receipt.gasUsed };
  }

  /** Sends a call that succeeds; rejects with the revert as a code. */
  const send = ({ from = accounts[0] as Address, ...call }: Call): Promise<TransactionReceipt> =>
    coded(call.abi, async () => {
      const { request } = await client.simulateContract({ ...call, account: from } as never);
      const receipt = await mined(await client.writeContract({ ...(request as object), account: from } as never));
      if (receipt.status !== "success") throw Object.assign(new Error("reverted when mined"), { code: "Reverted" });
      return receipt;
    });
  /** What a call would give, without sending it. */
  const call = ({ from = accounts[0] as Address, ...call }: Call): Promise<unknown> =>
    coded(call.abi, async () => (await client.simulateContract({ ...call, account: from } as never)).result);

  const resources = opened.move();
  return {
    client,
    accounts,
    artefacts,
    deploy,
    send,
    call,
    /** Seconds of the newest block. */
    now: async () => (await client.getBlock()).timestamp,
    /** Moves the clock on, and mines a block there. */
    async pass(seconds: number | bigint) {
      await client.increaseTime({ seconds: Number(seconds) });
      await client.mine({ blocks: 1 });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Rejects with the name of the contract's own error as `code`, its arguments as `data`. */
async function coded<T>(abi: Abi, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const data = error instanceof BaseError && revertData(error);
    if (!data) throw error;
    const { errorName, args = [] } = decodeErrorResult({ abi, data });
    throw Object.assign(new Error(`${errorName}(${args})`), { code: errorName, data: args });
  }
}

/** What a contract reverted with, wherever in the chain of causes it stands. */
function revertData(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((cause) => {
    const { raw, data } = Object(cause) as { readonly raw?: Hex; readonly data?: unknown };
    found = raw ?? (typeof data === "string" && data.startsWith("0x") ? (data as Hex) : undefined);
    return found !== undefined;
  });
  return found;
}
