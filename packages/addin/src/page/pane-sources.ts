/** Where Microsoft serves Office.js; nothing of it is ever shipped with us. */
const MICROSOFT_OFFICE_JS = 'https://appsforoffice.microsoft.com/lib/1/hosted/office.js';
/** What Microsoft's Office.js loads from elsewhere. */
const MICROSOFT_MORE = 'https://ajax.aspnetcdn.com';

/** Scripts and styles from addresses that an operator configured. */
export interface PaneSources {
  /** Null: Microsoft's. */
  readonly officeJsUrl: string | null;
  readonly styleUrls: readonly string[];
  /** Loaded before Office.js; one that has the file name of Office.js takes its place. */
  readonly scriptUrls: readonly string[];
}

/** The scripts that a page loads before the pane's own, in their order, Office.js last. */
export function scriptSources({ officeJsUrl, scriptUrls }: PaneSources): readonly string[] {
  const office = officeJsUrl ?? MICROSOFT_OFFICE_JS;
  const preferred = scriptUrls.find((url) => fileName(url) === fileName(office));
  return [...scriptUrls.filter((url) => url !== preferred), preferred ?? office];
}

/** What a policy must allow for these sources: the folder of Office.js, which loads more from there, and single files. */
export function policySources(sources: PaneSources): {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
} {
  const all = scriptSources(sources);
  const office = all.at(-1) ?? MICROSOFT_OFFICE_JS;
  const more = office === MICROSOFT_OFFICE_JS ? [new URL(office).origin, MICROSOFT_MORE] : [folderOf(office)];
  return {
    scripts: [...all.slice(0, -1).map(sourceOf), ...more],
    styles: sources.styleUrls.map(sourceOf),
  };
}

function fileName(url: string): string {
  return new URL(url).pathname.split('/').at(-1)?.toLowerCase() ?? '';
}

function folderOf(url: string): string {
  return sourceOf(new URL('.', url).href);
}

/** As a source of a policy: without query, and without what would end it. */
function sourceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}
