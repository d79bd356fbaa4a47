import { render } from "preact";
import { App } from "./app.tsx";
import { readAbout } from "./network/about.ts";
import { Problem } from "./ui/problem.tsx";

const root = document.getElementById("page") as HTMLElement;
root.replaceChildren();
readAbout().then(
  (about) => render(<App about={about} />, root),
  (error: unknown) => render(<Problem of={error} />, root),
);
