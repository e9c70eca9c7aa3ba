/** The vendor package's module. Its types stay inside this folder. */
export type Vendor = typeof import('ews-javascript-api');

let loading: Promise<Vendor> | null = null;

/** Loads the vendor package at first use (half a second, 55 MB); a failed attempt is forgotten. */
export function loadVendor(): Promise<Vendor> {
  loading ??= import('ews-javascript-api').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
