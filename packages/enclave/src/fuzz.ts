export { type DoorReport, type DoorTarget, fuzzDoor } from "./fuzz/campaign.ts";
