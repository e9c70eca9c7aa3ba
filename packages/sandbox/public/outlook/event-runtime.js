// An engine without a page, as classic Outlook on Windows gives one to the add-in's event script.

/** @type {any} */
const engine = globalThis;
engine.importScripts('office.js');

addEventListener('message', ({ data }) => {
  if (data?.kind === 'run') engine.importScripts(data.url);
});
