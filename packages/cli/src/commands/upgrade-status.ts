import { setTimeout } from "node:timers/promises";
import { type Hex, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { readState } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { codeOf } from "../governance/call-text.ts";
import { endedText, findBecame, findEnded } from "../governance/ended.ts";
import { type Measure, readMeasures } from "../governance/measures.ts";
import { nameOf, nextSteps, readNextLaunch, standingText } from "../governance/next-steps.ts";
import { listPassed } from "../governance/passed.ts";
import { type KnownCalls, readCall } from "../governance/stored-call.ts";

/** A measure that is an upgrade, or carries one. */
interface Upgrade {
  readonly measure: Measure;
  readonly codeHash: Hex;
  readonly bytes: number;
}

interface Standing {
  readonly block: number;
  readonly specName: string | undefined;
  readonly specVersion: number | undefined;
  readonly nextLaunch: number;
  readonly upgrades: readonly Upgrade[];
}

/** How often the newest certified block is looked at. */
const LOOK_MS = 500;

/**
 * `pha upgrade status`: with `follow`, until the runtime is another one, or nothing is under way any more.
 *
 * @throws `cli.UpgradeFailed` when that was followed, and has come to nothing
 */
export async function upgradeStatus(
  context: Context,
  { follow = false }: { readonly follow?: boolean },
): Promise<void> {
  const network = await context.connect();
  const known: KnownCalls = new Map();
  const first = await read(network, known);
  let now = first;
  let followed = first.upgrades;
  let told = "";
  while (follow && now.upgrades.length > 0 && now.specVersion === first.specVersion) {
    const lines = now.upgrades.map(({ measure }) => `${nameOf(measure)}: ${standingText(measure, now.nextLaunch)}`);
    if (lines.join() !== told) for (const line of lines) context.output.progress(`block ${now.block}, ${line}`);
    told = lines.join();
    await setTimeout(LOOK_MS);
    now = await read(network, known);
    if (now.upgrades.length > 0) followed = now.upgrades;
    // A new version shows in the block after the one that dispatched the call, in which nothing is under way any more.
    if (now.upgrades.length === 0 && first.upgrades.length > 0) now = await oneLater(network, known, now);
  }
  if (follow && followed.length > 0 && now.specVersion === first.specVersion)
    throw errors.UpgradeFailed({ became: await becameOf(network, followed, now.block) });
  const upgrades = now.upgrades.map(({ measure, codeHash, bytes }) => ({
    ...{ name: nameOf(measure), codeHash, bytes, standing: standingText(measure, now.nextLaunch) },
    next: nextSteps(measure, context.pha),
  }));
  const { block, specName, specVersion } = now;
  const change = specVersion === first.specVersion ? "" : `, ${first.specVersion} before`;
  context.output.result({ block, specName, specVersion, from: first.specVersion, upgrades }, [
    `The ledger is ${specName}, version ${specVersion}${change}, at block ${block}.`,
    ...(upgrades.length === 0 ? ["No upgrade is under way."] : []),
    ...upgrades.flatMap(({ name, codeHash, bytes, standing, next }) => [
      `${name}: code ${codeHash}, ${bytes} bytes`,
      `  ${standing}`,
      ...next.map((line) => `  ${line}`),
    ]),
  ]);
}

async function read(network: Network, known: KnownCalls): Promise<Standing> {
  const passed = await listPassed(network);
  return network.read((view, { header }) => {
    const version = readState(system, view).lastRuntimeUpgrade.get();
    const upgrades = readMeasures(view, known, passed).flatMap((measure): Upgrade[] => {
      const { call } = measure.stored;
      const carried = Object(call?.value.value)["proposal"];
      const isMotion = measure.type === "motion" && call?.type === "Democracy" && carried !== undefined;
      const code = codeOf(isMotion ? readCall(view, carried, known).call : call);
      return code ? [{ measure, codeHash: toHex(sha256(code)), bytes: code.length }] : [];
    });
    return {
      block: header.number,
      specName: version?.spec_name,
      specVersion: version?.spec_version,
      nextLaunch: readNextLaunch(view),
      upgrades,
    };
  });
}

/** What became of upgrades that are under way no more, as far as the chain's history tells once it has a block. */
async function becameOf(network: Network, followed: readonly Upgrade[], block: number): Promise<string> {
  while ((await network.findEvents({ limit: 1 })).through < block) await setTimeout(LOOK_MS);
  const texts = followed.map(async ({ measure }) => {
    const isOver = measure.type === "referendum" || measure.type === "enactment";
    const ended = isOver ? await findEnded(network, measure.referendum) : undefined;
    return ended ? endedText(ended, await findBecame(network, ended)) : `${nameOf(measure)} is under way no more.`;
  });
  return (await Promise.all(texts)).join(" ");
}

async function oneLater(network: Network, known: KnownCalls, than: Standing): Promise<Standing> {
  let now = than;
  while (now.block <= than.block) {
    await setTimeout(LOOK_MS);
    now = await read(network, known);
  }
  return now;
}
