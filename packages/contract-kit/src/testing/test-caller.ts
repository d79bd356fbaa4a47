import type { Account } from "../schema.ts";
import type { Given, SignaturesOf, Told } from "../signatures.ts";

type Kind = "commands" | "queries";

/** A contract's methods, by what tests call them with. */
type Inputs<C, K extends Kind> = SignaturesOf<C>[K]["inputs"];
type Outputs<C, K extends Kind> = SignaturesOf<C>[K]["outputs"];
type Method<C, K extends Kind> = unknown extends C ? string : keyof Inputs<C, K> & string;
type Arguments<C, K extends Kind, M> = unknown extends C
  ? [args?: unknown]
  : M extends keyof Inputs<C, K>
    ? null extends Inputs<C, K>[M]
      ? [args?: Given<Inputs<C, K>[M]>]
      : [args: Given<Inputs<C, K>[M]>]
    : never;
type Result<C, K extends Kind, M> = unknown extends C
  ? unknown
  : M extends keyof Outputs<C, K>
    ? Told<Outputs<C, K>[M]>
    : never;

/** What a constructor takes. */
export type InitArguments<C> = unknown extends C ? unknown : Given<SignaturesOf<C>["init"]>;

/** Those of a contract that is started: none where it has no constructor, or one that takes nothing. */
export type ConstructorArguments<C> = unknown extends C
  ? [args?: unknown]
  : null extends SignaturesOf<C>["init"]
    ? [args?: InitArguments<C>]
    : [args: InitArguments<C>];

/** Calls made by one account, or by nobody. Results are parsed JSON. */
export interface TestCaller<C = unknown> {
  readonly account: Account | undefined;
  /** The same account, whose next commands each bring so much, in plancks. */
  bringing(value: bigint): TestCaller<C>;
  /**
   * Executes a command in a block of its own.
   *
   * @throws CallFailure
   */
  command<M extends Method<C, "commands">>(
    method: M,
    ...args: Arguments<C, "commands", M>
  ): Promise<Result<C, "commands", M>>;
  /**
   * Asks at the current block.
   *
   * @throws CallFailure
   */
  query<M extends Method<C, "queries">>(
    method: M,
    ...args: Arguments<C, "queries", M>
  ): Promise<Result<C, "queries", M>>;
}
