/** A moment as the graph writes it: in UTC, to the second. */
export function toSeconds(time: string | Date): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
