import { scryptSync } from "node:crypto";
import { useScrypt } from "@pha/crypto";

export { openKeystore, sealKeystore } from "@pha/crypto";

// A key under a password is meant to cost much: a second in JavaScript, a fraction of that in Node's own code.
useScrypt((password, salt, { N, r, p }, length) =>
  scryptSync(password, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) }),
);
