import { z } from 'zod';
import { configuredUrl, lineList } from './fields.ts';

const optionalUrl = configuredUrl.nullable().default(null);

/** Switches for diagnosis and offline deployments. */
export const advancedSection = z.strictObject({
  enable_addin_debug_logs: z.boolean().default(false),
  /** The four settings below are the operator's alone. */
  use_custom_addin_sources: z.boolean().default(false),
  office_js_url: optionalUrl,
  fabric_css_url: optionalUrl,
  fabric_components_css_url: optionalUrl,
  /** Preferred over any other URL of the same script. */
  additional_addin_script_sources: lineList(z.array(configuredUrl).max(50)).prefault([]),
});
