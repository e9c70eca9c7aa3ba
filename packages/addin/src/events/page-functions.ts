// For the page of the functions: what needs a page, or is loaded later, is no part of the script that runs without one.
import { addByItself } from './add-by-itself.ts';

Object.assign(globalThis, { vmrkitAddByItself: addByItself });
