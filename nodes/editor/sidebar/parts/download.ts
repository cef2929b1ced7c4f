import { make } from '../../page/make';

/** Milliseconds after which every browser has taken what it downloads. */
const takenMs = 30_000;

/** Lets the browser save a value as a file of JSON. */
export function downloadJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), takenMs);
}
