export { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';
export { nunjucksTemplateEnginePlugin } from './nunjucks-template-engine-plugin.ts';
