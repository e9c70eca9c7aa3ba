import type { IntegrationRecord } from '@vmrkit/core';

/** Under which path of the edge the add-ins of all integrations live. */
const PREFIX = '/api/client/v2/msexchange_schedulers';

/** Addresses of an integration's add-in. */
export interface AddInUrls {
  /** The pane; it is told which version of the manifest opened it. */
  readonly pane: string;
  /** Page of the functions that manifests name. */
  readonly functions: string;
  /** The same as one script, for classic Outlook on Windows. */
  readonly functionsScript: string;
  /** An icon of so many pixels; another picture has another address. */
  icon(size: number): string;
}

/** Where the add-in of `record` is, for a manifest of `version`. */
export function addInUrls(
  { id, addIn }: Pick<IntegrationRecord, 'id' | 'addIn'>,
  { version, iconHash }: { readonly version: string; readonly iconHash: string },
): AddInUrls {
  const base = `https://${addIn.serverFqdn}${PREFIX}/${id}`;
  return {
    pane: `${base}/pane?manifest=${version}`,
    functions: `${base}/pane/functions`,
    functionsScript: `${base}/pane/functions.js`,
    icon: (size) => `${base}/images/addin_icon_${size}.png?v=${iconHash}`,
  };
}
