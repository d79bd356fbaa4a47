import { CodedError } from "@pha/codec";
import type { Connection, Started } from "./connection.ts";
import type { ReportBug } from "./serve.ts";

/** Tells some entries, when those before are on their way; false once nobody listens any more. */
export type Tell = (entries: readonly object[]) => Promise<boolean>;

/** Opens a subscription that tells what `work` finds, then that it is done or what went wrong, and ends by itself. */
export function openStream(
  connection: Connection,
  { event, reportBug }: { readonly event: "storage" | "storageDiff"; readonly reportBug: ReportBug },
  work: (tell: Tell) => Promise<void>,
): Started {
  return connection.open(`archive_v1_${event}Event`, (push, id) => {
    let stopped = false;
    return {
      start: () => void run(),
      stop() {
        stopped = true;
      },
    };

    async function run(): Promise<void> {
      try {
        await work(async (entries) => {
          await connection.flushed();
          for (const entry of entries) if (!stopped) push({ event, ...entry });
          return !stopped;
        });
        if (!stopped) push({ event: `${event}Done` });
      } catch (error) {
        if (!(error instanceof CodedError)) reportBug(error, `archive_v1_${event}`);
        push({ event: `${event}Error`, error: error instanceof CodedError ? error.message : "Internal error" });
      } finally {
        connection.close(id);
      }
    }
  });
}
