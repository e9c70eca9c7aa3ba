import { InvalidInputError } from '../errors/vmrkit-error.ts';
import type { RenderingBudget } from './rendering-budget.ts';
import type { TemplateEngine } from './template-engine.ts';

/** `engine` for as long as `budget` lasts; from then on all that it does throws InvalidInputError `ERR_TEMPLATE_LIMIT`. */
export function withinBudget(engine: TemplateEngine, budget: RenderingBudget): TemplateEngine {
  const spend = <T>(work: () => T): T => {
    if (!budget.isSpent) return budget.measure(work);
    throw new InvalidInputError('The templates take too much time altogether.', {
      code: 'ERR_TEMPLATE_LIMIT',
    });
  };
  return {
    compile(source, options) {
      const template = spend(() => engine.compile(source, options));
      return { variables: template.variables, render: (values) => spend(() => template.render(values)) };
    },
  };
}
