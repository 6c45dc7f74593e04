/** The figures of a gateway, as Prometheus reads them. */
export interface Figures {
  readonly text: string;
  /** The value of a series as the text names it, with its labels; 0 for one that is not there. */
  readonly figures: (series: string) => number;
}

/** Asks a gateway for its figures. */
export async function readFigures(url: string | null): Promise<Figures> {
  const response = await fetch(url ?? '');
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The figures cannot be had: ${response.status} ${text}`);
  const values = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, series = '', value = ''] = /^(.+) (\S+)$/.exec(line) ?? [];
    values.set(withoutEmpty(series), Number(value));
  }
  return { text, figures: (series) => values.get(series) ?? 0 };
}

/** A label without a value is as good as none. */
function withoutEmpty(series: string): string {
  return series
    .replace(/,?\w+=""/g, '')
    .replace('{,', '{')
    .replace('{}', '');
}
