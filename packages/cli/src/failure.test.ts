import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { exit, report } from "./failure.ts";
import { Output } from "./output.ts";

/** What went wrong here, though what was asked for was right. */
const failures: readonly string[] = ["StateUnwritable", "StateUnreadable", "TestsFailed"];

it.each(Object.entries(errors))(
  "cli.%s has the exit code of its kind: wrong usage, unless it tells of a failure",
  async (name, error) => {
    const output = new Output({ out: () => {}, err: () => {} }, false);
    expect(await report(output, error(), undefined)).toBe(failures.includes(name) ? exit.failed : exit.usage);
  },
);
