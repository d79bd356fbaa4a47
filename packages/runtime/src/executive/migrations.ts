import type { Execution, Implementation, Migration, Weight } from "@pha/frame";
import { system } from "../pallets/system/spec.ts";
import { blockLimits } from "./limits.ts";
import type { Machine } from "./machine.ts";
import { addWeights, isWithin, noWeight } from "./weights.ts";

/** What migrations may weigh in one block: half of it, so that whatever may end a failed one finds room. */
const budget: Weight = { ref_time: blockLimits.ref_time / 2n, proof_size: blockLimits.proof_size / 2n };

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
export function migrate(machine: Machine, execution: Execution): Weight {
  const { state, emit } = execution.of(system);
  const { spec_name, spec_version } = machine.spec.version;
  const isFirst = state.lastRuntimeUpgrade.get()?.spec_version !== spec_version;
  if (!isFirst && !state.migration.has()) return noWeight;
  const all = migrationsOf(machine);
  if (isFirst) {
    state.lastRuntimeUpgrade.put({ spec_version, spec_name });
    const running = state.migration.get();
    if (running && all.some(({ name }) => name === running.name)) state.migration.put({ ...running, failed: false });
    else startNext(execution, all);
  }

  let used = noWeight;
  for (let running = state.migration.get(); running && !running.failed; running = state.migration.get()) {
    const { name, steps } = running;
    const migration = all.find((known) => known.name === name);
    if (!migration) break;
    const next = addWeights(used, migration.weight);
    if (used.ref_time > 0n && !isWithin(next, budget)) break;
    used = next;
    // A cursor that the state does not take is the step's failure: the block's would be the end of the chain.
    const step = () => {
      const cursor = migration.step(execution.envOf(migration.of), running.cursor);
      if (cursor) state.migration.put({ ...running, cursor, steps: steps + 1 });
      return cursor;
    };
    const after = execution.attempt(step);
    if (!after) {
      state.migration.put({ ...running, failed: true });
      emit.MigrationFailed({ name, steps });
    } else if (!after.value) {
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
