import { begun, honest, Market } from "./market.ts";
import type { Strategy } from "./strategy.ts";

const one = () => begun("s").play(() => honest);
const two = () => begun("s", "t").play(() => honest);

/** One machine, and enclaves that share it. */
function sharing(...names: readonly string[]): Market {
  const market = new Market(names);
  market.share();
  market.measure();
  return market;
}

/** P that is one tenth more in one round, and one less in the next. */
const uneven = (round: number): number => (round % 2 === 0 ? 900 : 1_100);

/** What whoever runs machines may try, each beside the same machines and stake used honestly. */
export const machineStrategies: readonly Strategy[] = [
  {
    name: "registering a machine twice",
    how: "two enclaves of one machine, which its platform id tells: the second may not begin",
    play() {
      const market = sharing("s", "t");
      market.begin("s");
      if (market.begin("t")) throw new Error("the second one began");
      return market.play(() => honest);
    },
    honestly: one,
  },
  {
    name: "k enclaves in turn",
    how: "three enclaves of one machine: each is stopped after a third of the time, and the next begins as soon as it may",
    play() {
      const market = sharing("s", "t", "u");
      market.begin("s");
      return market.play(
        () => honest,
        (round) => {
          if (round === 20) market.end("s");
          if (market.reclaim("s")) market.begin("t");
          if (round === 40) market.end("t");
          if (market.reclaim("t")) market.begin("u");
        },
      );
    },
    honestly: one,
  },
  {
    name: "restarting a session",
    how: "it is stopped half way and begins anew, a minute of cool-down later in place of seven days",
    play() {
      const market = begun("s");
      return market.play(
        () => honest,
        (round) => {
          if (round === 30) market.end("s");
          if (market.reclaim("s")) market.begin("s");
        },
      );
    },
    honestly: one,
  },
  {
    name: "restarting the program",
    how: "in every fifth round, so that its count of work begins anew",
    play: () => begun("s").play((_, round) => ({ ...honest, restarts: round % 5 === 0 })),
    honestly: one,
  },
  {
    name: "splitting stake",
    how: "two machines in a pool each, in place of both in one",
    play() {
      const market = new Market(["s", "t"]);
      market.measure();
      market.ownPool("t");
      for (const name of ["s", "t"]) market.begin(name);
      return market.play(() => honest);
    },
    honestly: two,
  },
  {
    name: "late answers",
    how: "always in the last block that counts",
    play: () => begun("s").play(() => ({ delay: 4 })),
    honestly: one,
  },
  {
    name: "too late answers",
    how: "always after the time is over",
    play: () => begun("s").play(() => ({ delay: 7 })),
    honestly: one,
  },
  {
    name: "cherry-picking rounds",
    how: "every third round is not answered, and the next one is",
    play: () => begun("s").play((_, round) => (round % 3 === 0 ? { delay: undefined } : honest)),
    honestly: one,
  },
  {
    name: "a slow clock",
    how: "the benchmark takes twice the time that the machine believes, and is reported as twice the work",
    play() {
      const market = new Market(["s"]);
      market.measure({ work: 12, after: 12 });
      market.begin("s");
      return market.play(() => honest);
    },
    honestly: one,
  },
  {
    name: "holding a report back",
    how: "the benchmark's work is reported when twice its time is over",
    play() {
      const market = new Market(["s"]);
      market.measure({ work: 6, after: 12 });
      market.begin("s");
      return market.play(() => honest);
    },
    honestly: one,
  },
  {
    name: "claiming to have served",
    // P of now is the last that was measured without a query: whoever varies more, gains more.
    most: 6_000,
    how: "P of a machine goes up and down by a tenth, and it serves a query of its own whenever it is down",
    play: () =>
      begun("s").play((_, round) => ({ ...honest, p: uneven(round), queries: uneven(round) < 1_000 ? 1n : 0n })),
    honestly: () => begun("s").play((_, round) => ({ ...honest, p: uneven(round) })),
  },
];
