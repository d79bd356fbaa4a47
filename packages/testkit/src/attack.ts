import { expect, test } from "vitest";

/** What stopped an attempt, and how many attempts it stopped: an error's code, or, of those without effect, a word. */
export type Stops = Readonly<Record<string, number>>;

declare module "vitest" {
  interface TaskMeta {
    /** Of a test that is an attack: what stopped its attempts. `npm run adversary` makes a row of it. */
    attack?: Stops;
  }
}

/** What an attacker tries, each attempt real. */
export interface Attempts {
  /** An attempt that must be refused with one of these codes: thrown, rejected or answered. Gives the code. */
  refused(codes: string | readonly string[], act: () => unknown): Promise<string>;
  /** An attempt that nothing refuses, but that must have no effect: `act` tries it and asserts that. `by`: what held. */
  held(by: string, act: () => unknown): Promise<void>;
}

/** A test that attacks what stands; `name` is what the attacker does. It lies in a file `*.attack.test.ts`, or `*.attack.infra.test.ts`. */
export function attack(name: string, run: (attempts: Attempts) => Promise<void>, timeoutMs?: number): void {
  test(
    name,
    async ({ task }) => {
      const stops: Record<string, number> = {};
      const count = (by: string) => {
        stops[by] = (stops[by] ?? 0) + 1;
      };
      await run({
        async refused(codes, act) {
          const code = await codeOf(act);
          expect([codes].flat(), "the code that stopped the attempt").toContain(code);
          count(code);
          return code;
        },
        async held(by, act) {
          await act();
          count(by);
        },
      });
      expect(Object.keys(stops), "attempts").not.toEqual([]);
      task.meta.attack = stops;
    },
    timeoutMs,
  );
}

/** The code of what an attempt throws, or of the error that it gives; else what came instead, which is no code. */
async function codeOf(act: () => unknown): Promise<string> {
  try {
    const given = await act();
    return codeIn(given) ?? codeIn(Object(given).error) ?? `nothing: it gave ${JSON.stringify(given)?.slice(0, 200)}`;
  } catch (error) {
    return codeIn(error) ?? `an error without a code: ${error}`;
  }
}

function codeIn(value: unknown): string | undefined {
  const { code } = Object(value) as { readonly code?: unknown };
  return code === undefined ? undefined : String(code);
}
