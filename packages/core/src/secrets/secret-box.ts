/** Where a secret belongs. A sealed secret opens nowhere else. */
export interface SecretContext {
  readonly tenantId: string;
  readonly integrationId: string;
  /** Name of the place in the integration, such as `mailbox.settings.service_account_password`. */
  readonly field: string;
}

/**
 * Encrypts secrets at rest with a ring of keys: the first one seals, all of them open, so that keys
 * can be replaced while the service runs.
 */
export interface SecretBox {
  /** Encrypts and authenticates `secret` for `context`. Sealing twice gives two different texts. */
  seal(secret: string, context: SecretContext): Promise<string>;
  /**
   * Throws UnavailableError `ERR_SECRET_KEY_UNKNOWN` when the key is not in the ring, InvalidInputError
   * `ERR_SECRET_UNREADABLE` when the text was changed, cut, or sealed for another context.
   */
  open(sealed: string, context: SecretContext): Promise<string>;
  /** Re-encrypts with the current key; a text that has it already comes back as it is. Throws as `open` does. */
  rotate(sealed: string, context: SecretContext): Promise<string>;
}
