/** An address that a configured URL may be called at: checked after resolution, to be connected to as it stands. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The gate before every connection to a configured URL. Whoever connects takes one of the addresses told,
 * never what another look-up says.
 */
export interface EgressResolver {
  /**
   * Addresses of `url`'s host that may be called. Whatever the gate found, an unknown host or one that policy
   * forbids, it rejects with the same HttpError `ERR_EGRESS_REFUSED`, so that a tenant learns nothing of the
   * networks around the server; the reason stands in the operator's log.
   */
  resolve(url: URL): Promise<readonly PinnedAddress[]>;
  /**
   * Rejects alike where a web proxy must not be asked for `url`. What the proxy makes of a name nobody can check from
   * here: a name that this machine knows too must resolve to what it may call itself.
   */
  permit(url: URL, options: { readonly ports: readonly number[] }): Promise<void>;
}
