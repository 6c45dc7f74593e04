import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { toCsv } from '../../../src/campaigns/report/report-csv';
import { toHtml } from '../../../src/campaigns/report/report-html';
import { reportRows } from '../../../src/campaigns/report/report-rows';
import { toText } from '../../../src/campaigns/report/report-text';
import { openBrowser } from '../../support/browser';
import { makeReport } from './made-report';

const HOSTILE_TITLE = `"><script>alert('1')</script>\u0000\u001b[2J & <b>, "x"\r\n=1+1`;
const HOSTILE_EMPLOYER = `=cmd|' /C calc'!A0<img src="x" onerror="alert(1)"/>`;
const hostile = makeReport({ title: HOSTILE_TITLE, employer: HOSTILE_EMPLOYER });

/** What a page is made of: its elements, their attributes and its text. Throws when it is not well-formed. */
function readPage(page: string): { elements: Set<string>; attributes: string[]; text: string } {
  const elements = new Set<string>();
  const attributes: string[] = [];
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    elements.add(tag.name);
    attributes.push(...Object.entries(tag.attributes).map(([name, value]) => `${name}=${value}`));
  });
  parser.on('text', (part) => (text += part));
  parser.write(page).close();
  return { elements, attributes, text };
}

test('the table has every figure once, and is read back as it was written', () => {
  const report = makeReport();
  const [head, ...rows] = parse(toCsv(report), { record_delimiter: '\r\n' });
  expect(head).toEqual(['section', 'key1', 'key2', 'value']);
  expect(rows).toEqual(reportRows(report).map((row) => row.map((cell) => (cell === null ? '' : String(cell)))));
  expect(new Set(rows.map(([section, key1, key2]) => JSON.stringify([section, key1, key2]))).size).toBe(rows.length);
  const valueOf = (...key: string[]): number =>
    Number(rows.find((row) => key.every((cell, i) => row[i] === cell))?.[3] ?? Number.NaN);
  const parts = ['applied', 'confirmed', 'conflict', 'rejected', 'quarantined', 'open'];
  expect(parts.reduce((sum, part) => sum + valueOf('outcome', '', part), 0)).toBe(valueOf('outcome', '', 'matched'));
});

test('no cell of the table is a formula', () => {
  const rows: string[][] = parse(toCsv(hostile), { record_delimiter: '\r\n' });
  expect(rows.some((row) => row[1] === `'${HOSTILE_EMPLOYER}`)).toBe(true);
  for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r-]/);
});

test('the text has no line that is longer than a terminal is wide, and no control characters', () => {
  for (const report of [makeReport(), hostile]) {
    const lines = toText(report).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
  }
  expect(toText(makeReport())).not.toContain('…');
  expect(toText(makeReport())).toMatch(/^ {2}15 Yên Bái +16,900 +95\.4 % /m);
});

test('the page is well-formed, says what it was given as text, and holds nothing that runs or is fetched', () => {
  const { elements, attributes, text } = readPage(toHtml(hostile));
  expect(text).toContain(`"><script>alert('1')</script>\uFFFD\uFFFD[2J & <b>, "x"`);
  expect(text).toContain(HOSTILE_EMPLOYER);
  for (const name of ['script', 'img', 'link', 'iframe', 'object', 'image', 'use', 'a']) {
    expect(elements).not.toContain(name);
  }
  expect(attributes.filter((attribute) => /^(on|href|src|xlink)/i.test(attribute))).toEqual([]);
  expect(attributes.filter((attribute) => /https?:|url\(/.test(attribute))).toEqual([
    'xmlns=http://www.w3.org/1999/xhtml',
  ]);
  expect(toHtml(hostile)).not.toMatch(/url\(|@import/);
});

test('the page says the figures in both languages', () => {
  const { text } = readPage(toHtml(makeReport()));
  const { outcomes } = makeReport();
  for (const words of [
    'Tiến độ mỗi ngày',
    'Progress per day',
    'Yên Bái',
    'nine-digit card number',
    'Số CMND 9 chữ số',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).toContain(String(outcomes.total.applied).replace(/(\d{3})$/, '\u202f$1'));
});

test('a campaign of which nothing is known yet has a page and a text too', () => {
  const full = makeReport();
  const none = {
    found: 0,
    waiting: 0,
    unmatched: 0,
    papers: 0,
    matched: 0,
    applied: 0,
    conflict: 0,
    rejected: 0,
    quarantined: 0,
    confirmed: 0,
  };
  const empty = {
    ...full,
    looked: { participants: 0, valid: 0, elsewhere: 0, anomalies: {} },
    lookedByProvince: [],
    worstEmployers: [],
    outcomes: {
      total: { ...none, open: { FOUND: 0, PROPOSED: 0, POSSIBLE: 0, ACCEPTED: 0, PAPERS: 0 } },
      byProvince: new Map(),
      byAnomaly: new Map(),
      byRule: [],
    },
    progress: {
      ...full.progress,
      provinces: [],
      valid: 0,
      days: full.progress.days.slice(0, 1).map((day) => ({ ...day, settled: 0, gained: 0, validSoFar: 0 })),
    },
    stages: [],
    quality: null,
    model: null,
  };
  const page = toHtml(empty);
  expect(readPage(page).attributes.filter((attribute) => /NaN|Infinity|undefined/.test(attribute))).toEqual([]);
  expect(`${toText(empty)}${toCsv(empty)}`).not.toMatch(/NaN|Infinity|undefined/);
});

test('a browser shows the page without a complaint and asks for nothing else', async () => {
  const browser = await openBrowser('http://report.invalid');
  if (!browser) return;
  await browser.page.setContent(toHtml(hostile));
  expect(await browser.page.locator('section').count()).toBeGreaterThan(7);
  expect(await browser.page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  expect({ complaints: browser.complaints, outside: browser.outsideRequests }).toEqual({ complaints: [], outside: [] });
  await browser.page.screenshot();
  await browser.close();
});
