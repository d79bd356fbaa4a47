import type { Hex } from "@pha/codec";
import type { Program } from "@pha/contract-engine";
import { abiIn } from "@pha/contract-engine/abi";
import type { Message, Schedule } from "@pha/runtime/program";

/** A contract's code, and what it is to go over to. */
export class ContractCode {
  /** Whether the key is to be told that goes with other code. */
  isToGoOver = false;
  #program: Program;
  #schedules: readonly Schedule[];
  /** Code that a message needs, by its hash, once it was brought. */
  readonly #brought = new Map<Hex, Program>();

  constructor(program: Program) {
    this.#program = program;
    this.#schedules = schedulesIn(program.code);
  }

  get program(): Program {
    return this.#program;
  }

  /** What it has run by itself, and when. */
  get schedules(): readonly Schedule[] {
    return this.#schedules;
  }

  /** The code that a message needs and that is not here. */
  lacks({ body: { type, value } }: Message): Hex | undefined {
    return type !== "Upgrades" || this.#brought.has(value.codeHash) ? undefined : value.codeHash;
  }

  /** Takes code that a message needs. */
  bring(program: Program): void {
    this.#brought.set(program.codeHash, program);
  }

  /** Gives code that was brought, and forgets what was. */
  take(codeHash: Hex): Program {
    const program = this.#brought.get(codeHash) as Program;
    this.#brought.clear();
    this.isToGoOver = false;
    return program;
  }

  /** Has other code from here on. */
  replace(program: Program): void {
    this.#program = program;
    this.#schedules = schedulesIn(program.code);
  }
}

/** What a contract's code has run by itself, by its ABI. */
const schedulesIn = (code: string): readonly Schedule[] =>
  Object.entries(abiIn(code)?.tasks ?? {}).map(([task, { every, workers }]) => ({ task, every, workers }));
