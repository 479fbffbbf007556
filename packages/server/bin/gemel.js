#!/usr/bin/env node
/** What npm links: the built command, which does not exist when packages are linked. */
import '../dist/cli.js';
