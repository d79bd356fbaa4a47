import { expect, it } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import { resolveBlock } from "./block-id.ts";
import { errors } from "./errors.ts";

it.each(["4294967296", "99999999999999999999999999", "-1", "0x1234", "latest", ""])(
  "%j names no block, and is told as it was given",
  async (id) => {
    await expect(resolveBlock({} as Ledger, id)).rejects.toSatisfy(errors.BadBlockId.is);
    await expect(resolveBlock({} as Ledger, id)).rejects.toMatchObject({ data: { given: id } });
  },
);
