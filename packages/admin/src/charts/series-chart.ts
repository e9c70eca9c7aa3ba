import { LitElement, type PropertyDeclarations } from 'lit';
import uPlot from 'uplot';

/** A line of a chart. */
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [at: string, value: number | null])[];
}

const HEIGHT = 120;

/** Small lines over time, drawn by uPlot; what they say stands in the table beside them. */
export class SeriesChart extends LitElement {
  static override properties: PropertyDeclarations = { series: { attribute: false } };
  declare series: readonly Series[];
  #plot: uPlot | null = null;
  #width = 0;
  readonly #sizes = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === this.#width || width === 0) return;
    this.#width = width;
    this.#draw();
  });
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #recolour = () => this.#draw();

  constructor() {
    super();
    this.series = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    this.#scheme.addEventListener('change', this.#recolour);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#scheme.removeEventListener('change', this.#recolour);
    this.#plot?.destroy();
    this.#plot = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(): void {
    this.#draw();
  }

  #draw(): void {
    if (this.#width === 0) return;
    this.#plot?.destroy();
    const token = (name: string) => getComputedStyle(this).getPropertyValue(name).trim();
    const colours = [token('--colorBrandForeground1'), token('--colorNeutralForeground3')];
    const quiet = token('--colorNeutralForeground3');
    const grid = { stroke: token('--colorNeutralStroke2'), width: 1 };
    const font = '12px system-ui, sans-serif';
    this.#plot = new uPlot(
      {
        width: this.#width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        axes: [
          {
            stroke: quiet,
            font,
            grid: { show: false },
            ticks: { show: false },
            size: 24,
            values: hourLabels,
          },
          { stroke: quiet, font, grid, ticks: { show: false }, size: 36, splits: fewSplits },
        ],
        scales: { y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
        series: [
          {},
          ...this.series.map(({ label }, at) => ({
            label,
            stroke: colours[at] ?? quiet,
            width: 2,
            points: { show: false },
            ...(at === 0 && { fill: `${colours[0]}1f` }),
            ...(at > 0 && { dash: [4, 3] }),
          })),
        ],
      },
      [
        (this.series[0]?.points ?? []).map(([at]) => Date.parse(at) / 1_000),
        ...this.series.map(({ points }) => points.map(([, value]) => value)),
      ],
      this,
    );
  }
}

function hourLabels(_plot: uPlot, seconds: readonly number[]): string[] {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
  return seconds.map((at) => format.format(new Date(at * 1_000)));
}

/** Nothing, half and most, on whole numbers. */
function fewSplits(_plot: uPlot, _axis: number, _least: number, most: number): number[] {
  const half = Math.max(1, Math.floor(most / 2));
  return [0, half, half * 2];
}
