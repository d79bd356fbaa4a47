import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Chromium } from "@pha/testkit";
import axe from "axe-core";
import { type Browser, chromium as driver, type Page } from "playwright-core";

/** Where screenshots are kept, beside what else tests leave. */
const pictures = join(import.meta.dirname, "../../../.data/pictures/console");

/** How wide a window is, and which colours it prefers. */
export interface Window {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** A browser, and what its pages did that they should not. */
export interface Visit extends AsyncDisposable {
  /** Opens the console in a window of its own; `before` prepares it. */
  readonly open: (url: string, window?: Window, before?: (page: Page) => Promise<void>) => Promise<Page>;
  /** Errors of scripts and refusals by the page's policy. */
  readonly faults: readonly string[];
  /** Hosts that pages asked for something. */
  readonly hosts: ReadonlySet<string>;
}

export async function visit({ file, libraries }: Chromium): Promise<Visit> {
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(":") } as Record<string, string>;
  const browser: Browser = await driver.launch({ executablePath: file, env, args: ["--no-sandbox", "--disable-gpu"] });
  const faults: string[] = [];
  const hosts = new Set<string>();
  return {
    faults,
    hosts,
    async open(url, { width, scheme } = { width: 1_440, scheme: "light" }, before = async () => {}) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && !isRefusal(message.text())) faults.push(message.text());
      });
      page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
      await before(page);
      await page.goto(url);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** A service's refusal is an answer, which the page shows or asks again after; the browser tells it as an error. */
const isRefusal = (text: string): boolean => text.startsWith("Failed to load resource: the server responded with");

/** What an automated audit of accessibility (WCAG 2.2 A and AA) finds wrong: rules, and where. */
export async function audit(page: Page): Promise<readonly string[]> {
  // The page's policy lets no script of others in; the audit runs outside of what it holds for.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe.source });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
      .then(({ passes, violations }) => passes.length === 0 ? ["nothing was looked at"] : violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 160))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}

/** Keeps a picture of the whole page. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** How far the page is wider than its window, in pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
