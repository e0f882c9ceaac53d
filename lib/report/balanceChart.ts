import { millisecondsPerDay } from '../calendar';
import { escapeHtml } from '../html';
import type { BalancePoint } from './reportData';

const [width, height] = [440, 160];
const margin = { top: 12, right: 12, bottom: 26, left: 48 };

export interface ChartTexts {
	/** What a screen reader says in place of the chart. */
	label: string;
	formatAmount(amount: number): string;
	formatDate(date: Date): string;
	/** For a chart of more than a year. */
	formatMonth(date: Date): string;
}

/** Returns the lowest and the highest balance. An account may have more points than a function takes arguments. */
export const extent = (points: BalancePoint[]): { lowest: number; highest: number } => ({
	lowest: points.reduce((least, { balance }) => Math.min(least, balance), Infinity),
	highest: points.reduce((most, { balance }) => Math.max(most, balance), -Infinity),
});

/** Returns a chart of a balance as SVG, with the colours of the page's CSS variables; empty for less than two points. */
export async function balanceChart(points: BalancePoint[], texts: ChartTexts): Promise<string> {
	const [first, last] = [points[0], points.at(-1)];
	if (!first || !last || +first.date === +last.date) return '';
	const [{ scaleLinear, scaleUtc }, { area, curveStepAfter, line }] = await Promise.all([
		import('d3-scale'),
		import('d3-shape'),
	]);
	const { lowest, highest } = extent(points);
	const x = scaleUtc()
		.domain([first.date, last.date])
		.range([margin.left, width - margin.right]);
	const y = scaleLinear()
		.domain([Math.min(0, lowest), Math.max(0, highest)])
		.nice(3)
		.range([height - margin.bottom, margin.top]);
	const at = {
		x: ({ date }: BalancePoint) => x(date),
		y: ({ balance }: BalancePoint) => y(balance),
	};
	const shape = area<BalancePoint>().x(at.x).y0(y(0)).y1(at.y).curve(curveStepAfter)(points);
	const path = line<BalancePoint>().x(at.x).y(at.y).curve(curveStepAfter)(points);
	const rows = y.ticks(3).map((tick) => {
		const top = y(tick).toFixed(1);
		return `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${top}" y2="${top}"/>
<text x="${margin.left - 8}" y="${top}" dy="0.32em" text-anchor="end">${escapeHtml(texts.formatAmount(tick))}</text>`;
	});
	const format =
		+last.date - +first.date > 365 * millisecondsPerDay ? texts.formatMonth : texts.formatDate;
	const dates = x.ticks(4).map((tick) => ({ text: format(tick), at: x(tick) }));
	const columns = datesOnAxis(dates).map(
		({ text, at }) =>
			`<text x="${at.toFixed(1)}" y="${height - 6}" text-anchor="middle">${escapeHtml(text)}</text>`,
	);
	return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(texts.label)}">
${rows.join('\n')}
${columns.join('\n')}
<path class="area" d="${shape}"/>
<path class="line" d="${path}"/>
</svg>`;
}

/** Width of a date and the space beside it. */
const dateWidth = 54;

/**
 * Returns each date once, because D3 marks the hours of a few days. Moves the first and the last one into the chart, or leaves
 * them out if they would then cover another one.
 */
function datesOnAxis(marks: Array<{ text: string; at: number }>): typeof marks {
	const dates = marks.filter(({ text }, index) => text !== marks[index - 1]?.text);
	const [least, most] = [margin.left + dateWidth / 2, width - margin.right - dateWidth / 2];
	return dates
		.map(({ text, at }) => ({ text, at: Math.min(Math.max(at, least), most) }))
		.filter(({ at }, index) => {
			if (at === dates[index]!.at) return true;
			const neighbours = [dates[index - 1], dates[index + 1]];
			return neighbours.every((one) => !one || Math.abs(one.at - at) >= dateWidth);
		});
}
