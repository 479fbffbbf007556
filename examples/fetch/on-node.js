/** Serves main.js on Node.js, which brings no server for `Request` and `Response` itself. */
import { serve } from '@hono/node-server';
import application from './main.js';

serve(application);
