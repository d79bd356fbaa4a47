import { errors } from "../errors.ts";
import type { Abi } from "./abi.ts";
import { conform, Mismatch, someOf } from "./conform.ts";

/**
 * Holds a call against the ABI before anybody signs or encrypts it.
 *
 * @param args - parsed JSON
 * @param value - what a command brings
 * @returns The arguments as the contract takes them: accounts and bytes in their one form.
 * @throws `contract-engine.UnknownMethod`, `contract-engine.IsQuery`, `contract-engine.IsCommand`,
 *   `contract-engine.WrongArguments`, `contract-engine.NotPayable`, `contract-engine.OfTasks`
 */
export function checkCall(abi: Abi, kind: "commands" | "queries", method: string, args: unknown, value = 0n): unknown {
  const other = kind === "commands" ? "queries" : "commands";
  const found = Object.hasOwn(abi[kind], method) ? abi[kind][method] : undefined;
  if (found && value > 0n && !found.payable) throw errors.NotPayable({ method });
  if (found?.ofTasks) throw errors.OfTasks({ method });
  if (found) return conforming(method, () => conform(found.input, args, "args"));
  if (Object.hasOwn(abi[other], method))
    throw kind === "commands" ? errors.IsQuery({ method }) : errors.IsCommand({ method });
  throw errors.UnknownMethod({ method, commands: names(abi.commands), queries: names(abi.queries) });
}

/**
 * The same for the constructor's arguments. What has no constructor takes `null`.
 *
 * @throws `contract-engine.WrongArguments`
 */
export const checkConstructor = (abi: Abi, args: unknown): unknown =>
  conforming("constructor", () => conform(abi.init?.input ?? { type: "null" }, args, "args"));

function conforming<T>(method: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Mismatch) {
      const { at, expected, given } = error;
      throw errors.WrongArguments({ method, at, expected, given });
    }
    throw error;
  }
}

const names = (methods: object): string => someOf(Object.keys(methods), " ");
