import { type AccountId, encode, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Call, type CallContext, filterOf, implement, restrict, resultOf, signed } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";
import { lookup } from "../system/lookup.ts";
import { pureAccount } from "./account.ts";
import { putAnnouncements, putProxies, putPure } from "./deposits.ts";
import { type Announcement, maxPending, maxProxies, type ProxyDefinition, ProxyType, proxy } from "./spec.ts";

type Context = CallContext<typeof proxy, "signed">;

const { errors } = proxy;

export const proxyCalls = implement(proxy, {
  proxy(env, { real: address, force_proxy_type, call }) {
    const real = lookup(address);
    const definition = find(env, real, env.caller, force_proxy_type);
    if (definition.delay > 0) throw errors.Unannounced({ delay: definition.delay });
    act(env, real, definition, call);
  },

  add_proxy(env, { delegate: address, proxy_type, delay }) {
    const { caller, state, emit } = env;
    const delegate = lookup(address);
    if (delegate === caller) throw errors.NoSelfProxy();
    const definition = { delegate, proxy_type, delay };
    const [before] = state.proxies.get(caller);
    if (before.some((each) => compare(each, definition) === 0)) throw errors.Duplicate();
    if (before.length >= maxProxies) throw errors.TooMany({ max: maxProxies });
    putProxies(env, caller, [...before, definition].sort(compare));
    emit.ProxyAdded({ delegator: caller, delegatee: delegate, proxy_type, delay });
  },

  remove_proxy(env, { delegate: address, proxy_type, delay }) {
    const { caller, state, emit } = env;
    const delegate = lookup(address);
    const [before] = state.proxies.get(caller);
    const rest = before.filter((each) => compare(each, { delegate, proxy_type, delay }) !== 0);
    if (rest.length === before.length) throw errors.NotFound();
    putProxies(env, caller, rest);
    emit.ProxyRemoved({ delegator: caller, delegatee: delegate, proxy_type, delay });
  },

  remove_proxies(env) {
    putProxies(env, env.caller, []);
  },

  create_pure(env, { proxy_type, delay, index }) {
    const { caller, state, emit, block } = env;
    const pure = pureAccount(caller, { height: block.number, ext_index: env.extrinsicIndex(), proxy_type, index });
    if (state.proxies.has(pure)) throw errors.Duplicate();
    putPure(env, pure, { delegate: caller, proxy_type, delay });
    emit.PureCreated({ pure, who: caller, proxy_type, disambiguation_index: index });
  },

  kill_pure(env, { spawner, ...rest }) {
    if (pureAccount(lookup(spawner), rest) !== env.caller) throw errors.NoPermission();
    putProxies(env, env.caller, []);
  },

  announce(env, { real: address, call_hash }) {
    const { caller, state, emit, block } = env;
    const real = lookup(address);
    find(env, real, caller, undefined);
    const [pending] = state.announcements.get(caller);
    if (pending.length >= maxPending) throw errors.TooMany({ max: maxPending });
    putAnnouncements(env, caller, [...pending, { real, call_hash, height: block.number }]);
    emit.Announced({ real, proxy: caller, call_hash });
  },

  remove_announcement: (env, { real, call_hash }) => withdraw(env, env.caller, lookup(real), call_hash),

  reject_announcement: (env, { delegate, call_hash }) => withdraw(env, lookup(delegate), env.caller, call_hash),

  proxy_announced(env, { delegate: delegateAddress, real: realAddress, force_proxy_type, call }) {
    const [delegate, real] = [lookup(delegateAddress), lookup(realAddress)];
    const definition = find(env, real, delegate, force_proxy_type);
    const hash = toHex(blake2b256(encode(RuntimeCall, call)));
    const isDue = ({ height }: Announcement) => env.block.number - height >= definition.delay;
    const [pending] = env.state.announcements.get(delegate);
    const rest = pending.filter((each) => each.real !== real || each.call_hash !== hash || !isDue(each));
    if (rest.length === pending.length) throw errors.Unannounced({ delay: definition.delay });
    putAnnouncements(env, delegate, rest);
    act(env, real, definition, call);
  },
});

/** The first that there is, of a type if one is given. @throws `Proxy.NotProxy` */
function find({ state }: Context, real: AccountId, delegate: AccountId, type: ProxyType | undefined): ProxyDefinition {
  const [definitions] = state.proxies.get(real);
  const found = definitions.find(
    (each) => each.delegate === delegate && (type === undefined || each.proxy_type.type === type.type),
  );
  if (!found) throw errors.NotProxy();
  return found;
}

/** Dispatches a call as another account, under the restriction of the proxy's type. */
function act({ dispatch, emit }: Context, real: AccountId, { proxy_type }: ProxyDefinition, call: Call): void {
  const origin = signed(real);
  const restricted = proxy_type.type === "Any" ? origin : restrict(origin, filterOf(proxy, "Type", proxy_type));
  emit.ProxyExecuted({ result: resultOf(dispatch(call, restricted)) });
}

/** Takes all announcements of a call away. @throws `Proxy.NotFound` */
function withdraw(env: Context, delegate: AccountId, real: AccountId, hash: Hex): void {
  const [pending] = env.state.announcements.get(delegate);
  const rest = pending.filter((each) => each.real !== real || each.call_hash !== hash);
  if (rest.length === pending.length) throw errors.NotFound();
  putAnnouncements(env, delegate, rest);
}

/** Order of an account's proxies: by delegate, type, delay. */
function compare(a: ProxyDefinition, b: ProxyDefinition): number {
  if (a.delegate !== b.delegate) return a.delegate < b.delegate ? -1 : 1;
  return indexOf(a) - indexOf(b) || a.delay - b.delay;
}

const indexOf = ({ proxy_type }: ProxyDefinition): number => encode(ProxyType, proxy_type)[0] as number;
