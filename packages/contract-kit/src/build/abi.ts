import { type CodedError, type Hex, utf8 } from "@pha/codec";
import {
  type Call,
  ContractState,
  defaultLimits,
  isPause,
  isUndecided,
  type Outcome,
  type Program,
  Runner,
} from "@pha/contract-engine";
import { type Abi, abiOf, withAbi } from "@pha/contract-engine/abi";
import { nodeTimers, spawnNodeThread } from "@pha/contract-engine/node";
import { errors } from "./errors.ts";
import { nameOf, type Positions } from "./positions.ts";

const zeros: Hex = `0x${"00".repeat(32)}`;

/** What was asked before: code has one ABI. */
const known = new Map<Hex, Promise<Abi>>();

/** The ABI of a contract's code, which is asked once in the life of this process. */
export function readAbi(program: Program, positions: Positions): Promise<Abi> {
  const asked = known.get(program.codeHash) ?? ask(program, positions);
  known.set(program.codeHash, asked);
  asked.catch(() => known.delete(program.codeHash));
  return asked;
}

/**
 * Asks a contract's code for its ABI, in the engine: building a contract trusts it no more than running it does.
 *
 * @throws `contract-kit.NoAbi`, `contract-kit.AbiNotRead`
 */
async function ask(program: Program, positions: Positions): Promise<Abi> {
  const block = { number: 0, hash: zeros, timeMs: 0 };
  const context = { contract: zeros, codeHash: program.codeHash, block, caller: undefined, randomSeed: zeros };
  const call: Call = { kind: "abi", method: "", args: "null", context };
  const snapshot = new ContractState(zeros).snapshot();
  const runner = new Runner({ spawnThread: spawnNodeThread, timers: nodeTimers });
  const outcome = await runner.run({ program, snapshot, call, limits: defaultLimits }).finally(() => runner.dispose());
  if (isPause(outcome)) throw new Error("An ABI waits"); // for what only queries have
  if (!outcome.ok) throw whyNot(outcome, positions);
  const abi = abiOf(utf8(withAbi("", JSON.parse(outcome.result))));
  if (!abi) throw errors.NoAbi({ reason: "what it says of its methods is no ABI" });
  return abi;
}

/** Why code did not tell its ABI: this machine failed, or the code itself. */
export function whyNot(
  outcome: Extract<Outcome, { ok: false }>,
  positions: Pick<Positions, "findOwn" | "translate">,
): CodedError {
  const { message, origin } = outcome.error;
  if (isUndecided(outcome)) return errors.AbiNotRead({ reason: message });
  const reason = positions.translate(message);
  const place = positions.findOwn(origin?.at ?? []);
  const at = place && nameOf(place);
  return errors.NoAbi({ reason, at: at !== undefined && reason.includes(at) ? undefined : at });
}
