import { svg, type TemplateResult } from 'lit';

/** Lines of each sign, on a grid of 20. */
const lines = {
  overview: 'M3 10.5 10 4l7 6.5M5 9v7.5h10V9M8.5 16.500v-4h3v4',
  integrations: 'M8 3v4M12 3v4M5.500 7h9v3.500a4.500 4.500 0 0 1-9 0zM10 15v3',
  conferences: 'M3 5.500h14v11H3zM3 8.500h14M7 3v3M13 3v3',
  people:
    'M8 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.500 16.500c0-3 2.500-4.500 5.500-4.500s5.500 1.500 5.500 4.500zM13 4a2.700 2.700 0 0 1 0 5.200M15 12.300c1.600.7 2.500 2.200 2.500 4.200',
  platforms: 'M3 4.500h14v8H3zM7 16.500h6M10 12.500v4',
  alarms:
    'M10 3a4.500 4.500 0 0 1 4.500 4.500c0 4 1.500 5.500 1.500 5.500H4s1.500-1.500 1.500-5.500A4.500 4.500 0 0 1 10 3zM8.500 15.500a1.600 1.600 0 0 0 3 0',
  audit: 'M5 3h10v14H5zM7.500 6.500h5M7.500 9.500h5M7.500 12.500h3',
  webhooks: 'M3 10h9.500M9 6.500l3.500 3.500L9 13.500M16.500 4v12',
  administration:
    'M10 3l6 2.300v4c0 3.700-2.500 6.300-6 7.700-3.500-1.400-6-4-6-7.700v-4zM7.500 10l1.800 1.800 3.400-3.600',
  menu: 'M3 5.500h14M3 10h14M3 14.500h14',
  close: 'M5 5l10 10M15 5L5 15',
  error: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.500v4.500M10 13.200v.2',
  warning: 'M10 3.500 17.500 16.500h-15zM10 8v4M10 14.200v.2',
  success: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 10.200l2.200 2.200L13.200 8',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9.500v4M10 6.600v.2',
} as const;

export type IconName = keyof typeof lines;

/** A sign beside words that say the same. */
export function icon(name: IconName): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=${lines[name]}></path></svg>`;
}
