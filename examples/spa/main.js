/** A page, the application that it belongs to, and an API on another origin: three things to try sessions with. */
import { startApi } from './api.js';
import { startApplication } from './application.js';
import { buildPage } from './build-page.js';

const port = Number(process.env.SPA_PORT ?? 4300);
const apiPort = Number(process.env.SPA_API_PORT ?? 4301);
const url = `http://localhost:${port}`;
// Another host as well as another port: no cookie of the application reaches it.
const apiUrl = `http://127.0.0.1:${apiPort}`;

const application = await startApplication({ url, port, apiUrl, files: await buildPage(apiUrl) });
const api = await startApi({ issuer: url, port: apiPort });
console.log(`The page is at ${url}, its API at ${apiUrl}. Sign in as:`);
console.log(`  ${application.person.email}  ${application.person.password}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await api.close();
    await application.close();
  });
}
