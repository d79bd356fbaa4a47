import { writeSync } from "node:fs";
import { openVoteStore } from "../voting/vote-store.ts";

// Started by a test, which kills it: stores one vote after another and reports each that is stored.
const [file = "", first = "1"] = process.argv.slice(2);
const genesisHash = `0x${"11".repeat(32)}` as const;
using store = openVoteStore(file, genesisHash);
for (let number = Number(first); ; number++) {
  const vote = {
    number,
    round: 0,
    setId: 0n,
    choice: { type: "Block", value: genesisHash },
    validator: `0x${"22".repeat(20)}`,
    signature: `0x${"33".repeat(65)}`,
  } as const;
  store.save({
    genesisHash,
    certified: undefined,
    vote: { vote, proposal: new Uint8Array(300_000).fill(number & 0xff) },
  });
  writeSync(1, `${number}\n`);
}
