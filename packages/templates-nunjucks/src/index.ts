export { createNunjucksTemplateEngine } from './nunjucks-template-engine.ts';
