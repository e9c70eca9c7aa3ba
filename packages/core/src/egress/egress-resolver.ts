/** An address that a configured URL may be called at: checked after resolution, to be connected to as it stands. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The gate before every connection to a configured URL (S2.12). An adapter that opens sockets itself asks here and
 * connects to one of the addresses told, never to what another look-up says, and follows no redirect to another
 * host.
 */
export interface EgressResolver {
  /**
   * Addresses of `url`'s host that may be called. Rejects with NotAllowedError `ERR_EGRESS_REFUSED` for schemes,
   * hosts and addresses that policy forbids, with UnavailableError `ERR_EGRESS_UNRESOLVED` for unknown hosts.
   */
  resolve(url: URL): Promise<readonly PinnedAddress[]>;
}
