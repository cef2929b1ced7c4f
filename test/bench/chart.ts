import { grouped } from './figures';
import type { BarGroup } from './row';

const width = 760;
const labelWidth = 190;
const valueWidth = 90;
const barHeight = 22;
const titleHeight = 40;

/** Bars as an SVG that reads on a light page as on a dark one; each group has a scale of its own. */
export function toSvg(groups: readonly BarGroup[], caption: string): string {
  const parts: string[] = [];
  let y = 8;
  for (const group of groups) {
    parts.push(drawGroup(group, y));
    y += titleHeight + group.bars.length * (barHeight + 6) + 10;
  }
  const height = y + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(describe(groups))}">`,
    `<style>${style}</style>`,
    ...parts,
    `<text class="small" x="8" y="${y + 8}">${escaped(caption)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const style = [
  'text{font:14px system-ui,sans-serif;fill:#24292f}',
  '.title{font-weight:600}',
  '.small{font-size:12px;fill:#57606a}',
  '.bar{fill:#8c959f}',
  '.ours{fill:#0969da}',
  '@media (prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.bar{fill:#656c76}.ours{fill:#4493f8}}',
].join('');

function drawGroup({ title, bars }: BarGroup, top: number): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const lines = bars.map(({ label, value, ours }, index) => {
    const y = top + titleHeight + index * (barHeight + 6);
    const length = Math.max(1, ((width - labelWidth - valueWidth) * value) / most);
    const text = y + barHeight - 6;
    return [
      `<text x="${labelWidth - 8}" y="${text}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="${ours ? 'ours' : 'bar'}" x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>`,
      `<text x="${(labelWidth + length + 8).toFixed(1)}" y="${text}">${grouped(value)}</text>`,
    ].join('');
  });
  return [`<text class="title" x="8" y="${top + 22}">${escaped(title)}</text>`, ...lines].join('\n');
}

function describe(groups: readonly BarGroup[]): string {
  return groups
    .map(
      ({ title, bars }) =>
        `${title}: ${bars.map(({ label, value }) => `${label} ${grouped(value)}`).join(', ')}`,
    )
    .join('. ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
