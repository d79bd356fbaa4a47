import { type Hex, toHex } from "@pha/codec";
import { type EnginePool, errors as engineErrors } from "@pha/contract-engine";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { appendMessage, emptyMessageHead } from "@pha/light-client";
import { fakeHost } from "@pha/program-kit/testing";
import { openReceipt, type ReceiptKey, type Scope, type SealedReceipt } from "@pha/secret-channel";
import { array, assert, asyncProperty, boolean, constant, integer, oneof, record } from "fast-check";
import { afterAll, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import { makeCommandTurns } from "./command-turns.ts";
import type { EpochKeys } from "./contract-keys.ts";
import { Dispatcher } from "./dispatcher.ts";
import { gasBucket } from "./gas.ts";
import { HostedContract } from "./hosted-contract.ts";
import { KeyRing } from "./key-ring.ts";
import { MessageLog } from "./message-log.ts";
import { ReceiptBooks } from "./receipt-book.ts";
import { adder, ClusterLedger, cluster, startPool, word } from "./testing.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A command that never ends costs as much as some others together. */
const gas = 20_000_000;
const narrow = await startPool({ gas }, 2);
const wide = await startPool({ gas }, 5);
afterAll(() => Promise.all([narrow, wide].map((pool) => pool[Symbol.asyncDispose]())));

const count = 6;
let made = 0;
/** A new contract's: threads keep what they know of a contract. */
const newId = (): Hex => `0x${(++made).toString(16).padStart(64, "0")}`;

/** The engine, with calls that wait for a number of turns of the event loop, each for another one. */
const delayed = (pool: EnginePool, delays: readonly number[]): EnginePool => {
  let calls = 0;
  const wait = async () => {
    const turns = delays[calls++ % delays.length] as number;
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
  };
  const runCommand: EnginePool["runCommand"] = async (program, state, call) => {
    await wait();
    const outcome = await pool.runCommand(program, state, call);
    await wait();
    return outcome;
  };
  return { runCommand } as Pick<EnginePool, "runCommand"> as EnginePool;
};

/** How a worker executes. */
interface Machine {
  readonly engine: EnginePool;
  readonly commandsAtOnce: number;
}

/** Executes all of a cluster's messages, as they come. */
async function execute(
  chain: ClusterLedger,
  scopes: readonly Scope[],
  steps: readonly Advance[],
  { engine, commandsAtOnce, code = adder }: Machine & { readonly code?: string },
): Promise<HostedContract[]> {
  const core = chain.core();
  const turns = makeCommandTurns(commandsAtOnce, () => performance.now());
  const surroundings = { host: fakeHost(chain.ledger), engine, turns, books: new ReceiptBooks() };
  const log = new MessageLog(core.view.head);
  const fail = () => expect.unreachable();
  const dispatcher = new Dispatcher({ log, bring: fail, bringUpTo: fail, onProgress: () => {}, onFailure: fail });
  let proven = emptyMessageHead;
  for (const { block, messages } of steps) {
    core.advance(block);
    proven = messages.reduce(appendMessage, proven);
    log.advance(core.view.head, proven, messages);
    dispatcher.feed();
    for (const scope of scopes) {
      const lane = dispatcher.lanes.get(scope.contract);
      const program = { codeHash: scope.codeHash, code };
      if (lane && !lane.contract)
        lane.open(
          new HostedContract(
            surroundings,
            scope.contract,
            program,
            new KeyRing(keysOf(chain, scope), [{ epoch: 0, codeHash: scope.codeHash, from: 0, until: undefined }]),
          ),
        );
    }
  }
  await dispatcher.idle();
  return scopes.map(({ contract }) => dispatcher.lanes.get(contract)?.contract as HostedContract);
}

/** The keys that gatekeepers would give a worker. */
function keysOf({ gatekeepers }: ClusterLedger, { contract, codeHash, epoch }: Scope): EpochKeys {
  const where = { generation: 1, cluster, contract };
  const encrypt = gatekeepers.keyOf({ type: "encrypt", value: { ...where, codeHash, epoch } });
  return {
    epoch,
    codeHash,
    encrypt,
    publicKey: toHex(primitives.x25519.publicKey(encrypt)),
    tag: gatekeepers.keyOf({ type: "tag", value: { ...where, epoch } }),
    random: gatekeepers.keyOf({ type: "random", value: where }),
  };
}

const command = record({
  to: integer({ min: 0, max: count - 1 }),
  by: integer({ min: 1, max: 3 }),
  what: oneof(
    integer({ min: 1, max: 9 }).map((args) => ({ method: "add", args })),
    constant({ method: "draw", args: null }),
    constant({ method: "refuse", args: "no" }),
    constant({ method: "spin", args: null }),
  ),
  endsBlock: boolean(),
});
const delays = array(integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 7 });

it("every contract comes to the same tags, receipts and gas on one thread and on four, however long calls take (property)", async () => {
  const commands = array(command, { minLength: 10, maxLength: 40 });
  const property = asyncProperty(commands, delays, delays, async (given, some, others) => {
    const chain = new ClusterLedger();
    const scopes = Array.from({ length: count }, (_, i) => chain.instantiate(newId(), adder, i));
    const steps = [chain.block()];
    for (const { to, by, what, endsBlock } of given) {
      chain.command(scopes[to] as Scope, word(by), what.method, what.args);
      if (endsBlock) steps.push(chain.block());
    }
    steps.push(chain.block());
    const machines: readonly Machine[] = [
      { engine: delayed(narrow, some), commandsAtOnce: 1 },
      { engine: delayed(wide, others), commandsAtOnce: 4 },
    ];
    const [one, four] = await Promise.all(machines.map((machine) => execute(chain, scopes, steps, machine)));
    const reportsOf = (hosted: HostedContract) => hosted.reportsAbove(0);
    expect(four?.map(reportsOf)).toEqual(one?.map(reportsOf));
    expect(one?.every((hosted) => !hosted.stuck && reportsOf(hosted).length > 0)).toBe(true);
  });
  await assert(property, { numRuns: 5 });
});

it("a call that is ended at its limit charges the limit, in receipt and report", async () => {
  const code = `export default {
    commands: {
      loop() { for (;;); },
      search() { const s = "ab".repeat(1 << 20); for (;;) s.lastIndexOf("b".repeat(1000)); },
    },
    queries: {},
  };`;
  const chain = new ClusterLedger();
  const scope = chain.instantiate(newId(), code);
  const steps = [chain.block()];
  const keys: ReceiptKey[] = [];
  for (const method of ["loop", "search"]) {
    keys.push(chain.command(scope, word(1), method, null));
    steps.push(chain.block());
  }
  const [hosted] = await execute(chain, [scope], steps, { engine: narrow, commandsAtOnce: 1, code });
  const receiptOf = (message: bigint) => hosted?.receipts.find(message, keys.length).kept.receipt as SealedReceipt;
  const ends = keys.map((key, i) => openReceipt(primitives, key, receiptOf(BigInt(i + 2))));
  const most = gasBucket(gas);
  const exhausted = { type: "Failed", value: { code: engineErrors.GasExhausted.code } };
  expect(ends).toMatchObject(keys.map(() => ({ outcome: exhausted, gas: most })));
  expect(hosted?.reportsAbove(1).map((report) => report.gas)).toEqual(keys.map(() => most));
});
