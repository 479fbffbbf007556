/** Pictures as hand-made SVG: axes with units, the spread beside each value, a colour for each scheme. */
import type { BarChart, Chart, DotChart, LineChart, TimelineChart } from '../../experiments/chart.ts';
import { spell } from '../../experiments/numbers.ts';
import { each, escapeText } from '../markup.ts';
import { createScale, nameAxis, type Scale } from './scale.ts';

const width = 640;
const labelWidth = 150;
const rowHeight = 30;

export function drawChart(chart: Chart): string {
  return `<figure class="chart"><figcaption>${escapeText(chart.title)}</figcaption><div class="scroll" tabindex="0" role="group" aria-label="${escapeText(chart.title)}">${draw(chart)}</div></figure>`;
}

function draw(chart: Chart): string {
  switch (chart.kind) {
    case 'bars':
      return drawBars(chart);
    case 'lines':
      return drawLines(chart);
    case 'dots':
      return drawDots(chart);
    case 'timeline':
      return drawTimeline(chart);
    default:
      return '';
  }
}

function svg(height: number, title: string, content: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">${content}</svg>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escapeText(content)}</text>`;
}

/** Names on the left, an axis below; `row` draws what belongs to the middle of its row. */
function drawRows(
  labels: readonly string[],
  scale: Scale,
  chart: BarChart | DotChart | TimelineChart,
  row: (index: number, y: number) => string,
): string {
  const bottom = labels.length * rowHeight + 8;
  const grid = each(scale.ticks, (tick) => {
    const x = scale.at(tick);
    return `<line class="grid" x1="${x}" x2="${x}" y1="4" y2="${bottom}"/>${text(x, bottom + 16, scale.spell(tick), 'class="tick" text-anchor="middle"')}`;
  });
  const rows = each(labels, (label, index) => {
    const y = index * rowHeight + rowHeight / 2 + 4;
    return text(labelWidth - 10, y + 4.5, label, 'class="name" text-anchor="end"') + row(index, y);
  });
  const axis = text(width - 12, bottom + 34, nameAxis(chart.axis), 'class="tick" text-anchor="end"');
  return svg(bottom + 42, chart.title, grid + rows + axis);
}

function drawBars(chart: BarChart): string {
  const scale = createScale(
    chart.axis,
    chart.bars.flatMap(({ value, high }) => [value, high]),
    [labelWidth, width - 110],
  );
  return drawRows(
    chart.bars.map(({ label }) => label),
    scale,
    chart,
    (index, y) => {
      const bar = chart.bars[index];
      if (bar === undefined) return '';
      const [start, end, low, high] = [scale.at(0), scale.at(bar.value), scale.at(bar.low), scale.at(bar.high)];
      const spread = bar.low === bar.high ? '' : `<path class="spread" d="M${low} ${y}H${high}M${low} ${y - 5}v10M${high} ${y - 5}v10"/>`;
      return `<rect class="fill k-${bar.schemeId}" x="${start}" y="${y - 9}" width="${Math.max(1, end - start).toFixed(1)}" height="18" rx="3"/>${spread}${text(Math.max(end, high) + 8, y + 4.5, spell(bar.value, chart.axis.unit), 'class="value"')}`;
    },
  );
}

function drawDots(chart: DotChart): string {
  const scale = createScale(
    chart.axis,
    chart.rows.flatMap(({ values }) => values),
    [labelWidth + 10, width - 110],
  );
  return drawRows(
    chart.rows.map(({ label }) => label),
    scale,
    chart,
    (index, y) => {
      const row = chart.rows[index];
      if (row === undefined) return '';
      const dots = each(
        row.values,
        (value, at) =>
          `<circle class="dot k-${row.schemeId}" cx="${scale.at(value).toFixed(1)}" cy="${(y + ((at % 5) - 2) * 2.6).toFixed(1)}" r="4.5"/>`,
      );
      const most = Math.max(...row.values, 0);
      const said = row.values.length === 0 ? 'not in time' : most === 0 ? 'at once' : `≤ ${spell(most, chart.axis.unit)}`;
      return dots + text(scale.at(most) + 12, y + 4.5, row.note ?? said, 'class="value"');
    },
  );
}

function drawTimeline(chart: TimelineChart): string {
  const ends = chart.lanes.flatMap(({ spans }) => spans.map(({ to }) => to));
  const scale = createScale(chart.axis, [...ends, ...chart.marks.map(({ at }) => at)], [labelWidth, width - 30]);
  const rows = drawRows(
    chart.lanes.map(({ label }) => label),
    scale,
    chart,
    (index, y) => {
      return each(chart.lanes[index]?.spans ?? [], ({ from, to, tone, text: said }) => {
        const [x, end] = [scale.at(from), scale.at(to)];
        const room = end - x;
        const label = room > said.length * 6.4 + 8 ? text(x + 6, y + 4.5, said, 'class="in-span"') : '';
        return `<rect class="span ${tone}" x="${x.toFixed(1)}" y="${y - 10}" width="${Math.max(1.5, room).toFixed(1)}" height="20" rx="3"><title>${escapeText(said)}: ${spell(Math.max(0, from), 'ms')} to ${spell(to, 'ms')}</title></rect>${label}`;
      });
    },
  );
  const bottom = chart.lanes.length * rowHeight + 8;
  const marks = each(
    chart.marks.filter(({ at }) => at > 0),
    ({ at, text: said }) => {
      const x = scale.at(at);
      return `<line class="mark-line" x1="${x}" x2="${x}" y1="0" y2="${bottom + 24}"/>${text(x, bottom + 34, said, 'class="tick" text-anchor="middle"')}`;
    },
  );
  return rows.replace('</svg>', `${marks}</svg>`);
}

function drawLines(chart: LineChart): string {
  const height = 330;
  const [left, right, top, bottom] = [64, width - 150, 14, height - 52];
  const points = chart.lines.flatMap((line) => line.points);
  const x = createScale(
    chart.x,
    points.map((point) => point.x),
    [left, right],
  );
  const measuredAt = [...new Set(points.map((point) => point.x))].toSorted((one, other) => one - other);
  const xTicks = measuredAt.length <= 5 ? measuredAt : x.ticks;
  const y = createScale(
    chart.y,
    [...points.flatMap((point) => [point.y, point.low, point.high]), ...(chart.limit === undefined ? [] : [chart.limit.y])],
    [bottom, top],
  );
  const grid =
    each(
      y.ticks,
      (tick) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${y.at(tick)}" y2="${y.at(tick)}"/>${text(left - 8, y.at(tick) + 4, y.spell(tick), 'class="tick" text-anchor="end"')}`,
    ) + each(xTicks, (tick) => text(x.at(tick), bottom + 18, x.spell(tick), 'class="tick" text-anchor="middle"'));
  const lines = each(chart.lines, ({ schemeId, points: own }) => {
    const path = own.map((point, index) => `${index === 0 ? 'M' : 'L'}${x.at(point.x).toFixed(1)} ${y.at(point.y).toFixed(1)}`).join('');
    const marks = each(
      own,
      (point) =>
        `<path class="whisker k-${schemeId}" d="M${x.at(point.x).toFixed(1)} ${y.at(point.low).toFixed(1)}V${y.at(point.high).toFixed(1)}"/><circle class="dot k-${schemeId}" cx="${x.at(point.x).toFixed(1)}" cy="${y.at(point.y).toFixed(1)}" r="3.5"/>`,
    );
    return `<path class="line k-${schemeId}" d="${path}"/>${marks}`;
  });
  const places = spreadLabels(
    chart.lines.map(({ points: own }) => y.at(own.at(-1)?.y ?? 0)),
    top,
    bottom,
  );
  const names = each(
    chart.lines,
    ({ label, schemeId }, index) =>
      `<circle class="dot k-${schemeId}" cx="${right + 14}" cy="${places[index] ?? 0}" r="4"/>${text(right + 24, (places[index] ?? 0) + 4.5, label, 'class="name"')}`,
  );
  const limit =
    chart.limit === undefined
      ? ''
      : `<line class="mark-line" x1="${left}" x2="${right}" y1="${y.at(chart.limit.y)}" y2="${y.at(chart.limit.y)}"/>${text(left + 6, y.at(chart.limit.y) - 5, chart.limit.text, 'class="tick"')}`;
  const axes =
    text(right, height - 12, nameAxis(chart.x), 'class="tick" text-anchor="end"') +
    text(left, height - 12, `↑ ${nameAxis(chart.y)}`, 'class="tick"');
  return svg(height, chart.title, grid + limit + lines + names + axes);
}

/** Moves names apart that would lie on each other. */
function spreadLabels(wanted: readonly number[], top: number, bottom: number): readonly number[] {
  const order = wanted.map((place, index) => ({ place, index })).toSorted((one, other) => one.place - other.place);
  const places: number[] = [];
  let last = top - 20;
  for (const { place, index } of order) {
    last = Math.max(place, last + 19);
    places[index] = last;
  }
  const over = Math.max(0, last - bottom);
  return places.map((place) => place - over);
}
