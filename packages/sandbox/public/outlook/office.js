// A stand-in for Office.js, loaded by an add-in's page inside a frame of the stand-in for Outlook, or by its event script in
// a worker. Every call crosses to the form by message and comes back later. It shows only members of the requirement set
// that the form claims. Served behind office-item.js, in one file.
(() => {
  const CHANNEL = 'outlook-stand-in';
  const { outlookItem } = /** @type {any} */ (globalThis);
  const hasPage = typeof document !== 'undefined';
  /** @typedef {{ set: string, language: string, theme: Record<string, string>, account: { email: string, name: string, type: string }, item: number | null, hasMailbox: boolean, settings: Record<string, unknown>, hasNestedAuth: boolean }} HostContext */
  /** @typedef {(result: object) => void} Callback */

  /** @type {Map<number, Callback>} */
  const waiting = new Map();
  /** @type {Map<string, Set<(event: object) => void>>} */
  const handlers = new Map();
  /** Functions that the manifest names. @type {Map<string, (event: object) => void>} */
  const functions = new Map();
  let lastId = 0;
  /** @type {HostContext | null} */
  let host = null;

  /** @param {object} message */
  function tellForm(message) {
    const all = { channel: CHANNEL, id: 0, args: [], item: null, ...message };
    if (hasPage) window.parent.postMessage(all, '*');
    /** @type {any} */ else globalThis.postMessage(all);
  }

  /** @param {string} name @param {unknown[]} args @param {Callback} callback */
  function ask(name, args, callback) {
    lastId += 1;
    waiting.set(lastId, callback);
    tellForm({ id: lastId, name, args, item: host?.item ?? null });
  }

  /** The last argument is the callback, the one before it may be options. @param {string} name @param {unknown[]} given */
  function call(name, given) {
    const callback = given.at(-1);
    const args = typeof callback === 'function' ? given.slice(0, -1) : given;
    const options = args.at(-1);
    // Clients write into the options that they are given.
    const sent = structuredClone(args);
    if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
      Object.assign(options, { callId: name });
    }
    ask(name, sent, (result) => {
      if (typeof callback === 'function') callback(result);
    });
  }

  /** @param {string} version */
  const has = (version) => {
    const [, minor = 0] = (host?.set ?? '1.1').split('.').map(Number);
    return Number(version.split('.')[1]) <= minor;
  };

  const makeItem = () => outlookItem.make({ has, call, ask });

  /** @param {HostContext} context */
  function makeMailbox(context) {
    const { email, name, type } = context.account;
    /** @type {Record<string, unknown>} */
    const mailbox = {
      item: context.item === null ? null : makeItem(),
      userProfile: {
        emailAddress: email,
        displayName: name,
        timeZone: 'UTC',
        ...(has('1.6') ? { accountType: type } : {}),
      },
      diagnostics: { hostName: 'OutlookStandIn', hostVersion: '0' },
    };
    if (type === 'enterprise') {
      mailbox.getUserIdentityTokenAsync = (/** @type {unknown[]} */ ...given) =>
        call('getUserIdentityTokenAsync', given);
    }
    if (has('1.5')) {
      mailbox.addHandlerAsync = (
        /** @type {string} */ event,
        /** @type {(event: object) => void} */ handler,
      ) => {
        const known = handlers.get(event) ?? new Set();
        handlers.set(event, known.add(handler));
      };
    }
    return mailbox;
  }

  /** @type {(info: object) => void} */
  let isReady = () => undefined;
  const ready = new Promise((resolve) => {
    isReady = resolve;
  });
  /** @type {Record<string, unknown>} */
  const office = {
    AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
    CoercionType: { Text: 'text', Html: 'html' },
    EventType: {
      OfficeThemeChanged: 'officeThemeChanged',
      ItemChanged: 'itemChanged',
      DialogMessageReceived: 'dialogMessageReceived',
      DialogEventReceived: 'dialogEventReceived',
    },
    actions: {
      associate(/** @type {string} */ name, /** @type {(event: object) => void} */ act) {
        functions.set(name, act);
        if (host !== null) tellForm({ name: 'associated', args: [name] });
      },
    },
    MailboxEnums: { LocationType: { Custom: 'custom', Room: 'room' } },
    context: {},
    onReady: (/** @type {((info: object) => void) | undefined} */ callback) =>
      callback ? ready.then(/** @type {(info: unknown) => void} */ (callback)) : ready,
  };
  Object.assign(globalThis, { Office: office });

  // A dialog that is not asked for by the click itself stands under no context.
  let isClicking = false;
  addEventListener(
    'click',
    () => {
      isClicking = true;
      setTimeout(() => {
        isClicking = false;
      });
    },
    true,
  );

  /** @type {Map<string, (event: object) => void>} */
  const dialogHandlers = new Map();

  /** @param {string} url @param {unknown[]} rest */
  function displayDialog(url, ...rest) {
    const callback = /** @type {Callback} */ (rest.at(-1));
    dialogHandlers.clear();
    ask('displayDialogAsync', [url, isClicking], (result) => {
      if (/** @type {{ status: string }} */ (result).status !== 'succeeded') return callback(result);
      const dialog = {
        close: () => ask('dialog.close', [], () => undefined),
        addEventHandler: (/** @type {string} */ type, /** @type {(event: object) => void} */ handler) =>
          dialogHandlers.set(type, handler),
      };
      callback({ ...result, value: dialog });
    });
  }

  /** In the dialog there is only a way to talk to the pane. @param {Window} opener */
  function beginDialog(opener) {
    const messageParent = (/** @type {string} */ text) =>
      opener.postMessage({ channel: CHANNEL, name: 'messageParent', text }, '*');
    office.context = { ui: { messageParent } };
    isReady({ host: 'Outlook', platform: 'OfficeOnline' });
  }

  /** @param {HostContext} context */
  function begin(context) {
    host = context;
    office.context = {
      displayLanguage: context.language,
      contentLanguage: context.language,
      ui: { displayDialogAsync: displayDialog },
      ...(Object.keys(context.theme).length > 0 ? { officeTheme: context.theme } : {}),
      requirements: {
        isSetSupported: (/** @type {string} */ name, /** @type {string} */ version = '1.1') =>
          name === 'Mailbox' ? has(version) : name === 'NestedAppAuth' && context.hasNestedAuth,
      },
      roamingSettings: roamingSettings(context.settings),
      ...(context.hasMailbox ? { mailbox: makeMailbox(context) } : {}),
    };
    if (context.hasNestedAuth) Object.assign(globalThis, { nestedAppAuthBridge: nestedAppAuthBridge() });
    isReady({ host: 'Outlook', platform: 'OfficeOnline' });
    for (const name of functions.keys()) tellForm({ name: 'associated', args: [name] });
  }

  /** Settings of the add-in for this person. @param {Record<string, unknown>} kept */
  function roamingSettings(kept) {
    const values = { ...kept };
    return {
      get: (/** @type {string} */ name) => values[name],
      set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
        values[name] = value;
      },
      remove: (/** @type {string} */ name) => delete values[name],
      saveAsync: (/** @type {Callback} */ callback) => ask('roamingSettings.saveAsync', [values], callback),
    };
  }

  /** By which Microsoft's sign-in library talks to the host. */
  function nestedAppAuthBridge() {
    /** @type {Set<(response: string) => void>} */
    const heard = new Set();
    return {
      addEventListener: (/** @type {string} */ _type, /** @type {(response: string) => void} */ hear) =>
        heard.add(hear),
      removeEventListener: (/** @type {string} */ _type, /** @type {(response: string) => void} */ hear) =>
        heard.delete(hear),
      postMessage: (/** @type {string} */ message) =>
        ask('nestedAppAuth', [message], (result) => {
          const { value } = /** @type {{ value?: string }} */ (result);
          for (const hear of heard) if (value !== undefined) hear(value);
        }),
    };
  }

  /** @param {string} name */
  function launch(name) {
    const completed = (/** @type {unknown} */ answer) => tellForm({ name: 'completed', args: [answer] });
    functions.get(name)?.({ type: name, completed });
  }

  /** @param {number | null} item */
  function changeItem(item) {
    const context = /** @type {{ mailbox?: { item: object | null } }} */ (office.context);
    if (host === null || context.mailbox === undefined) return;
    host = { ...host, item };
    context.mailbox.item = item === null ? null : makeItem();
    for (const handler of handlers.get('itemChanged') ?? []) handler({ type: 'itemChanged' });
  }

  addEventListener('message', ({ data, source }) => {
    if (data?.channel !== CHANNEL || (hasPage && source !== window.parent)) return;
    // An event script runs before the form is asked for anything: it is told of the form with the order to run.
    if (data.kind === 'context' || data.kind === 'run') begin(data.context);
    else if (data.kind === 'item') changeItem(data.item);
    else if (data.kind === 'launch') launch(data.function);
    else if (data.kind === 'dialog') dialogHandlers.get(data.type)?.(data.event);
    else if (data.kind === 'result') {
      const callback = waiting.get(data.id);
      if (!data.again) waiting.delete(data.id);
      const value = data.isDate ? new Date(data.result.value) : data.result.value;
      const isEmpty = /** @type {any} */ (data).isEmpty;
      callback?.(isEmpty ? /** @type {any} */ (undefined) : { ...data.result, value });
    }
  });
  if (!hasPage) return;
  if (window.parent === window) {
    if (window.opener !== null) beginDialog(window.opener);
    return;
  }
  tellForm({ name: 'hello' });
})();
