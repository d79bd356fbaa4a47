import { type Hex, toHex, utf8 } from "@pha/codec";
import { type Env, Execution, viewOf } from "@pha/frame";
import type { ChainSpec } from "../chain-spec/chain-spec.ts";
import { attestation } from "../pallets/attestation/spec.ts";
import { existentialDeposit, newLogicFlag } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { clusters } from "../pallets/clusters/spec.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { sudo } from "../pallets/sudo/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { validators } from "../pallets/validators/spec.ts";
import { version } from "../version.ts";
import { errors } from "./errors.ts";

/** Where the state keeps the runtime itself, as Substrate does. */
export const codeKey: Hex = toHex(utf8(":code"));

const zeroHash: Hex = `0x${"00".repeat(32)}`;

/**
 * State of block 0.
 *
 * @throws `runtime.BadGenesis` for a spec that contradicts itself.
 */
export function genesisState(spec: ChainSpec, code: Uint8Array): Map<Hex, Uint8Array> {
  check(spec);
  const context = { number: 0, parentHash: zeroHash, genesisHash: zeroHash, timeMs: 0n };
  const env = new Execution(viewOf(new Map()), context, new Map());
  const { network, lastRuntimeUpgrade } = env.of(system).state;
  network.put(spec.name);
  lastRuntimeUpgrade.put({ spec_version: version.spec_version, spec_name: version.spec_name });
  endow(env, spec);
  registries(env, spec);
  const state = new Map<Hex, Uint8Array>([[codeKey, code]]);
  for (const [key, value] of env.overlay.changes()) if (value) state.set(key, value);
  return state;
}

function endow(env: Env, spec: ChainSpec): void {
  const { account } = env.of(system).state;
  for (const { account: who, amount } of spec.balances) {
    const data = { free: amount, reserved: 0n, frozen: 0n, flags: newLogicFlag };
    account.put(who, { nonce: 0, consumers: 0, providers: 1, sufficients: 0, data });
  }
  env.of(balances).state.totalIssuance.put(spec.balances.reduce((sum, { amount }) => sum + amount, 0n));
  if (spec.sudo) env.of(sudo).state.key.put(spec.sudo);
}

function registries(env: Env, spec: ChainSpec): void {
  const { set, sets, authors, beneficiary } = env.of(validators).state;
  set.put({ id: 0n, from: 1, addresses: spec.validators.map(({ address }) => address) });
  const members = spec.validators.map((appointment) => ({ ...appointment, bond: 0n }));
  sets.put(0n, { from: 1, to: undefined, validators: members });
  authors.put(spec.authors);
  beneficiary.put(spec.beneficiary);

  const { programs, maxAgeMs, developmentRoot } = spec.attestation;
  const measurements = programs.map(({ role, ...program }) => ({ role: { type: role }, ...program }));
  env.of(attestation).state.policy.put({ measurements, maxAgeMs });
  if (developmentRoot) env.of(attestation).state.developmentRoot.put(developmentRoot);

  env.of(gatekeepers).state.config.put(spec.gatekeepers);
  const { count, clusters: byId } = env.of(clusters).state;
  count.put(spec.clusters.length);
  for (const [id, cluster] of spec.clusters.entries()) byId.put(id, { ...cluster, members: [], applicants: [] });
}

function check(spec: ChainSpec): void {
  const accounts = new Set(spec.balances.map(({ account }) => account));
  const refuse = (reason: string) => {
    throw errors.BadGenesis({ reason });
  };
  if (accounts.size !== spec.balances.length) refuse("an account is endowed twice");
  if (spec.balances.some(({ amount }) => amount < existentialDeposit)) refuse("an endowment is too small to exist");
  if (!spec.development && (spec.sudo || spec.attestation.developmentRoot || spec.clusters.some(({ open }) => open)))
    refuse("only a development network has sudo, emulated enclaves and open clusters");
  const { size, threshold } = spec.gatekeepers;
  if (threshold < 2 || threshold > size) refuse("the threshold is at least 2 and at most the number of gatekeepers");
}
