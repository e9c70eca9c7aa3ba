/** A record's form as the admin API describes it, cut to what the tests touch. */
const text = (path: string, title: string, help = '', placeholder: string | null = null) => ({
  path,
  title,
  help,
  placeholder,
  type: 'text',
});

export const recordForm = {
  groups: [
    {
      name: 'general',
      title: 'General',
      fields: [
        text('general.name', 'Name', 'What this integration is called here and on the command line.'),
        text('general.description', 'Description', 'For administrators.'),
        {
          ...text(
            'general.enabled',
            'Integration is on',
            'Off: mail is not answered, and the add-in gives no rooms.',
          ),
          type: 'boolean',
        },
      ],
    },
    {
      name: 'single_use',
      title: 'Single-use VMRs',
      fields: [
        text(
          'single_use.scheduled_alias_prefix',
          'Alias prefix',
          'Every alias begins with it. Your dial plan must route it.',
          '55',
        ),
        text('single_use.scheduled_alias_domain', 'Alias domain', 'Domain of the aliases.', 'example.com'),
        {
          ...text(
            'single_use.scheduled_alias_suffix_length',
            'Suffix length',
            'Digits after the prefix, 3 to 15.',
          ),
          type: 'number',
          maximum: 15,
        },
        {
          ...text(
            'single_use.join_before_buffer',
            'Minutes open before',
            'How long before its start people may join.',
          ),
          type: 'number',
          maximum: 180,
        },
        {
          ...text(
            'single_use.join_after_buffer',
            'Minutes open after',
            'How long after its end people may join.',
          ),
          type: 'number',
          maximum: 180,
        },
        {
          ...text(
            'single_use.conference_name_template',
            'Name of the conference',
            'What the conferencing platform shows.',
          ),
          type: 'template',
        },
        {
          ...text(
            'single_use.accepted_senders.domains',
            'Trusted domains',
            'Senders of these domains are trusted, one a line.',
          ),
          type: 'list',
        },
      ],
    },
    {
      name: 'add_in',
      title: 'Add-in',
      fields: [
        text(
          'add_in.server_fqdn',
          'Add-in server',
          'Host name that Outlook reaches the add-in at.',
          'vmr.example.com',
        ),
        {
          ...text(
            'add_in.button_label',
            'Label of the button',
            'In the ribbon of an appointment. A change asks for a new manifest.',
          ),
          type: 'localized',
        },
        { ...text('add_in.pane.title', 'Title of the pane', ''), type: 'localized' },
      ],
    },
    {
      name: 'email_texts',
      title: 'E-mail texts',
      fields: [
        {
          ...text(
            'email_texts.joining_instructions_template',
            'Joining instructions',
            'What the invitation says. It must hold {{alias_uuid}}.',
          ),
          type: 'template',
        },
        {
          ...text(
            'email_texts.accept_new_single_meeting_template',
            'Answer: new meeting',
            'What the organizer gets.',
          ),
          type: 'template',
        },
      ],
    },
    {
      name: 'advanced',
      title: 'Advanced',
      fields: [{ ...text('advanced.enable_debug_log', 'Log of the pane is shown', ''), type: 'boolean' }],
    },
  ],
  plugins: [
    {
      kind: 'mailbox-provider',
      name: 'ews',
      title: 'Exchange Server (EWS)',
      documentation: 'docs/guides/server.md',
      fields: [
        text(
          'ews_url',
          'EWS address',
          'Where Exchange answers.',
          'https://mail.example.com/EWS/Exchange.asmx',
        ),
        text(
          'service_account_username',
          'Service account',
          'Account that reads and answers the equipment mailboxes.',
        ),
        {
          ...text(
            'service_account_password',
            'Password',
            'Password of the service account, unless it signs in by OAuth.',
          ),
          type: 'secret',
        },
        { ...text('enable_oauth', 'Service account signs in by OAuth', ''), type: 'boolean' },
      ],
    },
    {
      kind: 'mailbox-provider',
      name: 'graph',
      title: 'Microsoft 365 (Graph)',
      documentation: 'docs/guides/microsoft-365.md',
      fields: [
        text('tenant_id', 'Directory', 'Directory (tenant) id.'),
        text('client_id', 'Application', 'Application (client) id.'),
      ],
    },
    {
      kind: 'caller-verifier',
      name: 'exchange',
      title: 'Exchange identity tokens',
      documentation: '',
      fields: [
        {
          ...text('metadata_urls', 'Key documents', 'Where Exchange publishes its keys, one a line.'),
          type: 'list',
        },
      ],
    },
  ],
};
