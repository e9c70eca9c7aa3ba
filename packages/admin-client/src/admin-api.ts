// Made from the API’s own description by `npm run admin-client`.
/** The routes of the admin API, each with what goes in and what comes out. */
export interface paths {
    "/api/admin/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts of administrators, by name. */
        get: operations["listAccounts"];
        put?: never;
        /** Makes an account. */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account. */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /** Deletes an account; its sessions and API tokens end with it. */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /** Changes an account: an operator any, everybody their own address and password. */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/api/admin/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The standing alarms, each with its cause and what ends it. */
        get: operations["listAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/api_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API tokens, by name. */
        get: operations["listApiTokens"];
        put?: never;
        /** Makes an API token; its text is answered once. */
        post: operations["createApiToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/api_tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends an API token at once. */
        delete: operations["revokeApiToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/audit_events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, the newest first. */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/conferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conferences by their start; every filter narrows the list. */
        get: operations["listConferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/conferences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conference, by its id or one of its aliases. */
        get: operations["getConference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a conference, its whole series; mail leaves the changed fields alone from then on. */
        patch: operations["changeConference"];
        trace?: never;
    };
    "/api/admin/v1/first_administrator": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the first account, by the code that the server wrote into a file, and signs it in. */
        post: operations["createFirstAdministrator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The integrations, by tenant and name. */
        get: operations["listIntegrations"];
        put?: never;
        /** Saves a new integration and tries its mailboxes. */
        post: operations["createIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One integration with its record, secrets masked. */
        get: operations["getIntegration"];
        /** Replaces the record of an integration and tries its mailboxes. */
        put: operations["replaceIntegration"];
        post?: never;
        /** Deletes an integration; refused while meetings need its mailboxes, unless it is forced. */
        delete: operations["deleteIntegration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/add_in_id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deletes an integration and makes it anew with a new id, which is that of its add-in: a new manifest is to be installed, and a service account that a person signed in is to be signed in again. */
        post: operations["recreateIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops an integration: its mail waits and it gives out no rooms; rooms that stand stay open. */
        post: operations["disableIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a disabled integration work again and tries its mailboxes. */
        post: operations["enableIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The manifest of the add-in; its version rises exactly when its content changes. */
        get: operations["getIntegrationManifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an administrator of Exchange, AD FS or Entra does for an integration. */
        get: operations["getIntegrationSetup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/setup.ps1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as one text to read and paste from, a step at a time. */
        get: operations["getIntegrationSetupScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/sign_in_link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The link by which a person signs the service account in; it works once, for ten minutes. */
        post: operations["beginServiceAccountSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/{id}/test_connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for what is wrong with an integration: record, mailboxes, add-in. Changes nothing. */
        post: operations["testIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/integrations/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judges a record and says what the change would do; saves nothing and raises no alarm. */
        post: operations["validateIntegration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is still to be sent; a page holds what up to `limit` meetings owe. */
        get: operations["listOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How things stand: traffic, queue, alarms, mailboxes and the next two days. */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/past_alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The alarms that are over, the last one cleared first, as far back as the audit trail goes; a page may be short. */
        get: operations["listPastAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/personal_vmrs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The personal VMRs, by name; of one owner, where that is asked for. */
        get: operations["listAdminPersonalVmrs"];
        put?: never;
        /** Makes a personal VMR. */
        post: operations["createPersonalVmr"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/personal_vmrs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One personal VMR. */
        get: operations["getPersonalVmr"];
        put?: never;
        post?: never;
        /** Deletes a personal VMR: nobody can join it any more, and its aliases are free. */
        delete: operations["deletePersonalVmr"];
        options?: never;
        head?: never;
        /** Changes a personal VMR; what is left out stays as it is. */
        patch: operations["changePersonalVmr"];
        trace?: never;
    };
    "/api/admin/v1/personal_vmrs/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Saves personal VMRs from a table (CSV); nothing is saved when a line is wrong, and all faults are listed. */
        post: operations["importPersonalVmrs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/platform_adapters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The adapters of platforms, with what their settings are typed in by. */
        get: operations["listPlatformAdapters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conferencing platforms: those of the configuration file, then those that were connected here. */
        get: operations["listPlatforms"];
        put?: never;
        /** Connects a platform; its token or password is answered once. */
        post: operations["createPlatform"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/platforms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One platform that was connected here. */
        get: operations["getPlatform"];
        put?: never;
        post?: never;
        /** Deletes a platform: its requests are refused from now on. */
        delete: operations["deletePlatform"];
        options?: never;
        head?: never;
        /** Changes a platform; what is left out stays as it is. */
        patch: operations["changePlatform"];
        trace?: never;
    };
    "/api/admin/v1/platforms/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a platform a new token or password, answered once; the one before is refused from now on. */
        post: operations["renewPlatformSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/record_form": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fields of a record in their groups, and those of the plugins’ settings. */
        get: operations["getRecordForm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reserved aliases, integration by integration and the oldest first. */
        get: operations["listReservations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the request or message with a correlation id. */
        get: operations["searchCorrelation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: operations["getAdminSession"];
        put?: never;
        /** Signs an administrator in; the answer sets the cookie of the session. */
        post: operations["signInAdministrator"];
        /** Ends the session. */
        delete: operations["signOutAdministrator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/sign_in_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Through which providers administrators may sign in. */
        get: operations["listAdminSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/template_previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Renders a template with sample values; saves nothing. */
        post: operations["previewTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenants, with what each was granted. */
        get: operations["listTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant. */
        get: operations["getTenant"];
        /** Grants prefixes, domains and servers to a tenant, and makes it where there is none; If-Match where there is one. */
        put: operations["saveTenant"];
        post?: never;
        /** Deletes a tenant that operators made and that has nothing any more. */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users, by address. */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user. */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Deletes a user, who is signed out at once; rooms stay. */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Changes what a user is called. */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/admin/v1/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Saves users from a table (CSV); nothing is saved when a line is wrong, and all faults are listed. */
        post: operations["importUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks. */
        get: operations["listWebhooks"];
        put?: never;
        /** Makes a webhook; its secret is answered once. */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One webhook. */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Deletes a webhook: what waits for it is not sent any more. */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Changes a webhook; what is left out stays as it is. */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/admin/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a webhook a new secret, answered once; the one before signs beside it for a day. */
        post: operations["renewWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test message now, and tells what the receiver answered. */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/** The shapes that several routes share. */
export interface components {
    schemas: {
        Problem: {
            /** @description Stable; docs/errors.md lists them. */
            code: string;
            /** @description Found again in the server’s log. */
            correlation_id: string;
            detail: string;
            errors: {
                code: string;
                message: string;
                path: (string | number)[];
            }[];
            status: number;
            title: string;
            /** @description `urn:vmrkit:error:` and the code. */
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
/** The routes by the name of their operation. */
export interface operations {
    listAccounts: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The accounts of administrators, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            created_at: string;
                            email: string | null;
                            has_password: boolean;
                            id: string;
                            /** @description Issuer of its person there; null: none. */
                            issuer: string | null;
                            /** Format: date-time */
                            last_signed_in_at: string | null;
                            /**
                             * Format: date-time
                             * @description After ten failures to sign in.
                             */
                            locked_until: string | null;
                            /** @description What one signs in with. */
                            name: string;
                            /** @enum {string} */
                            role: "operator" | "tenant-administrator";
                            /** @description Which provider signs it in; null: none. */
                            sign_in_provider: string | null;
                            /** @description `all` for operators. */
                            tenants: "all" | string[];
                            /** @description For If-Match. */
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default null */
                    email?: string | null;
                    name: string;
                    /**
                     * @description Null: it signs in through a provider alone.
                     * @default null
                     */
                    password?: string | null;
                    /** @enum {string} */
                    role: "operator" | "tenant-administrator";
                    /** @default null */
                    sign_in?: {
                        /** @description Issuer and subject, as the server’s log tells them. */
                        key: string;
                        /** @description Of `sign_in_providers`. */
                        provider: string;
                    } | null;
                    /** @description `all` for operators. */
                    tenants: "all" | string[];
                };
            };
        };
        responses: {
            /** @description Makes an account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        email: string | null;
                        has_password: boolean;
                        id: string;
                        /** @description Issuer of its person there; null: none. */
                        issuer: string | null;
                        /** Format: date-time */
                        last_signed_in_at: string | null;
                        /**
                         * Format: date-time
                         * @description After ten failures to sign in.
                         */
                        locked_until: string | null;
                        /** @description What one signs in with. */
                        name: string;
                        /** @enum {string} */
                        role: "operator" | "tenant-administrator";
                        /** @description Which provider signs it in; null: none. */
                        sign_in_provider: string | null;
                        /** @description `all` for operators. */
                        tenants: "all" | string[];
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        email: string | null;
                        has_password: boolean;
                        id: string;
                        /** @description Issuer of its person there; null: none. */
                        issuer: string | null;
                        /** Format: date-time */
                        last_signed_in_at: string | null;
                        /**
                         * Format: date-time
                         * @description After ten failures to sign in.
                         */
                        locked_until: string | null;
                        /** @description What one signs in with. */
                        name: string;
                        /** @enum {string} */
                        role: "operator" | "tenant-administrator";
                        /** @description Which provider signs it in; null: none. */
                        sign_in_provider: string | null;
                        /** @description `all` for operators. */
                        tenants: "all" | string[];
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes an account; its sessions and API tokens end with it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description To change one’s own password. */
                    current_password?: string;
                    email?: string | null;
                    /** @enum {boolean} */
                    end_sessions?: true;
                    password?: string;
                    /** @enum {string} */
                    role?: "operator" | "tenant-administrator";
                    sign_in?: {
                        /** @description Issuer and subject, as the server’s log tells them. */
                        key: string;
                        /** @description Of `sign_in_providers`. */
                        provider: string;
                    } | null;
                    /** @description `all` for operators. */
                    tenants?: "all" | string[];
                    /**
                     * @description Lets it sign in again after too many failures.
                     * @enum {boolean}
                     */
                    unlock?: true;
                };
            };
        };
        responses: {
            /** @description Changes an account: an operator any, everybody their own address and password. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        email: string | null;
                        has_password: boolean;
                        id: string;
                        /** @description Issuer of its person there; null: none. */
                        issuer: string | null;
                        /** Format: date-time */
                        last_signed_in_at: string | null;
                        /**
                         * Format: date-time
                         * @description After ten failures to sign in.
                         */
                        locked_until: string | null;
                        /** @description What one signs in with. */
                        name: string;
                        /** @enum {string} */
                        role: "operator" | "tenant-administrator";
                        /** @description Which provider signs it in; null: none. */
                        sign_in_provider: string | null;
                        /** @description `all` for operators. */
                        tenants: "all" | string[];
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlarms: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                integration_id?: string;
                limit?: number;
                state?: "raised";
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The standing alarms, each with its cause and what ends it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            cause: string;
                            count: number;
                            detail: string;
                            integration_id: string | null;
                            kind: string;
                            /** Format: date-time */
                            last_seen_at: string;
                            /** @description Name, address and id of the mailbox that it is about. */
                            mailbox: string | null;
                            /** Format: date-time */
                            raised_at: string;
                            remedy: string;
                            /** @enum {string} */
                            severity: "error" | "warning";
                            subject: string;
                            tenant_id: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiTokens: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The API tokens, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Who made it; it ends with that account. */
                            account_id: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            id: string;
                            /** Format: date */
                            last_used_on: string | null;
                            name: string;
                            /** @enum {string} */
                            role: "operator" | "tenant-administrator";
                            /**
                             * @description `read`: GET alone.
                             * @enum {string}
                             */
                            scope: "read" | "write";
                            /** @description `all` for operators. */
                            tenants: "all" | string[];
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @description Within a year.
                     */
                    expires_at: string;
                    /** @description What the audit trail says. */
                    name: string;
                    /** @enum {string} */
                    role: "operator" | "tenant-administrator";
                    /**
                     * @description `read`: GET alone.
                     * @enum {string}
                     */
                    scope: "read" | "write";
                    /** @description `all` for operators. */
                    tenants: "all" | string[];
                };
            };
        };
        responses: {
            /** @description Makes an API token; its text is answered once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Who made it; it ends with that account. */
                        account_id: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        expires_at: string;
                        id: string;
                        /** Format: date */
                        last_used_on: string | null;
                        name: string;
                        /** @enum {string} */
                        role: "operator" | "tenant-administrator";
                        /**
                         * @description `read`: GET alone.
                         * @enum {string}
                         */
                        scope: "read" | "write";
                        /** @description `all` for operators. */
                        tenants: "all" | string[];
                        /** @description For `Authorization: Bearer`; kept nowhere. */
                        token: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ends an API token at once. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                conference_id?: string;
                correlation_id?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                from?: string;
                integration_id?: string;
                limit?: number;
                tenant_id?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who did what, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Such as `integration.changed`. */
                            action: string;
                            actor: string;
                            /** Format: date-time */
                            at: string;
                            changes: {
                                /** @description JSON text, secrets masked. */
                                after: string | null;
                                /** @description JSON text, secrets masked. */
                                before: string | null;
                                path: string;
                            }[];
                            conference_id: string | null;
                            correlation_id: string | null;
                            details: {
                                [key: string]: string;
                            };
                            id: string;
                            integration_id: string | null;
                            subject: {
                                id: string;
                                kind: string;
                            };
                            tenant_id: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConferences: {
        parameters: {
            query?: {
                /** @description One of its aliases, or its id. */
                alias?: string;
                correlation_id?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Those that are not over before it. */
                from?: string;
                integration_id?: string;
                limit?: number;
                /** @description Address of the organizer. */
                organizer?: string;
                /** @description Whole words of the subject, in any order. */
                q?: string;
                tenant_id?: string;
                /** @description Those that begin before it. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Conferences by their start; every filter narrows the list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            additional_aliases: string[];
                            alias: string;
                            correlation_ids: string[];
                            /** Format: date-time */
                            created_at: string;
                            /** @description Fields that were changed by hand: mail leaves them alone. */
                            edited: string[];
                            /**
                             * Format: date-time
                             * @description Of the first instance, where it is a series.
                             */
                            end: string | null;
                            id: string;
                            integration_id: string;
                            /** @enum {string|null} */
                            kind: "single" | "series" | "instances" | null;
                            mailbox_id: string;
                            name: string;
                            numeric_alias: string;
                            organizer: {
                                email: string;
                                name: string;
                            } | null;
                            /** Format: date-time */
                            start: string | null;
                            /** @description live, cancelled or removed. */
                            status: string;
                            /** @description Hostile text: what the organizer wrote. */
                            subject: string;
                            tenant_id: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One conference, by its id or one of its aliases. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        additional_aliases: string[];
                        alias: string;
                        /** @description Null: it has no PINs. */
                        allow_guests: boolean | null;
                        correlation_ids: string[];
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Fields that were changed by hand: mail leaves them alone. */
                        edited: string[];
                        /**
                         * Format: date-time
                         * @description Of the first instance, where it is a series.
                         */
                        end: string | null;
                        has_guest_pin: boolean;
                        has_host_pin: boolean;
                        id: string;
                        integration_id: string;
                        journal: {
                            /** Format: date-time */
                            at: string;
                            correlation_id: string;
                            outcome: string;
                        }[];
                        /** @enum {string|null} */
                        kind: "single" | "series" | "instances" | null;
                        mailbox_id: string;
                        name: string;
                        /** Format: date-time */
                        next_opens_at: string | null;
                        none_in_two_days: boolean;
                        numeric_alias: string;
                        organizer: {
                            email: string;
                            name: string;
                        } | null;
                        origin: string;
                        owner: string | null;
                        /** Format: date-time */
                        start: string | null;
                        /** @description live, cancelled or removed. */
                        status: string;
                        /** @description Hostile text: what the organizer wrote. */
                        subject: string;
                        tenant_id: string;
                        theme: string | null;
                        /** @description For If-Match. */
                        version: string;
                        /** @description What is still to be sent. */
                        waiting: string[];
                        /** @description In which it may be joined now or next, buffers included; null: not within two days. */
                        window: {
                            /** Format: date-time */
                            end: string;
                            /** Format: date-time */
                            start: string;
                        } | null;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeConference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    additional_aliases?: string[];
                    allow_guests?: boolean;
                    description?: string;
                    guest_pin?: string | null;
                    host_pin?: string | null;
                    name?: string;
                    /** Format: email */
                    owner?: string | null;
                    theme?: string | null;
                };
            };
        };
        responses: {
            /** @description Changes a conference, its whole series; mail leaves the changed fields alone from then on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        additional_aliases: string[];
                        alias: string;
                        /** @description Null: it has no PINs. */
                        allow_guests: boolean | null;
                        correlation_ids: string[];
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Fields that were changed by hand: mail leaves them alone. */
                        edited: string[];
                        /**
                         * Format: date-time
                         * @description Of the first instance, where it is a series.
                         */
                        end: string | null;
                        has_guest_pin: boolean;
                        has_host_pin: boolean;
                        id: string;
                        integration_id: string;
                        journal: {
                            /** Format: date-time */
                            at: string;
                            correlation_id: string;
                            outcome: string;
                        }[];
                        /** @enum {string|null} */
                        kind: "single" | "series" | "instances" | null;
                        mailbox_id: string;
                        name: string;
                        /** Format: date-time */
                        next_opens_at: string | null;
                        none_in_two_days: boolean;
                        numeric_alias: string;
                        organizer: {
                            email: string;
                            name: string;
                        } | null;
                        origin: string;
                        owner: string | null;
                        /** Format: date-time */
                        start: string | null;
                        /** @description live, cancelled or removed. */
                        status: string;
                        /** @description Hostile text: what the organizer wrote. */
                        subject: string;
                        tenant_id: string;
                        theme: string | null;
                        /** @description For If-Match. */
                        version: string;
                        /** @description What is still to be sent. */
                        waiting: string[];
                        /** @description In which it may be joined now or next, buffers included; null: not within two days. */
                        window: {
                            /** Format: date-time */
                            end: string;
                            /** Format: date-time */
                            start: string;
                        } | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createFirstAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    code: string;
                    /** @default null */
                    email?: string | null;
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Makes the first account, by the code that the server wrote into a file, and signs it in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: {
                            /** Format: date-time */
                            created_at: string;
                            email: string | null;
                            has_password: boolean;
                            id: string;
                            /** @description Issuer of its person there; null: none. */
                            issuer: string | null;
                            /** Format: date-time */
                            last_signed_in_at: string | null;
                            /**
                             * Format: date-time
                             * @description After ten failures to sign in.
                             */
                            locked_until: string | null;
                            /** @description What one signs in with. */
                            name: string;
                            /** @enum {string} */
                            role: "operator" | "tenant-administrator";
                            /** @description Which provider signs it in; null: none. */
                            sign_in_provider: string | null;
                            /** @description `all` for operators. */
                            tenants: "all" | string[];
                            /** @description For If-Match. */
                            version: string;
                        };
                        /**
                         * Format: date-time
                         * @description If nothing more is asked.
                         */
                        session_ends_at: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listIntegrations: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description Part of a name, a mailbox or the add-in’s server. */
                q?: string;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The integrations, by tenant and name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            addin_server: string;
                            /** @description How many stand about it. */
                            alarms: number;
                            enabled: boolean;
                            id: string;
                            mailboxes: {
                                email: string;
                                id: string;
                                name: string;
                                /** @enum {string} */
                                state: "active" | "draining";
                            }[];
                            name: string;
                            provider: string | null;
                            tenant_id: string;
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Saves a new integration and tries its mailboxes. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One integration with its record, secrets masked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Replaces the record of an integration and tries its mailboxes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteIntegration: {
        parameters: {
            query: {
                /** @description The name of the integration. */
                confirm: string;
                force?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes an integration; refused while meetings need its mailboxes, unless it is forced. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recreateIntegration: {
        parameters: {
            query: {
                /** @description The name of the integration. */
                confirm: string;
                /** @description Also while meetings need its mailboxes. */
                force?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes an integration and makes it anew with a new id, which is that of its add-in: a new manifest is to be installed, and a service account that a person signed in is to be signed in again. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disableIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stops an integration: its mail waits and it gives out no rooms; rooms that stand stay open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enableIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lets a disabled integration work again and tries its mailboxes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        enabled: boolean;
                        id: string;
                        name: string;
                        /** @description The whole record (docs/guides/integration-record.md), its secrets masked. */
                        record: {
                            [key: string]: unknown;
                        };
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                        /** Format: date-time */
                        saved_at: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIntegrationManifest: {
        parameters: {
            query: {
                flavour: "on-premises" | "microsoft-365";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The manifest of the add-in; its version rises exactly when its content changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/xml": string;
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIntegrationSetup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What an administrator of Exchange, AD FS or Entra does for an integration. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        steps: {
                            id: string;
                            lines: string[];
                            rights: string[];
                            /** @enum {string} */
                            shell: "powershell-exchange" | "powershell-entra" | "adfs" | "note";
                            title: string;
                            verify: string[];
                            why: string;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIntegrationSetupScript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same as one text to read and paste from, a step at a time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginServiceAccountSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link by which a person signs the service account in; it works once, for ten minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expires_at: string;
                        url: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testIntegration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Looks for what is wrong with an integration: record, mailboxes, add-in. Changes nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            evidence: string;
                            id: string;
                            /** @enum {string} */
                            kind: "ok" | "problem" | "unknown";
                            remedy: string;
                            /** @enum {string} */
                            severity: "error" | "warning";
                            subject: string;
                            title: string;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateIntegration: {
        parameters: {
            query?: {
                /** @description Also signs in to its mailboxes: a wrong password counts at the mail system. */
                connect?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Judges a record and says what the change would do; saves nothing and raises no alarm. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: {
                            /** @description JSON text. */
                            after: string | null;
                            /** @description JSON text. */
                            before: string | null;
                            path: string;
                        }[];
                        /** @description How its mailboxes answered, where that was asked for. */
                        connection: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            mailbox: string;
                        }[];
                        errors: {
                            code: string;
                            message: string;
                            path: (string | number)[];
                        }[];
                        requires: {
                            /** @description A new manifest of the add-in is to be installed. */
                            manifest: boolean;
                            manifest_fields: string[];
                            /** @description The service account is to be signed in again. */
                            sign_in: boolean;
                            sign_in_fields: string[];
                        };
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOutbox: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                integration_id?: string;
                limit?: number;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is still to be sent; a page holds what up to `limit` meetings owe. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            conference_id: string | null;
                            correlation_id: string;
                            /** Format: date-time */
                            created_at: string;
                            id: string;
                            integration_id: string;
                            /** @enum {string} */
                            kind: "reply" | "organizer-update";
                            last_error: string | null;
                            mailbox_id: string;
                            /** Format: date-time */
                            next_try_at: string | null;
                            /** @enum {string} */
                            state: "pending" | "sending" | "failed";
                            tenant_id: string;
                            /** @description Which text it is; null: instructions for the organizer’s meeting. */
                            text: string | null;
                            tries: number;
                            /** @description 0: joining waits for it; 2: to senders who are not trusted. */
                            urgency: number;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How things stand: traffic, queue, alarms, mailboxes and the next two days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alarms: {
                            error: number;
                            warning: number;
                        };
                        answers: {
                            /** Format: date-time */
                            at: string;
                            count: number;
                        }[];
                        mailboxes: {
                            email: string;
                            in_trouble: boolean;
                            integration_id: string;
                            /**
                             * Format: date-time
                             * @description By this process.
                             */
                            last_answer_at: string | null;
                            name: string;
                            /** @enum {string} */
                            state: "active" | "draining" | "disabled";
                        }[];
                        /** @description What may be joined in the next two days, the first hundred. */
                        next: {
                            /** Format: date-time */
                            closes_at: string;
                            conference_id: string;
                            /** Format: date-time */
                            ends_at: string;
                            name: string;
                            /** Format: date-time */
                            opens_at: string;
                            /** Format: date-time */
                            starts_at: string;
                        }[];
                        /** Format: date-time */
                        now: string;
                        queue: {
                            oldest_seconds: number;
                            waiting: number;
                        };
                        queue_age: {
                            /** Format: date-time */
                            at: string;
                            seconds: number | null;
                        }[];
                        /** @description Meeting requests that this process read, by five minutes; for operators. */
                        requests: {
                            /** Format: date-time */
                            at: string;
                            count: number;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPastAlarms: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                integration_id?: string;
                limit?: number;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alarms that are over, the last one cleared first, as far back as the audit trail goes; a page may be short. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            cause: string;
                            /** Format: date-time */
                            cleared_at: string;
                            /** @description How often the condition was seen. */
                            count: number | null;
                            detail: string;
                            held_seconds: number | null;
                            id: string;
                            integration_id: string | null;
                            kind: string;
                            /** @description Name, address and id of the mailbox that it is about. */
                            mailbox: string | null;
                            /**
                             * Format: date-time
                             * @description Null: it was cleared before this was kept.
                             */
                            raised_at: string | null;
                            remedy: string;
                            /** @enum {string} */
                            severity: "error" | "warning";
                            subject: string;
                            tenant_id: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAdminPersonalVmrs: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
                owner?: string;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The personal VMRs, by name; of one owner, where that is asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            aliases: string[];
                            allow_guests: boolean;
                            description: string;
                            has_guest_pin: boolean;
                            has_pin: boolean;
                            id: string;
                            name: string;
                            owner_email: string;
                            tenant_id: string;
                            /** @description For If-Match. */
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPersonalVmr: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    aliases?: string[];
                    allow_guests?: boolean;
                    description?: string;
                    /** @description 4 to 20 digits; null: none. Never shown. */
                    guest_pin?: string | null;
                    name?: string;
                    owner_email?: string;
                    /** @description 4 to 20 digits; null: none. Never shown. */
                    pin?: string | null;
                    /** @default default */
                    tenant_id?: string;
                };
            };
        };
        responses: {
            /** @description Makes a personal VMR. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aliases: string[];
                        allow_guests: boolean;
                        description: string;
                        has_guest_pin: boolean;
                        has_pin: boolean;
                        id: string;
                        name: string;
                        owner_email: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPersonalVmr: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One personal VMR. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aliases: string[];
                        allow_guests: boolean;
                        description: string;
                        has_guest_pin: boolean;
                        has_pin: boolean;
                        id: string;
                        name: string;
                        owner_email: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePersonalVmr: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a personal VMR: nobody can join it any more, and its aliases are free. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePersonalVmr: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    aliases?: string[];
                    allow_guests?: boolean;
                    description?: string;
                    /** @description 4 to 20 digits; null: none. Never shown. */
                    guest_pin?: string | null;
                    name?: string;
                    owner_email?: string;
                    /** @description 4 to 20 digits; null: none. Never shown. */
                    pin?: string | null;
                };
            };
        };
        responses: {
            /** @description Changes a personal VMR; what is left out stays as it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aliases: string[];
                        allow_guests: boolean;
                        description: string;
                        has_guest_pin: boolean;
                        has_pin: boolean;
                        id: string;
                        name: string;
                        owner_email: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importPersonalVmrs: {
        parameters: {
            query?: {
                dry_run?: string;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Saves personal VMRs from a table (CSV); nothing is saved when a line is wrong, and all faults are listed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created: number;
                        dry_run: boolean;
                        replaced: number;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformAdapters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The adapters of platforms, with what their settings are typed in by. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            documentation: string;
                            fields: {
                                choices: string[] | null;
                                /** @description What it is when it is left out. */
                                default?: unknown;
                                flat_name: string | null;
                                help: string;
                                /** @description Of a number; of a text or list its length. */
                                maximum: number | null;
                                minimum: number | null;
                                /** @description Its change asks for a new manifest. */
                                needs_manifest: boolean;
                                operator_only: boolean;
                                /**
                                 * @description Of a template.
                                 * @enum {string|null}
                                 */
                                output: "html" | "text" | null;
                                /** @description Dots between names; [] stands for each entry of a list. */
                                path: string;
                                placeholder: string | null;
                                title: string;
                                /** @enum {string} */
                                type: "text" | "number" | "boolean" | "choice" | "secret" | "template" | "localized" | "list" | "object";
                                /** @description What a template may use. */
                                variables: string[];
                            }[];
                            /** @enum {string} */
                            kind: "mailbox-provider" | "sign-in-provider" | "room-source" | "caller-verifier" | "join-adapter";
                            name: string;
                            title: string;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatforms: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conferencing platforms: those of the configuration file, then those that were connected here. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            adapter: string;
                            /** Format: date-time */
                            created_at: string | null;
                            /** @description One that is off has no routes. */
                            enabled: boolean;
                            /** @description Why this manager does not serve it. */
                            fault: string | null;
                            /** @description Null: it stands in the configuration file, and is changed there. */
                            id: string | null;
                            /** @description Whether it is told why a join window is closed. */
                            may_hear_reason: boolean;
                            name: string;
                            /**
                             * @description How it proves itself.
                             * @enum {string}
                             */
                            proof: "bearer" | "basic" | "secret";
                            /** @description Where it asks and tells: method and path of the public listener. */
                            routes: string[];
                            /** @description Those of the adapter. */
                            settings: {
                                [key: string]: unknown;
                            };
                            /** @description Tenants whose conferences it may see. */
                            tenants: "all" | string[];
                            /** @description With `basic`. */
                            username: string | null;
                            /** @description For If-Match. */
                            version: string | null;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description One of platform_adapters. */
                    adapter: string;
                    /**
                     * @description One that is off has no routes.
                     * @default true
                     */
                    enabled?: boolean;
                    /**
                     * @description Whether it is told why a join window is closed.
                     * @default true
                     */
                    may_hear_reason?: boolean;
                    /** @description For logs, metrics and `single_use.join_platform`. */
                    name: string;
                    /**
                     * @description Those of the adapter.
                     * @default {}
                     */
                    settings?: {
                        [key: string]: unknown;
                    };
                    /** @description Tenants whose conferences it may see. */
                    tenants: "all" | string[];
                    /**
                     * @description Null: it proves itself by a bearer token; else by this name and a password.
                     * @default null
                     */
                    username?: string | null;
                };
            };
        };
        responses: {
            /** @description Connects a platform; its token or password is answered once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adapter: string;
                        /** Format: date-time */
                        created_at: string | null;
                        /** @description One that is off has no routes. */
                        enabled: boolean;
                        /** @description Why this manager does not serve it. */
                        fault: string | null;
                        /** @description Null: it stands in the configuration file, and is changed there. */
                        id: string | null;
                        /** @description Whether it is told why a join window is closed. */
                        may_hear_reason: boolean;
                        name: string;
                        /**
                         * @description How it proves itself.
                         * @enum {string}
                         */
                        proof: "bearer" | "basic" | "secret";
                        /** @description Where it asks and tells: method and path of the public listener. */
                        routes: string[];
                        /** @description The bearer token, or the password; kept nowhere. */
                        secret: string;
                        /** @description Those of the adapter. */
                        settings: {
                            [key: string]: unknown;
                        };
                        /** @description Tenants whose conferences it may see. */
                        tenants: "all" | string[];
                        /** @description With `basic`. */
                        username: string | null;
                        /** @description For If-Match. */
                        version: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One platform that was connected here. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adapter: string;
                        /** Format: date-time */
                        created_at: string | null;
                        /** @description One that is off has no routes. */
                        enabled: boolean;
                        /** @description Why this manager does not serve it. */
                        fault: string | null;
                        /** @description Null: it stands in the configuration file, and is changed there. */
                        id: string | null;
                        /** @description Whether it is told why a join window is closed. */
                        may_hear_reason: boolean;
                        name: string;
                        /**
                         * @description How it proves itself.
                         * @enum {string}
                         */
                        proof: "bearer" | "basic" | "secret";
                        /** @description Where it asks and tells: method and path of the public listener. */
                        routes: string[];
                        /** @description Those of the adapter. */
                        settings: {
                            [key: string]: unknown;
                        };
                        /** @description Tenants whose conferences it may see. */
                        tenants: "all" | string[];
                        /** @description With `basic`. */
                        username: string | null;
                        /** @description For If-Match. */
                        version: string | null;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePlatform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a platform: its requests are refused from now on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePlatform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description One that is off has no routes. */
                    enabled?: boolean;
                    /** @description Whether it is told why a join window is closed. */
                    may_hear_reason?: boolean;
                    /** @description Those of the adapter. */
                    settings?: {
                        [key: string]: unknown;
                    };
                    /** @description Tenants whose conferences it may see. */
                    tenants?: "all" | string[];
                };
            };
        };
        responses: {
            /** @description Changes a platform; what is left out stays as it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adapter: string;
                        /** Format: date-time */
                        created_at: string | null;
                        /** @description One that is off has no routes. */
                        enabled: boolean;
                        /** @description Why this manager does not serve it. */
                        fault: string | null;
                        /** @description Null: it stands in the configuration file, and is changed there. */
                        id: string | null;
                        /** @description Whether it is told why a join window is closed. */
                        may_hear_reason: boolean;
                        name: string;
                        /**
                         * @description How it proves itself.
                         * @enum {string}
                         */
                        proof: "bearer" | "basic" | "secret";
                        /** @description Where it asks and tells: method and path of the public listener. */
                        routes: string[];
                        /** @description Those of the adapter. */
                        settings: {
                            [key: string]: unknown;
                        };
                        /** @description Tenants whose conferences it may see. */
                        tenants: "all" | string[];
                        /** @description With `basic`. */
                        username: string | null;
                        /** @description For If-Match. */
                        version: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewPlatformSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gives a platform a new token or password, answered once; the one before is refused from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adapter: string;
                        /** Format: date-time */
                        created_at: string | null;
                        /** @description One that is off has no routes. */
                        enabled: boolean;
                        /** @description Why this manager does not serve it. */
                        fault: string | null;
                        /** @description Null: it stands in the configuration file, and is changed there. */
                        id: string | null;
                        /** @description Whether it is told why a join window is closed. */
                        may_hear_reason: boolean;
                        name: string;
                        /**
                         * @description How it proves itself.
                         * @enum {string}
                         */
                        proof: "bearer" | "basic" | "secret";
                        /** @description Where it asks and tells: method and path of the public listener. */
                        routes: string[];
                        /** @description The bearer token, or the password; kept nowhere. */
                        secret: string;
                        /** @description Those of the adapter. */
                        settings: {
                            [key: string]: unknown;
                        };
                        /** @description Tenants whose conferences it may see. */
                        tenants: "all" | string[];
                        /** @description With `basic`. */
                        username: string | null;
                        /** @description For If-Match. */
                        version: string | null;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecordForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fields of a record in their groups, and those of the plugins’ settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: {
                            fields: {
                                choices: string[] | null;
                                /** @description What it is when it is left out. */
                                default?: unknown;
                                flat_name: string | null;
                                help: string;
                                /** @description Of a number; of a text or list its length. */
                                maximum: number | null;
                                minimum: number | null;
                                /** @description Its change asks for a new manifest. */
                                needs_manifest: boolean;
                                operator_only: boolean;
                                /**
                                 * @description Of a template.
                                 * @enum {string|null}
                                 */
                                output: "html" | "text" | null;
                                /** @description Dots between names; [] stands for each entry of a list. */
                                path: string;
                                placeholder: string | null;
                                title: string;
                                /** @enum {string} */
                                type: "text" | "number" | "boolean" | "choice" | "secret" | "template" | "localized" | "list" | "object";
                                /** @description What a template may use. */
                                variables: string[];
                            }[];
                            name: string;
                            title: string;
                        }[];
                        plugins: {
                            documentation: string;
                            fields: {
                                choices: string[] | null;
                                /** @description What it is when it is left out. */
                                default?: unknown;
                                flat_name: string | null;
                                help: string;
                                /** @description Of a number; of a text or list its length. */
                                maximum: number | null;
                                minimum: number | null;
                                /** @description Its change asks for a new manifest. */
                                needs_manifest: boolean;
                                operator_only: boolean;
                                /**
                                 * @description Of a template.
                                 * @enum {string|null}
                                 */
                                output: "html" | "text" | null;
                                /** @description Dots between names; [] stands for each entry of a list. */
                                path: string;
                                placeholder: string | null;
                                title: string;
                                /** @enum {string} */
                                type: "text" | "number" | "boolean" | "choice" | "secret" | "template" | "localized" | "list" | "object";
                                /** @description What a template may use. */
                                variables: string[];
                            }[];
                            /** @enum {string} */
                            kind: "mailbox-provider" | "sign-in-provider" | "room-source" | "caller-verifier" | "join-adapter";
                            name: string;
                            title: string;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listReservations: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                integration_id?: string;
                limit?: number;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Reserved aliases, integration by integration and the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            alias: string;
                            correlation_id: string;
                            /** Format: date-time */
                            created_at: string;
                            id: string;
                            integration_id: string;
                            /**
                             * Format: date-time
                             * @description When it is given up, unless a meeting uses it before.
                             */
                            lapses_at: string | null;
                            mailbox_id: string;
                            numeric_alias: string;
                            /** @enum {string} */
                            state: "reserved" | "bound" | "released";
                            tenant_id: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchCorrelation: {
        parameters: {
            query: {
                correlation_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of the request or message with a correlation id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        audit: {
                            /** @description Such as `integration.changed`. */
                            action: string;
                            actor: string;
                            /** Format: date-time */
                            at: string;
                            changes: {
                                /** @description JSON text, secrets masked. */
                                after: string | null;
                                /** @description JSON text, secrets masked. */
                                before: string | null;
                                path: string;
                            }[];
                            conference_id: string | null;
                            correlation_id: string | null;
                            details: {
                                [key: string]: string;
                            };
                            id: string;
                            integration_id: string | null;
                            subject: {
                                id: string;
                                kind: string;
                            };
                            tenant_id: string;
                        }[];
                        conference: {
                            additional_aliases: string[];
                            alias: string;
                            correlation_ids: string[];
                            /** Format: date-time */
                            created_at: string;
                            /** @description Fields that were changed by hand: mail leaves them alone. */
                            edited: string[];
                            /**
                             * Format: date-time
                             * @description Of the first instance, where it is a series.
                             */
                            end: string | null;
                            id: string;
                            integration_id: string;
                            /** @enum {string|null} */
                            kind: "single" | "series" | "instances" | null;
                            mailbox_id: string;
                            name: string;
                            numeric_alias: string;
                            organizer: {
                                email: string;
                                name: string;
                            } | null;
                            /** Format: date-time */
                            start: string | null;
                            /** @description live, cancelled or removed. */
                            status: string;
                            /** @description Hostile text: what the organizer wrote. */
                            subject: string;
                            tenant_id: string;
                        } | null;
                        outbox: {
                            conference_id: string | null;
                            correlation_id: string;
                            /** Format: date-time */
                            created_at: string;
                            id: string;
                            integration_id: string;
                            /** @enum {string} */
                            kind: "reply" | "organizer-update";
                            last_error: string | null;
                            mailbox_id: string;
                            /** Format: date-time */
                            next_try_at: string | null;
                            /** @enum {string} */
                            state: "pending" | "sending" | "failed";
                            tenant_id: string;
                            /** @description Which text it is; null: instructions for the organizer’s meeting. */
                            text: string | null;
                            tries: number;
                            /** @description 0: joining waits for it; 2: to senders who are not trusted. */
                            urgency: number;
                        }[];
                        reservation: {
                            alias: string;
                            correlation_id: string;
                            /** Format: date-time */
                            created_at: string;
                            id: string;
                            integration_id: string;
                            /**
                             * Format: date-time
                             * @description When it is given up, unless a meeting uses it before.
                             */
                            lapses_at: string | null;
                            mailbox_id: string;
                            numeric_alias: string;
                            /** @enum {string} */
                            state: "reserved" | "bound" | "released";
                            tenant_id: string;
                        } | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAdminSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: {
                            /** Format: date-time */
                            created_at: string;
                            email: string | null;
                            has_password: boolean;
                            id: string;
                            /** @description Issuer of its person there; null: none. */
                            issuer: string | null;
                            /** Format: date-time */
                            last_signed_in_at: string | null;
                            /**
                             * Format: date-time
                             * @description After ten failures to sign in.
                             */
                            locked_until: string | null;
                            /** @description What one signs in with. */
                            name: string;
                            /** @enum {string} */
                            role: "operator" | "tenant-administrator";
                            /** @description Which provider signs it in; null: none. */
                            sign_in_provider: string | null;
                            /** @description `all` for operators. */
                            tenants: "all" | string[];
                            /** @description For If-Match. */
                            version: string;
                        };
                        /**
                         * Format: date-time
                         * @description If nothing more is asked.
                         */
                        session_ends_at: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signInAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Signs an administrator in; the answer sets the cookie of the session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        account: {
                            /** Format: date-time */
                            created_at: string;
                            email: string | null;
                            has_password: boolean;
                            id: string;
                            /** @description Issuer of its person there; null: none. */
                            issuer: string | null;
                            /** Format: date-time */
                            last_signed_in_at: string | null;
                            /**
                             * Format: date-time
                             * @description After ten failures to sign in.
                             */
                            locked_until: string | null;
                            /** @description What one signs in with. */
                            name: string;
                            /** @enum {string} */
                            role: "operator" | "tenant-administrator";
                            /** @description Which provider signs it in; null: none. */
                            sign_in_provider: string | null;
                            /** @description `all` for operators. */
                            tenants: "all" | string[];
                            /** @description For If-Match. */
                            version: string;
                        };
                        /**
                         * Format: date-time
                         * @description If nothing more is asked.
                         */
                        session_ends_at: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOutAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ends the session. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAdminSignInProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Through which providers administrators may sign in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            title: string;
                            /** @description For the browser; with `?connect=true` it ties the person to the session’s account. */
                            url: string;
                        }[];
                    };
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Whose aliases and server stand among the sample values.
                     * @default null
                     */
                    integration_id?: string | null;
                    /**
                     * @description Which version of the integration’s.
                     * @default null
                     */
                    language?: string | null;
                    /** @description Its field: `email_texts.joining_instructions_template`. */
                    slot: string;
                    /** @description Left out: the one that the integration has. */
                    template?: string;
                    /**
                     * @description In the place of sample values.
                     * @default {}
                     */
                    values?: {
                        [key: string]: string | number | boolean | null | string[];
                    };
                };
            };
        };
        responses: {
            /** @description Renders a template with sample values; saves nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            column: number | null;
                            line: number | null;
                            message: string;
                        } | null;
                        /** @description To be shown in a frame without any rights: it is a tenant’s text. */
                        html: string | null;
                        /** @description What was rendered. */
                        template: string;
                        text: string | null;
                        /** @description What the template may use. */
                        variables: string[];
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenants, with what each was granted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Domains of its aliases; * stands for any. */
                            domains: string[];
                            /** @description Servers that its add-ins may be served from; * stands for any that is no other tenant’s. */
                            fqdns: string[];
                            id: string;
                            integrations: number;
                            /** @description Its prefixes and domains are those of the configuration file. */
                            is_fixed: boolean;
                            /** @description Operators made it here. */
                            is_stored: boolean;
                            name: string;
                            /** @description What its aliases may begin with; * stands for anything. */
                            prefixes: string[];
                            /** @description Servers that its add-ins are served from. */
                            used_fqdns: string[];
                            /** @description For If-Match. */
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Domains of its aliases; * stands for any. */
                        domains: string[];
                        /** @description Servers that its add-ins may be served from; * stands for any that is no other tenant’s. */
                        fqdns: string[];
                        id: string;
                        integrations: number;
                        /** @description Its prefixes and domains are those of the configuration file. */
                        is_fixed: boolean;
                        /** @description Operators made it here. */
                        is_stored: boolean;
                        name: string;
                        /** @description What its aliases may begin with; * stands for anything. */
                        prefixes: string[];
                        /** @description Servers that its add-ins are served from. */
                        used_fqdns: string[];
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Domains of aliases; `*` for any. */
                    domains: string[];
                    /** @description Servers of add-ins; `*` for any. */
                    fqdns: string[];
                    name: string;
                    /** @description Prefixes of aliases, each with all that begin with it; `*` for any. */
                    prefixes: string[];
                };
            };
        };
        responses: {
            /** @description Grants prefixes, domains and servers to a tenant, and makes it where there is none; If-Match where there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Domains of its aliases; * stands for any. */
                        domains: string[];
                        /** @description Servers that its add-ins may be served from; * stands for any that is no other tenant’s. */
                        fqdns: string[];
                        id: string;
                        integrations: number;
                        /** @description Its prefixes and domains are those of the configuration file. */
                        is_fixed: boolean;
                        /** @description Operators made it here. */
                        is_stored: boolean;
                        name: string;
                        /** @description What its aliases may begin with; * stands for anything. */
                        prefixes: string[];
                        /** @description Servers that its add-ins are served from. */
                        used_fqdns: string[];
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a tenant that operators made and that has nothing any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                email?: string;
                limit?: number;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The users, by address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            created_at: string;
                            /** @enum {string} */
                            created_by: "sign-in" | "operator";
                            display_name: string | null;
                            email: string | null;
                            first_name: string | null;
                            id: string;
                            known_by: ("exchange" | "entra" | "subject")[];
                            last_name: string | null;
                            name: string;
                            tenant_id: string;
                            /** @description For If-Match. */
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        /** @enum {string} */
                        created_by: "sign-in" | "operator";
                        display_name: string | null;
                        email: string | null;
                        first_name: string | null;
                        id: string;
                        known_by: ("exchange" | "entra" | "subject")[];
                        last_name: string | null;
                        name: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a user, who is signed out at once; rooms stay. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    display_name?: string | null;
                    first_name?: string | null;
                    last_name?: string | null;
                };
            };
        };
        responses: {
            /** @description Changes what a user is called. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        /** @enum {string} */
                        created_by: "sign-in" | "operator";
                        display_name: string | null;
                        email: string | null;
                        first_name: string | null;
                        id: string;
                        known_by: ("exchange" | "entra" | "subject")[];
                        last_name: string | null;
                        name: string;
                        tenant_id: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importUsers: {
        parameters: {
            query?: {
                dry_run?: string;
                /** @description Of which Exchange ids are. */
                integration_id?: string;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Saves users from a table (CSV); nothing is saved when a line is wrong, and all faults are listed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        created: number;
                        dry_run: boolean;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                limit?: number;
                tenant_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            created_at: string;
                            description: string;
                            /** @description Nothing is queued for a webhook that is off. */
                            enabled: boolean;
                            events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                            /** @description Tries in a row that failed. */
                            failures: number;
                            id: string;
                            /**
                             * Format: date-time
                             * @description When an event was taken last, to the minute.
                             */
                            last_delivered_at: string | null;
                            /** @description A code, or the status that the receiver answered. */
                            last_error: string | null;
                            /**
                             * Format: date-time
                             * @description Nothing is sent before; null: it goes on.
                             */
                            paused_until: string | null;
                            tenant_id: string;
                            /** @description https, without user name, password and fragment. */
                            url: string;
                            /** @description For If-Match. */
                            version: string;
                        }[];
                        /** @description Null when nothing follows. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default  */
                    description?: string;
                    /**
                     * @description Nothing is queued for a webhook that is off.
                     * @default true
                     */
                    enabled?: boolean;
                    events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                    /**
                     * @description Whose events it is told of; `*`: those of the deployment, for operators.
                     * @default default
                     */
                    tenant_id?: string;
                    /** @description https, without user name, password and fragment. */
                    url: string;
                };
            };
        };
        responses: {
            /** @description Makes a webhook; its secret is answered once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Nothing is queued for a webhook that is off. */
                        enabled: boolean;
                        events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                        /** @description Tries in a row that failed. */
                        failures: number;
                        id: string;
                        /**
                         * Format: date-time
                         * @description When an event was taken last, to the minute.
                         */
                        last_delivered_at: string | null;
                        /** @description A code, or the status that the receiver answered. */
                        last_error: string | null;
                        /**
                         * Format: date-time
                         * @description Nothing is sent before; null: it goes on.
                         */
                        paused_until: string | null;
                        /** @description Verifies the signatures; shown once. */
                        secret: string;
                        tenant_id: string;
                        /** @description https, without user name, password and fragment. */
                        url: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Nothing is queued for a webhook that is off. */
                        enabled: boolean;
                        events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                        /** @description Tries in a row that failed. */
                        failures: number;
                        id: string;
                        /**
                         * Format: date-time
                         * @description When an event was taken last, to the minute.
                         */
                        last_delivered_at: string | null;
                        /** @description A code, or the status that the receiver answered. */
                        last_error: string | null;
                        /**
                         * Format: date-time
                         * @description Nothing is sent before; null: it goes on.
                         */
                        paused_until: string | null;
                        tenant_id: string;
                        /** @description https, without user name, password and fragment. */
                        url: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deletes a webhook: what waits for it is not sent any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    description?: string;
                    /** @description Nothing is queued for a webhook that is off. */
                    enabled?: boolean;
                    events?: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                    /** @description https, without user name, password and fragment. */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description Changes a webhook; what is left out stays as it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Nothing is queued for a webhook that is off. */
                        enabled: boolean;
                        events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                        /** @description Tries in a row that failed. */
                        failures: number;
                        id: string;
                        /**
                         * Format: date-time
                         * @description When an event was taken last, to the minute.
                         */
                        last_delivered_at: string | null;
                        /** @description A code, or the status that the receiver answered. */
                        last_error: string | null;
                        /**
                         * Format: date-time
                         * @description Nothing is sent before; null: it goes on.
                         */
                        paused_until: string | null;
                        tenant_id: string;
                        /** @description https, without user name, password and fragment. */
                        url: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gives a webhook a new secret, answered once; the one before signs beside it for a day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        created_at: string;
                        description: string;
                        /** @description Nothing is queued for a webhook that is off. */
                        enabled: boolean;
                        events: ("conference.created" | "conference.changed" | "conference.removed" | "alarm.raised" | "alarm.cleared")[];
                        /** @description Tries in a row that failed. */
                        failures: number;
                        id: string;
                        /**
                         * Format: date-time
                         * @description When an event was taken last, to the minute.
                         */
                        last_delivered_at: string | null;
                        /** @description A code, or the status that the receiver answered. */
                        last_error: string | null;
                        /**
                         * Format: date-time
                         * @description Nothing is sent before; null: it goes on.
                         */
                        paused_until: string | null;
                        /** @description Verifies the signatures; shown once. */
                        secret: string;
                        tenant_id: string;
                        /** @description https, without user name, password and fragment. */
                        url: string;
                        /** @description For If-Match. */
                        version: string;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sends a test message now, and tells what the receiver answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivered: boolean;
                        /** @description A code, or the status that the receiver answered. */
                        error: string | null;
                    };
                };
            };
            /** @description A problem. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A problem. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
