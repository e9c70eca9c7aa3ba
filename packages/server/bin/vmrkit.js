#!/usr/bin/env node
// Not in dist: npm links a program only if it is there at the installation.
import '../dist/cli.js';
