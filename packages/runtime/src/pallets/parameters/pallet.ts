import { joinPallet } from "../../pallet.ts";
import { parametersGenesis } from "./genesis.ts";
import { parameters } from "./spec.ts";

export const parametersPallet = joinPallet(parameters, { genesis: parametersGenesis });
