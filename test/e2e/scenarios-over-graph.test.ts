import { scenariosOver } from '../support/scenarios-over.ts';

scenariosOver('graph');
