import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { governanceApi, maxHooks, maxHookUrl } from "@pha/api";
import { type CodedError, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { implement, type Route } from "@pha/service-kit/http";
import { findHook, type HookRow, insertHook, listHooks, removeHook, resumeHook } from "../db/hooks.ts";
import { errors } from "../errors.ts";
import { expectAddress } from "../hooks/post.ts";
import { newSecret } from "../hooks/sign.ts";
import type { RouteDeps } from "./deps.ts";
import { nextBlock } from "./next-block.ts";

export function hookRoutes(deps: RouteDeps): Route[] {
  const { db, token, mayBePrivate } = deps.hooks;
  const expected = token && sha256(utf8(`Bearer ${token.reveal()}`));
  const guard = ({ authorization = "" }: IncomingHttpHeaders): CodedError | undefined => {
    if (!expected) return errors.HooksOff();
    return timingSafeEqual(sha256(utf8(authorization)), expected) ? undefined : errors.WrongToken();
  };

  const routes = implement(governanceApi.hooks, {
    async list() {
      return { hooks: (await listHooks(db)).map(show) };
    },

    async create({ url: given, topics = [], from }) {
      const url = hookUrl(given, mayBePrivate);
      const next = { block: from ?? (await nextBlock(deps)), place: 0 };
      const secret = newSecret();
      const hook = await insertHook(db, { url, topics: [...topics], secret }, next, maxHooks);
      if (!hook) throw errors.TooManyHooks({ most: maxHooks });
      return { hook: show(hook), secret };
    },

    async get({ id }) {
      const hook = await findHook(db, id);
      if (!hook) throw errors.UnknownHook({ id });
      return show(hook);
    },

    async remove({ id }) {
      const hook = await removeHook(db, id);
      if (!hook) throw errors.UnknownHook({ id });
      return show(hook);
    },

    async deliver({ id, from }) {
      const hook = await resumeHook(db, id, from);
      if (!hook) throw errors.UnknownHook({ id });
      return show(hook);
    },
  });
  return routes.map((route) => ({ ...route, guard }));
}

/** What is shown of a hook: all but its secret. */
const show = ({ id, url, topics, status, block, place, failures, lastError, dueAt }: HookRow) => ({
  ...{ id, url, topics, status, next: { block, place }, failures },
  lastError: lastError ?? undefined,
  dueMs: BigInt(dueAt.getTime()),
});

/**
 * The URL as it is kept: all but ASCII escaped.
 *
 * @throws `governance.BadHookUrl`, `governance.PrivateAddress`
 */
function hookUrl(given: string, mayBePrivate: boolean): string {
  const url = URL.parse(given);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password) throw errors.BadHookUrl();
  if (url.href.length > maxHookUrl) throw errors.BadHookUrl({ length: url.href.length });
  expectAddress(url, mayBePrivate);
  return url.href;
}
