import { z } from 'zod';
import { configuredUrl, hostname } from './fields.ts';

const optionalUrl = configuredUrl.nullable().default(null);

/** One URL a line, or a list of them. */
const urlList = z
  .preprocess(
    (value) =>
      typeof value === 'string' ? value.split(/\r?\n/).filter((line) => line.trim() !== '') : value,
    z.array(configuredUrl).max(50),
  )
  .prefault([]);

/** A bare host name stands for the metadata document at its usual place (S2.7). */
function metadataUrl(text: string): string {
  const host = text.trim().toLowerCase();
  return hostname.safeParse(host).success ? `https://${host}/autodiscover/metadata/json/1` : text;
}

/** Switches for diagnosis and offline deployments, and where Exchange publishes its keys (S2.7). */
export const advancedSection = z.strictObject({
  enable_addin_debug_logs: z.boolean().default(false),
  /** The four settings below are the operator's alone (S2.12). */
  use_custom_addin_sources: z.boolean().default(false),
  office_js_url: optionalUrl,
  fabric_css_url: optionalUrl,
  fabric_components_css_url: optionalUrl,
  /** Preferred over any other URL of the same script. */
  additional_addin_script_sources: urlList,
  exchange_metadata_urls: z.array(z.string().transform(metadataUrl).pipe(configuredUrl)).max(100).default([]),
});
