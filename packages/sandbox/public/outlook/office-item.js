// The appointment as an add-in sees it: the members of a requirement set, each of which asks the form.
(() => {
  /** @typedef {(result: object) => void} Callback */
  /** @typedef {{ has(version: string): boolean, call(name: string, given: unknown[]): void, ask(name: string, args: unknown[], callback: Callback): void }} Asking */

  /** Members by the requirement set that brings them. @type {Record<string, readonly string[]>} */
  const members = {
    'body.getTypeAsync': ['1.1'],
    'body.prependAsync': ['1.1'],
    'body.getAsync': ['1.3'],
    'body.setAsync': ['1.3'],
    'requiredAttendees.getAsync': ['1.1'],
    'requiredAttendees.addAsync': ['1.1'],
    'requiredAttendees.setAsync': ['1.1'],
    'optionalAttendees.getAsync': ['1.1'],
    'location.getAsync': ['1.1'],
    'location.setAsync': ['1.1'],
    'subject.getAsync': ['1.1'],
    'start.getAsync': ['1.1'],
    'end.getAsync': ['1.1'],
    'organizer.getAsync': ['1.7'],
    'notificationMessages.addAsync': ['1.3'],
    'notificationMessages.replaceAsync': ['1.3'],
    'enhancedLocation.getAsync': ['1.8'],
    'enhancedLocation.addAsync': ['1.8'],
    'enhancedLocation.removeAsync': ['1.8'],
    'sessionData.getAsync': ['1.11'],
    'sessionData.setAsync': ['1.11'],
  };

  /** @param {Asking} asking */
  function make({ has, call, ask }) {
    /** @type {Record<string, unknown>} */
    const item = { itemType: 'appointment' };
    for (const [path, [version = '1.1']] of Object.entries(members)) {
      if (!has(version)) continue;
      const [group = '', member = ''] = path.split('.');
      const holder = /** @type {Record<string, unknown>} */ (item[group] ?? {});
      item[group] = holder;
      holder[member] = (/** @type {unknown[]} */ ...given) => call(path, given.map(toPlain));
    }
    if (has('1.7')) {
      item.recurrence = {
        getAsync: (/** @type {Callback} */ callback) =>
          ask('recurrence.getAsync', [], (result) => callback(withSeries(result))),
      };
    }
    // The id of the whole series while one occurrence is open, as some clients tell it.
    Object.defineProperty(item, 'itemId', {
      get() {
        ask('itemId', [], () => undefined);
        return 'AAMk-series';
      },
    });
    if (has('1.8')) {
      item.getItemIdAsync = (/** @type {unknown[]} */ ...given) => call('getItemIdAsync', given);
    }
    item.getInitializationContextAsync = (/** @type {unknown[]} */ ...given) =>
      call('getInitializationContextAsync', given);
    item.loadCustomPropertiesAsync = (/** @type {Callback} */ callback) =>
      ask('loadCustomPropertiesAsync', [], (result) => callback(withProperties(result, ask)));
    return item;
  }

  /** @param {unknown} value */
  const toPlain = (value) => (value instanceof Date ? value.toISOString() : value);

  /** @param {object} result */
  function withSeries(result) {
    const { value } = /** @type {{ value?: { lastDay: string } | null }} */ (result ?? {});
    return value ? { ...result, value: { seriesTime: { getEndDate: () => value.lastDay } } } : result;
  }

  /** @param {object} result @param {Asking['ask']} ask */
  function withProperties(result, ask) {
    const values = { .../** @type {{ value?: Record<string, unknown> } | undefined} */ (result)?.value };
    return {
      ...result,
      value: {
        get: (/** @type {string} */ name) => values[name],
        set: (/** @type {string} */ name, /** @type {unknown} */ value) => {
          values[name] = value;
        },
        remove: (/** @type {string} */ name) => delete values[name],
        saveAsync: (/** @type {Callback} */ callback) =>
          ask('customProperties.saveAsync', [values], callback),
      },
    };
  }

  Object.assign(globalThis, { outlookItem: { make } });
})();
