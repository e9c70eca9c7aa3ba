import { describe, expect, test } from 'vitest';
import type { PaneConfig } from '../pane/pane-config.ts';
import { renderFunctionsPage } from './functions-page.ts';
import {
  assetHeaders,
  functionsScriptHeaders,
  type PaneHeadersOptions,
  paneHeaders,
} from './pane-headers.ts';
import { renderPanePage } from './pane-page.ts';
import { type PaneSources, scriptSources } from './pane-sources.ts';

const microsoft: PaneSources = { officeJsUrl: null, styleUrls: [], scriptUrls: [] };
const own: PaneSources = {
  officeJsUrl: 'https://static.corp.example/office/1.1/office.js?v=2',
  styleUrls: ['https://static.corp.example/a;b.css'],
  scriptUrls: ['https://static.corp.example/ajax.js', 'https://near.corp.example/x/Office.js'],
};

const policy = (options: Partial<PaneHeadersOptions>) => {
  const headers = paneHeaders({ sources: microsoft, owaOrigins: [], authority: null, ...options });
  const parts = (headers['Content-Security-Policy'] ?? '').split('; ');
  return Object.fromEntries(parts.map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]));
};

describe('the headers of the page', () => {
  test('every one of them', () => {
    const headers = paneHeaders({
      sources: microsoft,
      owaOrigins: ['https://owa.corp.example'],
      authority: null,
    });
    expect(headers).toEqual({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self' https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors https://outlook.office.com https://outlook.office365.com https://outlook.cloud.microsoft https://outlook.live.com https://*.outlook.com https://owa.corp.example",
      'Cross-Origin-Opener-Policy': 'unsafe-none',
      'Cache-Control': 'no-cache',
    });
  });

  test('the policy follows configured sources, and Microsoft’s are out then', () => {
    expect(policy({ sources: { ...own, scriptUrls: [] } })).toMatchObject({
      'script-src': "'self' https://static.corp.example/office/1.1/",
      'style-src': "'self' https://static.corp.example/a%3Bb.css",
    });
    expect(policy({ sources: own })['script-src']).toBe(
      "'self' https://static.corp.example/ajax.js https://near.corp.example/x/",
    );
  });

  test('nested app authentication may talk to its authority', () => {
    const login = "'self' https://login.microsoftonline.com";
    const authority = 'https://login.microsoftonline.com/common';
    expect(policy({ authority })).toMatchObject({ 'connect-src': login, 'frame-src': login });
  });
});

test('the headers of a file', () => {
  expect(assetHeaders('main-ABC.js')).toEqual({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
  expect(assetHeaders('pane-ABC.css')['Content-Type']).toBe('text/css; charset=utf-8');
});

test('a further script is preferred over another address of the same file', () => {
  expect(scriptSources(own)).toEqual([
    'https://static.corp.example/ajax.js',
    'https://near.corp.example/x/Office.js',
  ]);
  expect(scriptSources(microsoft)).toEqual(['https://appsforoffice.microsoft.com/lib/1/hosted/office.js']);
});

describe('the page', () => {
  const config: PaneConfig = {
    texts: { title: { default: '<b>Rooms</b> & "more" </main><script>alert(1)</script>' } },
    singleUse: true,
    personal: false,
    debugLog: false,
    joinBeforeMinutes: 30,
    joinAfterMinutes: 60,
    exchangeTokens: true,
    entra: null,
  };
  const files = {
    main: 'main-1.js',
    watchDog: 'watch-dog-1.js',
    style: 'pane-1.css',
    functions: 'functions-1.js',
    pageFunctions: 'page-functions-1.js',
  };
  const page = renderPanePage({ config, sources: microsoft, files });

  test('has no script or style of its own, and gives hostile texts as data', () => {
    expect(page).not.toMatch(/<style|style=|onload|<script>|alert\(1\)<\/script>/);
    expect(page).toContain('<title>Rooms &amp; &quot;more&quot; alert(1)</title>');
    const [, data = ''] = /data-config="([^"]*)"/.exec(page) ?? [];
    const read = data
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(JSON.parse(read)).toEqual(config);
  });

  test('loads its own files relative to itself, and Office.js before them', () => {
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'pane/assets/pane-1.css',
      'pane/assets/watch-dog-1.js',
      'https://appsforoffice.microsoft.com/lib/1/hosted/office.js',
      'pane/assets/main-1.js',
    ]);
  });
});

test('the page of the functions loads their script last, and has none of its own', () => {
  const page = renderFunctionsPage({ sources: microsoft, files: { pageFunctions: 'page-functions-1.js' } });
  expect([...page.matchAll(/src="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    'https://appsforoffice.microsoft.com/lib/1/hosted/office.js',
    'assets/page-functions-1.js',
    'functions.js',
  ]);
  expect(page).not.toMatch(/<script>|onload|<style/);
});

test('the headers of the script with the functions: asked for anew, and loaded from elsewhere too', () => {
  expect(functionsScriptHeaders()).toEqual({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  });
});
