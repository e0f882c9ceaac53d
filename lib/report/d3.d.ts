/** The part of D3 that the charts use. */
declare module 'd3-scale' {
	interface Scale<Domain> {
		(value: Domain): number;
		domain(values: Domain[]): this;
		range(values: [number, number]): this;
		nice(count?: number): this;
		ticks(count: number): Domain[];
	}
	export function scaleLinear(): Scale<number>;
	export function scaleUtc(): Scale<Date>;
}

declare module 'd3-shape' {
	type Curve = { readonly curve: unique symbol };
	interface Path<Datum> {
		(data: Datum[]): string | null;
		x(value: (datum: Datum) => number): this;
		y(value: (datum: Datum) => number): this;
		y0(value: number): this;
		y1(value: (datum: Datum) => number): this;
		curve(curve: Curve): this;
	}
	export function line<Datum>(): Path<Datum>;
	export function area<Datum>(): Path<Datum>;
	export const curveStepAfter: Curve;
}
