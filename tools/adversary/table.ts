import { relative } from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import type {} from "../../packages/testkit/src/attack.ts";
import { root } from "../workspace.ts";

/** Says how each attack ended as it does, and at the end what stopped them. */
export default class AttackTable implements Reporter {
  onTestCaseResult(attack: TestCase): void {
    const { state, errors } = attack.result();
    console.log(`${state === "passed" ? "stopped" : state.toUpperCase()}  ${attack.fullName}`);
    for (const { stack, message } of errors ?? []) console.log(stack ?? message);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const attacks = modules.flatMap(({ children }) => [...children.allTests()]);
    console.log(`\n${table([["attack", "attempts", "stopped by", "where"], ...attacks.map(row)])}\n`);
    const open = attacks.filter((attack) => attack.result().state !== "passed").length;
    const unread = modules.filter((file) => file.errors().length > 0).length;
    console.log(
      `${attacks.length} attacks, ${open} not stopped${unread > 0 ? `; files that could not be run: ${unread}` : ""}`,
    );
    for (const { stack, message } of [...modules.flatMap((file) => file.errors()), ...errors])
      console.log(stack ?? message);
  }
}

function row(attack: TestCase): string[] {
  const stops = Object.entries(attack.meta().attack ?? {});
  const attempts = stops.reduce((sum, [, count]) => sum + count, 0);
  const by = attack.result().state === "passed" ? stops.map(([by]) => by).join(", ") : "NOTHING";
  return [attack.fullName, String(attempts), by, relative(root, attack.module.moduleId)];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
