import { encode, type Hex } from "@pha/codec";
import { implement } from "@pha/frame";
import { type Junction, keyIn, locationOf, MultiLocation, stepsOf } from "../../xcm/location.ts";
import { detailsOf } from "../assets/accounts.ts";
import { createAsset } from "../assets/create.ts";
import { palletAccount } from "../balances/pallet-account.ts";
import { laneNamed } from "../lanes/lanes.ts";
import { publishedResource, resourceOf } from "./frozen.ts";
import { bridgeOf, registeredAs } from "./registry.ts";
import { assetsRegistry, type Naming } from "./spec.ts";

const { errors } = assetsRegistry;

/** Owns assets that came from elsewhere: nobody issues, destroys or freezes them by a call. */
export const registryAccount = palletAccount("phala/ar");

export const assetsRegistryCalls = implement(assetsRegistry, {
  register(env, { location, asset, upstream, name, symbol, decimals, least }) {
    const { state, emit } = env;
    const { isOwn, isHome } = standingOf(location, state.chain.get());
    const resource = resourceOf(location);
    if (state.registered.has(resource)) throw errors.AlreadyRegistered({ resource });
    if (isOwn !== (asset === undefined)) throw errors.BadLocation();
    if (isHome !== (upstream === undefined)) throw errors.BadUpstream();
    if (upstream !== undefined) laneNamed(env, upstream);
    if (asset !== undefined && isHome && !detailsOf(env, asset).is_sufficient) throw errors.NotSufficient({ asset });
    state.registered.put(resource, { location, asset, decimals, upstream });
    state.located.put(encode(MultiLocation, location), resource);
    if (asset !== undefined && !isHome) createAsset(env, asset, registryAccount, { name, symbol, decimals, least });
    emit.Registered({ resource, location, asset });
  },

  enable(env, { resource, lane, naming, terms }) {
    const { state, emit, block } = env;
    const { location } = registeredAs(env, resource);
    laneNamed(env, lane);
    const name = nameOf(resource, location, naming);
    if (state.bridges.has(resource, lane) || state.named.has(lane, name)) throw errors.AlreadyEnabled({ name });
    const full = (level: bigint) => ({ level, atMs: block.timeMs });
    const [inward, outward] = [full(terms.capIn), full(terms.capOut)];
    state.bridges.put(resource, lane, { name, terms, arriving: inward, leaving: outward, returning: inward });
    state.named.put(lane, name, resource);
    emit.Enabled({ resource, lane, name });
  },

  set_terms(env, { resource, lane, terms }) {
    const bridge = bridgeOf(env, resource, lane);
    env.state.bridges.put(resource, lane, { ...bridge, terms });
    env.emit.TermsSet({ resource, lane, terms });
  },

  disable(env, { resource, lane }) {
    const { name } = bridgeOf(env, resource, lane);
    env.state.bridges.remove(resource, lane);
    env.state.named.remove(lane, name);
    env.emit.Disabled({ resource, lane });
  },
});

/**
 * Whether a location is this chain itself, whose token it is, or is of something that is at home here.
 *
 * @throws `AssetsRegistry.BadLocation`
 */
function standingOf(location: MultiLocation, own: number) {
  const [chain, next]: readonly (Junction | undefined)[] = stepsOf(location);
  if (location.parents !== 1 || chain?.type !== "Parachain") throw errors.BadLocation();
  const isOfUs = chain.value === own;
  return { isOwn: isOfUs && next === undefined, isHome: isOfUs && keyIn(next) === undefined };
}

/** What the original published is of the location as the chain itself sees it, with a salt behind. */
function nameOf(resource: Hex, location: MultiLocation, naming: Naming): Hex {
  if (naming.type === "Own") return resource;
  const { layout, domain, salt } = naming.value;
  const [, ...inside] = stepsOf(location);
  const salted: readonly Junction[] =
    salt === undefined ? inside : [...inside, { type: "GeneralIndex", value: BigInt(salt) }];
  const isOwn = inside.length === 0;
  return publishedResource(isOwn ? locationOf(0, ...salted) : location, layout.type, domain);
}
