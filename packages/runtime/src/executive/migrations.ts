import { type Execution, type Implementation, type Migration, NotLoaded, type Weight } from "@pha/frame";
import { type RunningMigration, system } from "../pallets/system/spec.ts";
import { blockLimits } from "./limits.ts";
import type { Machine } from "./machine.ts";

/** What migrations may weigh in one block: half of it, so that whatever may end a failed one finds room. */
const budget: Weight = { ref_time: blockLimits.ref_time / 2n, proof_size: blockLimits.proof_size / 2n };

const nothing: Weight = { ref_time: 0n, proof_size: 0n };

interface PalletMigration extends Migration {
  readonly of: Implementation;
}

/** Every migration of the runtime under its full name, in the order in which they run. */
export const migrationsOf = ({ implementations }: Machine): PalletMigration[] =>
  [...implementations.values()].flatMap((of) =>
    (of.hooks.migrations ?? []).map((migration) => ({ ...migration, of, name: `${of.pallet.name}.${migration.name}` })),
  );

/**
 * In the first block of a new runtime, begins with what it has to migrate; in every block, goes on as far as half of the
 * block allows. Says what that weighed. A step that throws is undone and reported, and nothing more happens until the
 * next runtime, which goes on where this one stopped.
 */
export function migrate(machine: Machine, execution: Execution, bugs: unknown[]): Weight {
  const { state, emit } = execution.of(system);
  const { spec_name, spec_version } = machine.spec.version;
  const isFirst = state.lastRuntimeUpgrade.get()?.spec_version !== spec_version;
  if (!isFirst && !state.migration.has()) return nothing;
  const all = migrationsOf(machine);
  if (isFirst) {
    state.lastRuntimeUpgrade.put({ spec_version, spec_name });
    const running = state.migration.get();
    if (running && all.some(({ name }) => name === running.name)) state.migration.put({ ...running, failed: false });
    else startNext(execution, all);
  }

  let used = nothing;
  for (let running = state.migration.get(); running && !running.failed; running = state.migration.get()) {
    const { name, steps } = running;
    const migration = all.find((known) => known.name === name);
    if (!migration) break;
    const next = {
      ref_time: used.ref_time + migration.weight.ref_time,
      proof_size: used.proof_size + migration.weight.proof_size,
    };
    if (used.ref_time > 0n && (next.ref_time > budget.ref_time || next.proof_size > budget.proof_size)) break;
    used = next;
    const after = step(execution, migration, running, bugs);
    if (after === "failed") {
      state.migration.put({ ...running, failed: true });
      emit.MigrationFailed({ name, steps });
    } else if (after.cursor) {
      state.migration.put({ ...running, cursor: after.cursor, steps: steps + 1 });
    } else {
      state.migrated.put(name, execution.block.number);
      emit.MigrationCompleted({ name, steps: steps + 1 });
      startNext(execution, all);
    }
  }
  return used;
}

/** Begins with the first that has never run. */
function startNext(execution: Execution, all: readonly Migration[]): void {
  const { state, emit } = execution.of(system);
  const done = state.migrated.getMany(all.map(({ name }) => name));
  const next = all.find((_, i) => done[i] === undefined);
  if (!next) {
    if (state.migration.has()) state.migration.remove();
    return;
  }
  const { name } = next;
  state.migration.put({ name, cursor: undefined, steps: 0, startedAt: execution.block.number, failed: false });
  emit.MigrationStarted({ name });
}

function step(execution: Execution, migration: PalletMigration, { cursor }: RunningMigration, bugs: unknown[]) {
  try {
    return { cursor: execution.transaction(() => migration.step(execution.envOf(migration.of), cursor)) };
  } catch (error) {
    if (error instanceof NotLoaded) throw error;
    bugs.push(error);
    return "failed" as const;
  }
}
