import { AccountId, fixedBytes, H256, option, struct, text, u32, u64, u128 } from "@pha/codec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as devErrors } from "../dev/errors.ts";
import { errors as chainErrors } from "../errors.ts";
import { callFromJson } from "./call-from-json.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { jsonObject } from "./json.ts";

const name = text({ max: 64 });
const SnapshotId = fixedBytes(8);
const Receipt = struct({ hash: H256 });
const Block = struct({ number: u32, hash: H256 });
const TimedBlock = struct({ number: u32, hash: H256, timeMs: u64 });

/** `/v1/dev`: shortcuts of a development network, refused on every other. */
export function devRoutes({ ledger, dev, json: context }: RouteDeps): AnyRoute[] {
  const submitting = { reply: Receipt, status: 202 } as const;
  return [
    route({
      method: "POST",
      url: "/v1/dev/faucet",
      summary: "Gives an account PHA (1000 when amount, in plancks, is absent).",
      body: struct({ to: AccountId, amount: option(u128) }),
      ...submitting,
      errors: [devErrors.DevelopmentOnly],
      handle: ({ body: { to, amount } }) => dev.faucet(to, amount),
    }),
    route({
      method: "POST",
      url: "/v1/dev/submit",
      summary: "Signs a call as a development account (//Alice, //Bob …) and submits it.",
      body: struct({ from: name, pallet: name, call: name, args: jsonObject }),
      ...submitting,
      errors: [devErrors.DevelopmentOnly, devErrors.NoSuchKey, errors.UnknownCall],
      handle: ({ body: { from, ...named } }) => dev.submit(from, callFromJson(ledger, named, context)),
    }),
    route({
      method: "POST",
      url: "/v1/dev/impersonate",
      summary:
        "Submits a call that is dispatched as if any account had signed it; the account needs no key and pays no fee.",
      body: struct({ from: AccountId, pallet: name, call: name, args: jsonObject }),
      ...submitting,
      errors: [devErrors.DevelopmentOnly, errors.UnknownCall, devErrors.NoSudo],
      handle: ({ body: { from, ...named } }) => dev.impersonate(from, callFromJson(ledger, named, context)),
    }),
    route({
      method: "POST",
      url: "/v1/dev/balance",
      summary: "Sets an account's free balance, in plancks; the total issuance follows.",
      body: struct({ account: AccountId, free: u128 }),
      ...submitting,
      errors: [devErrors.DevelopmentOnly, devErrors.NoSudo],
      handle: ({ body: { account, free } }) => dev.setBalance(account, free),
    }),
    route({
      method: "POST",
      url: "/v1/dev/blocks",
      summary: "Seals a block now, with everything that is ready.",
      reply: Block,
      status: 201,
      errors: [devErrors.DevelopmentOnly, chainErrors.NotTheAuthor],
      handle: () => dev.seal(),
    }),
    route({
      method: "POST",
      url: "/v1/dev/snapshots",
      summary: "Remembers blocks, state, waiting extrinsics and the clock, until the chain ends.",
      reply: struct({ id: SnapshotId }),
      status: 201,
      errors: [devErrors.DevelopmentOnly, chainErrors.NotTheAuthor, devErrors.NeedsInstantFinality],
      handle: async () => ({ id: await dev.snapshot() }),
    }),
    route({
      method: "POST",
      url: "/v1/dev/snapshots/:id/revert",
      summary: "Goes back to a snapshot, and forgets it with all that were taken after it. What came since never was.",
      params: struct({ id: SnapshotId }),
      reply: Block,
      errors: [
        devErrors.DevelopmentOnly,
        chainErrors.NotTheAuthor,
        devErrors.NeedsInstantFinality,
        devErrors.NoSuchSnapshot,
      ],
      handle: ({ params: { id } }) => dev.revert(id),
    }),
    route({
      method: "POST",
      url: "/v1/dev/time",
      summary: "Seals a block of a later time, in ms since 1970; the clock goes on from there.",
      body: struct({ timeMs: u64 }),
      reply: TimedBlock,
      status: 201,
      errors: [devErrors.DevelopmentOnly, chainErrors.NotTheAuthor, devErrors.NeedsInstantFinality, devErrors.NotLater],
      handle: ({ body: { timeMs } }) => dev.travel(timeMs),
    }),
  ];
}
