import { AccountId, fixedBytes, H256, option, struct, text, u32, u64, u128 } from "@pha/codec";
import { maxHttpBodyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { apiErrors, devErrors, errors } from "./errors.ts";
import { namedCall, refusals } from "./transactions.ts";
import { Block } from "./types.ts";

const submits = { reply: struct({ hash: H256 }), status: 202 } as const;
const refused = [devErrors.DevelopmentOnly, ...refusals];
const seals = [devErrors.DevelopmentOnly, errors.NotTheAuthor, errors.NotSealed];
const SnapshotId = fixedBytes(8);

/** `/v1/dev`: shortcuts of a development network, refused on every other. */
export const dev = {
  faucet: endpoint("POST /v1/dev/faucet", {
    summary: "Gives an account PHA (1000 when amount, in plancks, is absent).",
    body: { to: AccountId, amount: option(u128) },
    ...submits,
    errors: [devErrors.FaucetTooLow, ...refused],
  }),
  submit: endpoint("POST /v1/dev/submit", {
    summary: "Signs a call as a development account (//Alice, //Bob …) and submits it.",
    body: { from: text({ max: 64 }), ...namedCall },
    maxBodyBytes: maxHttpBodyBytes,
    ...submits,
    errors: [devErrors.NoSuchKey, apiErrors.UnknownCall, ...refused],
  }),
  impersonate: endpoint("POST /v1/dev/impersonate", {
    summary:
      "Submits a call that is dispatched as if any account had signed it; the account needs no key and pays no fee.",
    body: { from: AccountId, ...namedCall },
    maxBodyBytes: maxHttpBodyBytes,
    ...submits,
    errors: [apiErrors.UnknownCall, devErrors.NoSudo, ...refused],
  }),
  setBalance: endpoint("POST /v1/dev/balance", {
    summary: "Sets an account's free balance, in plancks; the total issuance follows.",
    body: { account: AccountId, free: u128 },
    ...submits,
    errors: [devErrors.NoSudo, ...refused],
  }),
  seal: endpoint("POST /v1/dev/blocks", {
    summary: "Seals a block now, with everything that is ready.",
    reply: Block,
    status: 201,
    errors: seals,
  }),
  snapshot: endpoint("POST /v1/dev/snapshots", {
    summary: "Remembers blocks, state, waiting extrinsics and the clock, until the chain ends.",
    reply: struct({ id: SnapshotId }),
    status: 201,
    errors: [...seals, devErrors.NeedsInstantFinality],
  }),
  revert: endpoint("POST /v1/dev/snapshots/:id/revert", {
    summary: "Goes back to a snapshot, and forgets it with all that were taken after it. What came since never was.",
    params: { id: SnapshotId },
    reply: Block,
    errors: [...seals, devErrors.NeedsInstantFinality, devErrors.NoSuchSnapshot],
  }),
  travel: endpoint("POST /v1/dev/time", {
    summary: "Seals a block of a later time, in ms since 1970; the clock goes on from there.",
    body: { timeMs: u64 },
    reply: struct({ number: u32, hash: H256, timeMs: u64 }),
    status: 201,
    errors: [...seals, devErrors.NeedsInstantFinality, devErrors.NotLater],
  }),
};
