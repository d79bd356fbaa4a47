import { toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { implement } from "@pha/frame";
import { hold, release } from "../balances/holds.ts";
import { depositFor } from "./figures.ts";
import { noteRequested, request, unrequest } from "./requests.ts";
import { preimage } from "./spec.ts";

const { errors, holdReasons } = preimage;

export const preimageCalls = implement(preimage, {
  note_preimage(env, { bytes }) {
    const { caller, state, emit } = env;
    const hash = toHex(blake2b256(bytes));
    const status = state.requestStatusFor.get(hash);
    if (status?.type === "Unrequested" && caller !== undefined) throw errors.AlreadyNoted();
    if (status?.type === "Requested" || caller === undefined) {
      noteRequested(env, bytes);
      return;
    }
    const deposit = depositFor(state.figures.get(), bytes.length);
    hold(env, caller, holdReasons.Preimage, deposit);
    const ticket = [caller, deposit] as const;
    state.requestStatusFor.put(hash, { type: "Unrequested", value: { ticket, len: bytes.length } });
    state.preimageFor.put([hash, bytes.length], bytes);
    emit.Noted({ hash });
  },

  unnote_preimage(env, { hash }) {
    const { caller, state, emit } = env;
    const status = state.requestStatusFor.get(hash);
    if (!status) throw errors.NotNoted();
    const ticket = status.type === "Requested" ? status.value.maybe_ticket : status.value.ticket;
    if (!ticket) {
      if (caller !== undefined) throw errors.NotAuthorized();
      unrequest(env, hash);
      return;
    }
    const [owner, deposit] = ticket;
    if (caller !== undefined && caller !== owner) throw errors.NotAuthorized();
    release(env, owner, holdReasons.Preimage, deposit);
    if (status.type === "Requested") {
      state.requestStatusFor.put(hash, { type: "Requested", value: { ...status.value, maybe_ticket: undefined } });
      return;
    }
    state.requestStatusFor.remove(hash);
    state.preimageFor.remove([hash, status.value.len]);
    emit.Cleared({ hash });
  },

  request_preimage(env, { hash }) {
    request(env, hash);
  },

  unrequest_preimage(env, { hash }) {
    if (!unrequest(env, hash)) throw errors.NotRequested();
  },
});
