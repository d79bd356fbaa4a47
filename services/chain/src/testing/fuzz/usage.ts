import { int } from "@pha/service-kit/config";

const seed = int({ max: 2 ** 31 });

/** What the command line may say. */
export const usage = {
  help: `Sends malformed input of every kind to a chain of its own, and fails when that ends, grows or stands still.

  npm run fuzz -- [--minutes N] [--seed N]

  --minutes N   how long (1)
  --seed N      the input: a run prints its own, which makes the same input again`,
  options: {
    minutes: { form: "a number above 0", pattern: "^(\\d+\\.)?\\d*[1-9]\\d*$" },
    seed: { form: seed.form, ...seed.rule },
  },
};
