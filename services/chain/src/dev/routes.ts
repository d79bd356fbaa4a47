import { AccountId, H256, option, struct, text, u128 } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { balances, PHA } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import type { RouteDeps } from "../routes/deps.ts";
import { errors } from "../routes/errors.ts";
import { jsonObject } from "../routes/json.ts";
import { callFromJson } from "../routes/prepare.ts";
import { devAccounts } from "./accounts.ts";

/** Pays for the faucet. */
const SPONSOR = "//Ferdie";

const FAUCET_AMOUNT = 1_000n * PHA;

const name = text({ max: 64 });
const Receipt = struct({ hash: H256 });

/** `/v1/dev`: shortcuts of a development network, refused on every other. */
export function devRoutes({ ledger, json: context }: RouteDeps): AnyRoute[] {
  const accounts = devAccounts({ ledger });
  const requireDevelopment = () => {
    if (!ledger.spec.development) throw errors.DevelopmentOnly();
  };
  return [
    route({
      method: "POST",
      url: "/v1/dev/faucet",
      summary: "Gives an account PHA (1000 when amount, in plancks, is absent).",
      body: struct({ to: AccountId, amount: option(u128) }),
      reply: Receipt,
      status: 202,
      errors: [errors.DevelopmentOnly],
      handle({ body: { to, amount = FAUCET_AMOUNT } }) {
        requireDevelopment();
        const dest = { type: "Id", value: to } as const;
        return accounts.submit(SPONSOR, makeCall(balances, "transfer_keep_alive", { dest, value: amount }));
      },
    }),
    route({
      method: "POST",
      url: "/v1/dev/submit",
      summary: "Signs a call as a development account (//Alice, //Bob …) and submits it.",
      body: struct({ from: name, pallet: name, call: name, args: jsonObject }),
      reply: Receipt,
      status: 202,
      errors: [errors.DevelopmentOnly, errors.NoSuchKey, errors.UnknownCall],
      handle({ body: { from, ...named } }) {
        requireDevelopment();
        return accounts.submit(from, callFromJson(ledger, named, context));
      },
    }),
  ];
}
