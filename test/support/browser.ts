import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'headless_shell'];
const USUAL_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/usr/lib/chromium'];

/** Chromium is kept from looking for updates and hosts of its own, so that every outside request is the page's. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page in a real browser: what it wanted from outside its origin and what it complained about. */
export interface OpenBrowser {
  readonly page: Page;
  /** Addresses outside the allowed origin that were asked for; each of these requests was refused. */
  readonly outsideRequests: readonly string[];
  /** Errors and warnings of the console, faults of scripts, and violations of the Content-Security-Policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** The path of a Chromium on this machine, on the search path or in a usual place, or null when there is none. */
export function findChromium(): string | null {
  const onPath = spawnSync('sh', ['-c', NAMES.map((name) => `command -v ${name}`).join(' || ')], { encoding: 'utf8' });
  const inUsualPlaces = USUAL_FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [onPath.stdout.trim(), ...inUsualPlaces].find((path) => path !== '' && existsSync(path)) ?? null;
}

/** Opens an empty page in Chromium that can reach one origin only, or gives null when no browser is installed. */
export async function openBrowser(origin: string): Promise<OpenBrowser | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  const profile = await mkdtemp(join(tmpdir(), 'lienthong-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET,
    viewport: { width: 1600, height: 900 },
    serviceWorkers: 'block',
  });
  const outsideRequests: string[] = [];
  const complaints: string[] = [];
  await watch(context, origin, outsideRequests, complaints);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    outsideRequests,
    complaints,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

async function watch(context: BrowserContext, origin: string, outside: string[], complaints: string[]): Promise<void> {
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin === origin || url.protocol === 'data:') return route.continue();
    outside.push(url.href);
    return route.abort();
  });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (fault) => complaints.push(`fault: ${fault.error().message}`));
  await context.exposeFunction('reportViolation', (violation: string) => complaints.push(`policy: ${violation}`));
  await context.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber);
    });
  `);
}
