import type { Connection } from "./connection.ts";
import { errors } from "./errors.ts";

/** Reads one positional parameter. Throws a coded error when it does not have its form; absent ones are `undefined`. */
export type Param<T> = (value: unknown) => T;

/** One JSON-RPC method, ready to be called with whatever a client sent. */
export interface Method {
  readonly call: (params: readonly unknown[], connection: Connection | undefined) => unknown;
  /** Answers with no more than a hash or an id: any number of them may be under way at once. */
  readonly isShort?: true;
}

export const short = ({ call }: Method): Method => ({ call, isShort: true });

/** Methods by name: each file of this folder exports one such table. */
export type Methods = Readonly<Record<string, Method>>;

type Args<P extends readonly Param<unknown>[]> = { [I in keyof P]: P[I] extends Param<infer T> ? T : never };

/** A method of which only its parameters matter. */
export function method<const P extends readonly Param<unknown>[]>(
  params: P,
  run: (...args: Args<P>) => unknown,
): Method {
  return { call: (values) => run(...readAll(params, values)) };
}

/** A method that leaves something on its connection, or looks for it there. */
export function connected<const P extends readonly Param<unknown>[]>(
  params: P,
  run: (connection: Connection, ...args: Args<P>) => unknown,
): Method {
  return {
    call(values, connection) {
      if (connection === undefined) throw errors.NeedsWebSocket();
      return run(connection, ...readAll(params, values));
    },
  };
}

function readAll<P extends readonly Param<unknown>[]>(params: P, values: readonly unknown[]): Args<P> {
  if (values.length > params.length) throw errors.InvalidParams({ expected: params.length, actual: values.length });
  return params.map((read, position) => {
    try {
      return read(values[position]);
    } catch (error) {
      throw errors.InvalidParams({ position, problem: error instanceof Error ? error.message : undefined }, error);
    }
  }) as Args<P>;
}
