import type { Env } from "@pha/frame";
import { moveLaunch } from "../democracy/hooks.ts";

/** What is written along with a figure, by its name: what the ledger has worked out by the one that it replaces. */
export const followUps: Readonly<Record<string, (env: Env) => void>> = { "Democracy.launch": moveLaunch };
