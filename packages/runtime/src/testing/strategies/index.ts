import { machineStrategies } from "./machines.ts";
import { peopleStrategies } from "./people.ts";
import { gainOf } from "./strategy.ts";

/** A strategy and its gain over honest work, in millionths. */
export interface Tried {
  readonly name: string;
  readonly how: string;
  readonly gain: number;
  readonly most: number;
}

/** Every strategy, tried over the real runtime: the same figures whenever and wherever it runs. */
export const tryAll = (): Tried[] =>
  [...machineStrategies, ...peopleStrategies].map((one) => {
    const { name, how, most = 1_000 } = one;
    return { name, how, most, gain: gainOf(one) };
  });

/** Rows of the documentation's table. */
export const tableOf = (tried: readonly Tried[]): string =>
  [
    "| attempt | how | gain over honest work |",
    "| --- | --- | --- |",
    ...tried.map(({ name, how, gain }) => `| ${name} | ${how} | ${(gain / 10_000).toFixed(4)} % |`),
  ].join("\n");
