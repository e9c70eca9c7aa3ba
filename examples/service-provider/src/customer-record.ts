import type { Customer, CustomerMail } from './customer.ts';

/** What the operator grants to a customer, as `PUT tenants/{id}` takes it: its own prefix, domain and server alone. */
export function customerGrant({ name, prefix, domain, addInServer }: Customer) {
  return { name, prefixes: [prefix], domains: [domain], fqdns: [addInServer] };
}

/** The record of a customer's integration; docs/guides/integration-record.md describes its fields. */
export function customerRecord(customer: Customer): Record<string, unknown> {
  const { id, name, prefix, domain, addInServer, mailbox, mail, metadataUrl, texts } = customer;
  return {
    tenant_id: id,
    general: { name },
    mailbox: { provider: mail.provider, settings: mailSettings(mail), mailboxes: [mailbox] },
    single_use: {
      scheduled_alias_prefix: prefix,
      scheduled_alias_domain: domain,
      conference_name_template: texts.roomName,
    },
    add_in: { server_fqdn: addInServer, pane: { title: { default: texts.paneTitle } } },
    email_texts: { joining_instructions_template: { default: texts.joining } },
    callers: [{ provider: 'exchange', settings: { metadata_urls: [metadataUrl] } }],
  };
}

function mailSettings(mail: CustomerMail): object {
  if (mail.provider === 'ews') {
    const { url, username, password } = mail;
    return { ews_url: url, service_account_username: username, service_account_password: password };
  }
  const { entraTenantId, clientId, clientSecret, addresses } = mail;
  return {
    tenant_id: entraTenantId,
    client_id: clientId,
    client_secret: clientSecret,
    ...(addresses && { authority_url: addresses.authority, graph_url: addresses.graph }),
  };
}
