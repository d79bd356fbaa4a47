import { byRoot } from "@pha/frame";
import { collectivePallet } from "../collective/pallet.ts";
import { council } from "./spec.ts";

export const councilPallet = collectivePallet(council, byRoot);
