import { parentPort } from "node:worker_threads";
import { verifySignature } from "@pha/crypto/node";
import type { SignatureCheck } from "@pha/runtime/spec";

parentPort?.on("message", (checks: SignatureCheck[] | "end") => {
  if (checks === "end") return parentPort?.close();
  parentPort?.postMessage(
    checks.map(({ scheme, publicKey, message, signature }) => verifySignature(scheme, publicKey, message, signature)),
  );
});
