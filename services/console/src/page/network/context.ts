import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AboutNetwork } from "./about.ts";

/** The network that the page is of. */
export const About = createContext<AboutNetwork | undefined>(undefined);

/** @throws TypeError outside of the page */
export function useAbout(): AboutNetwork {
  const about = useContext(About);
  if (about === undefined) throw new TypeError("the page says which network it is of");
  return about;
}
