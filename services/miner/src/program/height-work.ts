import type { Hex } from "@pha/codec";
import type { ContractState, EnginePool, Outcome, Program } from "@pha/contract-engine";
import type { CoreHost, Turns } from "@pha/program-kit";
import type { Message } from "@pha/runtime/program";
import type { Scope } from "@pha/secret-channel";
import { commandsOf } from "./command-turns.ts";
import type { ContractCode } from "./contract-code.ts";
import type { EpochKeys } from "./contract-keys.ts";
import { EffectList } from "./effect-list.ts";
import { gasBucket } from "./gas.ts";
import type { KeyRing } from "./key-ring.ts";
import type { LogBook } from "./log-book.ts";
import { type Called, contextOf, type Special } from "./message-call.ts";
import { openItems } from "./sealed-items.ts";
import { textOf } from "./text.ts";

/** A contract whose code is run, and what with. */
interface Worked {
  readonly host: CoreHost;
  readonly id: Hex;
  readonly scopeOf: (epoch: number, codeHash: Hex) => Scope;
  readonly engine: EnginePool;
  /** Of commands, as `makeCommandTurns` makes them. */
  readonly turns: Turns;
  readonly code: ContractCode;
  readonly keys: KeyRing;
  readonly state: ContractState;
  readonly log: LogBook;
}

/** Runs a contract's code for the messages of one height: what these have used by now, and want done on the ledger. */
export class HeightWork {
  readonly #of: Worked;
  #gas = 0n;
  #effects = new EffectList();

  constructor(of: Worked) {
    this.#of = of;
  }

  /** Gas that was used. */
  get gas(): bigint {
    return this.#gas;
  }

  get effects(): EffectList {
    return this.#effects;
  }

  /** Begins with the messages of another height. */
  begin(): void {
    this.#gas = 0n;
    this.#effects = new EffectList();
  }

  /** Runs code for a message, when it is its turn. */
  async run(
    work: "init" | "migrate" | "command" | "pushed" | "told" | "settled",
    caller: Hex | undefined,
    { method, args }: Called,
    message: Message,
    messageNumber: bigint,
    special: Special = {},
  ): Promise<Outcome> {
    const { id, engine, turns, code, keys, state, log } = this.#of;
    const { program = code.program, epoch: encryptedFor, ...facts } = special;
    const { random } = keys.of(keys.epochAt(message.number)) as EpochKeys;
    const about = { contract: id, codeHash: program.codeHash, caller, random };
    const context = contextOf({ ...about, ...facts }, message, messageNumber);
    const isUnheard = work === "pushed" || work === "told";
    const kind = isUnheard ? "command" : work;
    const mostEffects = this.#effects.roomFor(caller);
    const outcome = await turns.take(commandsOf(id), () => {
      const text = textOf(args);
      const items = kind === "command" ? this.#open(text, program, [encryptedFor, keys.epochAt(message.number)]) : {};
      return engine.runCommand(program, state, { kind, method, args: text, items, context, mostEffects });
    });
    this.#gas += gasBucket(outcome.gas);
    const writer = { block: message.number, message: String(messageNumber), call: `${work} ${method}`.trim() };
    log.add(writer, outcome, isUnheard);
    if (outcome.ok) this.#effects.add(caller, messageNumber, outcome.effects);
    return outcome;
  }

  /** Items of the epochs whose keys every worker has here: of the command itself, and of the block. */
  #open(args: string, { codeHash }: Program, epochs: readonly (number | undefined)[]) {
    const { host, keys, scopeOf } = this.#of;
    const keysOf = (epoch: number) => (epochs.includes(epoch) ? keys.of(epoch) : undefined);
    return openItems(args, { primitives: host.primitives, codeHash, keysOf, scopeOf });
  }
}
