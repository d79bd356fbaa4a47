import { confidenceText } from "@pha/attestation";
import { readState } from "@pha/frame";
import { attestation, clusters, type Standing, standingOf } from "@pha/runtime/spec";
import { addressOf, type Context } from "../context.ts";
import { table } from "../output.ts";

const standingTexts: Readonly<Record<Standing, string>> = {
  valid: "valid",
  expired: "expired",
  "program-denied": "not allowed",
  "platform-denied": "platform denied",
  "tcb-denied": "platform not accepted",
};

/** `pha worker list` */
export async function listWorkers(context: Context): Promise<void> {
  const network = await context.connect();
  const rows = await network.read((state, head) => {
    const all = readState(clusters, state);
    const { workers, policy, platforms } = readState(attestation, state);
    const rules = { policy: policy.get(), platforms: platforms.get() };
    const describe = (cluster: number, membership: string) => (identity: `0x${string}`) => {
      const worker = workers.get(identity);
      const program = rules.policy.measurements.find(
        ({ role, measurement }) => role.type === "Miner" && measurement === worker?.measurement,
      );
      return {
        worker: identity,
        cluster,
        membership,
        operator: worker?.operator,
        program: program && `${program.name} ${program.version}`,
        measurement: worker?.measurement,
        confidence: worker?.confidence,
        attestation: worker === undefined ? "none" : standingTexts[standingOf(rules, worker, head.timeMs)],
        attestedMsAgo: worker && Math.max(0, Number(head.timeMs - worker.attestedAtMs)),
        sessionNumber: worker?.sessionNumber,
        registeredAt: worker?.registeredAt,
      };
    };
    return Array.from({ length: all.count.get() }, (_, id) => id).flatMap((id) => {
      const { members = [], applicants = [] } = all.clusters.get(id) ?? {};
      return [...members.map(describe(id, "member")), ...applicants.map(describe(id, "applicant"))];
    });
  });
  const shown = rows.map((row) => ({ ...row, operator: row.operator && addressOf(network, row.operator) }));
  context.output.result(
    shown,
    shown.length === 0
      ? ["No worker belongs to a cluster yet."]
      : table([
          ["worker", "cluster", "membership", "program", "attestation", "renewed", "sessions", "since block"],
          ...shown.map((row) => [
            row.worker,
            String(row.cluster),
            row.membership,
            row.program ?? "unknown",
            row.confidence === undefined ? row.attestation : `${row.attestation}, ${confidenceText(row.confidence)}`,
            row.attestedMsAgo === undefined ? "never" : `${ageText(row.attestedMsAgo)} ago`,
            String(row.sessionNumber ?? 0),
            String(row.registeredAt ?? ""),
          ]),
        ]),
  );
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A time that has gone by, in its largest unit. */
function ageText(ms: number): string {
  const [unit, size] = units.find(([, of]) => ms >= of) ?? ["s", 1_000];
  return `${Math.floor(ms / size)} ${unit}`;
}
