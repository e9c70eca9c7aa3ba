import {
  type CompiledTemplate,
  type CompileOptions,
  InvalidInputError,
  type TemplateEngine,
} from '@vmrkit/core';
import { createNunjucksTemplateEngine } from '@vmrkit/templates-nunjucks';
import { describe } from 'vitest';
import { altered, kitSees } from '../../packages/testing/src/faulty.fixture.ts';
import { templateEngineChecks } from '../../packages/testing/src/template-engine/template-engine-checks.ts';

/** An engine that is told other options. */
const told =
  (change: (options: CompileOptions) => CompileOptions) =>
  (sound: TemplateEngine): TemplateEngine => ({
    compile: (source, options) => sound.compile(source, change(options)),
  });

/** An engine whose templates do some things otherwise. */
const templates =
  (change: (sound: CompiledTemplate, source: string) => Partial<CompiledTemplate>) =>
  (engine: TemplateEngine): TemplateEngine => ({
    compile: (source, options) => {
      const sound = engine.compile(source, options);
      return altered(sound, change(sound, source));
    },
  });

/** An engine that gives a text instead of a refusal. */
const forgiving = templates((sound) => ({
  render: (values) => {
    try {
      return sound.render(values);
    } catch {
      return 'script:';
    }
  },
}));

describe('the contract of a template engine', () => {
  kitSees(
    templateEngineChecks,
    [
      {
        fault: 'renders nothing but the source',
        seenBy: '[S6.1a] ',
        spoil: templates((_, source) => ({ render: () => source })),
      },
      {
        fault: 'tells no place of a fault in the syntax',
        seenBy: 'with line and column',
        spoil: (sound) => ({
          compile: (source, options) => {
            try {
              return altered(sound.compile(source, options), { variables: [] });
            } catch {
              throw new InvalidInputError('Wrong.', { code: 'ERR_TEMPLATE_SYNTAX' });
            }
          },
        }),
      },
      {
        fault: 'reports names that the template sets itself, and no others',
        seenBy: 'knows the names that the template sets itself',
        spoil: templates(() => ({ variables: [{ name: 'loop', line: 1, column: 1 }] })),
      },
      {
        fault: 'escapes values of a text',
        seenBy: 'writes values of a text as they stand',
        spoil: told((options) => ({ ...options, output: 'html' })),
      },
      {
        fault: 'does not escape',
        seenBy: 'escapes values in HTML',
        spoil: told((options) => ({ ...options, output: 'text' })),
      },
      {
        fault: 'does not encode URLs',
        seenBy: 'percent-encodes values in URL attributes',
        spoil: told((options) => ({ ...options, output: 'text' })),
      },
      {
        fault: 'makes URLs that run code',
        seenBy: 'makes no URL that runs code',
        spoil: templates(() => ({ render: () => 'script:' })),
      },
      { fault: 'ends without a word at its limits', seenBy: 'within its limits', spoil: forgiving },
      {
        fault: 'ignores the limits that it is given',
        seenBy: 'that it is given',
        spoil: told(({ output }) => ({ output })),
      },
      {
        fault: 'reaches objects of the host',
        seenBy: 'reaches no prototype',
        spoil: templates(() => ({ render: () => '1' })),
      },
      {
        fault: 'tells no place of a fault',
        seenBy: 'names the place of a fault',
        spoil: templates(() => ({
          render: () => {
            throw new InvalidInputError('Wrong.', { code: 'ERR_TEMPLATE_RENDER' });
          },
        })),
      },
      {
        fault: 'takes functions for values',
        seenBy: 'refuses values that are not plain data',
        spoil: forgiving,
      },
      {
        fault: 'draws at random',
        seenBy: 'renders the same values to the same text',
        spoil: templates((sound) => ({ render: (values) => `${sound.render(values)} ${performance.now()}` })),
      },
      {
        fault: 'changes the values that it is given',
        seenBy: 'renders the same values to the same text',
        spoil: templates((sound) => ({
          render: (values) => {
            const text = sound.render(values);
            if (!Object.isFrozen(values.xs)) Reflect.set(values, 'xs', []);
            return text;
          },
        })),
      },
    ],
    async (act) => act(createNunjucksTemplateEngine()),
  );
});
