import { confidenceText } from "@pha/attestation";
import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { attestation, clusters, type DeniedPlatform, type Rules, standingOf, type Worker } from "@pha/runtime/spec";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { table } from "../output.ts";

const dateOf = (ms: bigint): string => new Date(Number(ms)).toISOString();

function rulesOf(view: StateView): Rules {
  const { policy, platforms } = readState(attestation, view);
  return { policy: policy.get(), platforms: platforms.get() };
}

/** `pha attestation show <worker>` */
export async function showAttestation(context: Context, identity: Hex): Promise<void> {
  const network = await context.connect();
  const { worker, standing, maxAgeMs } = await network.read((view, head) => {
    const found = readState(attestation, view).workers.get(identity);
    const rules = rulesOf(view);
    return {
      worker: found,
      standing: found && standingOf(rules, found, head.timeMs),
      maxAgeMs: rules.policy.maxAgeMs,
    };
  });
  if (!worker || !standing) throw errors.UnknownWorker({ worker: identity });
  const { role, operator, measurement, confidence, quoteHash, registeredAt, sessionNumber, platform } = worker;
  const expires = dateOf(worker.attestedAtMs + maxAgeMs);
  const facts = {
    ...{ worker: identity, role: role.type, standing, confidence, measurement, quoteHash },
    ...{ attested: dateOf(worker.attestedAtMs), expires, registeredAt, sessionNumber, ...platformFacts(platform) },
  };
  context.output.result(
    { ...facts, operator: addressOf(network, operator) },
    table([
      ["worker", identity],
      ["role", role.type.toLowerCase()],
      ["standing", standing],
      ["confidence", confidenceText(confidence)],
      ["measurement", measurement],
      ["platform", platform?.id ?? "not recorded"],
      ["hardware", facts.hardware ? `${facts.hardware.status}, FMSPC ${facts.hardware.fmspc}` : "none"],
      ["advisories", facts.hardware?.advisories.join(" ") || "none"],
      ["attested", facts.attested],
      ["expires", expires],
      ["quote", `SHA-256 ${quoteHash}`],
      ["operator", addressOf(network, operator)],
    ]),
  );
}

function platformFacts(platform: Worker["platform"]) {
  const { id, hardware } = platform ?? {};
  return { platform: id, hardware: hardware && { ...hardware, status: hardware.status.type } };
}

const deniedText = ({ type, value }: DeniedPlatform): string => `${type.toLowerCase()} ${value}`;

/** `pha attestation policy` */
export async function showPolicy(context: Context): Promise<void> {
  const network = await context.connect();
  const { policy, platforms, pending, delay } = await network.read((view) => {
    const { pending, policyDelay } = readState(attestation, view);
    return { ...rulesOf(view), pending: pending.get(), delay: policyDelay.get() };
  });
  const programs = policy.measurements.map(({ role, ...rest }) => ({ role: role.type, ...rest }));
  const { advisories, worstConfidence } = platforms;
  const statuses = platforms.statuses.map(({ type }) => type);
  const denied = platforms.denied.map(deniedText);
  const waits = [pending.policy?.dueTick, pending.platforms?.dueTick].filter((tick) => tick !== undefined);
  context.output.result(
    { programs, maxAgeMs: policy.maxAgeMs, delay, waits, platforms: { statuses, advisories, worstConfidence, denied } },
    [
      ...table([
        ["programs", String(programs.length)],
        ...programs.map(({ role, name, version, measurement }) => ["", `${role} ${name} ${version} ${measurement}`]),
        ["attested", `at most ${Number(policy.maxAgeMs) / 3_600_000} hours ago`],
        ["statuses", statuses.join(" ") || "none"],
        ["confidence", `${worstConfidence} or better`],
        ["advisories", advisories.join(" ") || "none"],
        ["denied", denied.join(", ") || "nothing"],
        ["delay", `${delay} ticks before anything is allowed; what is denied is denied at once`],
        ["waiting", waits.map((tick) => `until tick ${tick}`).join(", ") || "nothing"],
      ]),
    ],
  );
}

/** `pha attestation collateral`: of these families of platforms, and of those that workers in clusters have. */
export async function showCollateral(context: Context, fmspcs: readonly Hex[]): Promise<void> {
  const network = await context.connect();
  const { pieces, now } = await network.read((view, head) => {
    const { rootCrl, pckCrls, qeIdentities, tcbInfos, workers } = readState(attestation, view);
    const members = membersOf(view).map((identity) => workers.get(identity)?.platform?.hardware?.fmspc);
    const families = new Set([...fmspcs, ...members.filter((fmspc) => fmspc !== undefined)]);
    const rows = [
      { name: "root CRL", piece: rootCrl.get() },
      ...(["Platform", "Processor"] as const).map((type) => ({ name: `${type} CRL`, piece: pckCrls.get({ type }) })),
      ...(["Sgx", "Tdx"] as const).map((type) => ({ name: `QE identity, ${type}`, piece: qeIdentities.get({ type }) })),
      ...[...families].flatMap((fmspc) =>
        (["Sgx", "Tdx"] as const).map((type) => ({
          name: `TCB info, ${type} ${fmspc}`,
          piece: tcbInfos.get({ type }, fmspc),
        })),
      ),
    ];
    return { pieces: rows, now: head.timeMs };
  });
  const rows = pieces.flatMap(({ name, piece }) =>
    piece
      ? [{ name, issued: dateOf(piece.issuedMs), expires: dateOf(piece.expiresMs), holds: now <= piece.expiresMs }]
      : [],
  );
  context.output.result(
    rows,
    rows.length === 0
      ? ["No collateral is on the ledger: no hardware can be registered."]
      : table([
          ["piece", "issued", "expires", ""],
          ...rows.map(({ name, issued, expires, holds }) => [name, issued, expires, holds ? "" : "was to be replaced"]),
        ]),
  );
}

function membersOf(view: StateView): Hex[] {
  const all = readState(clusters, view);
  return Array.from({ length: all.count.get() }, (_, id) => all.clusters.get(id)?.members ?? []).flat();
}
