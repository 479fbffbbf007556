/** `/admin/openapi.json` and `/admin/reference`: what there is to call, for programs and for people; no secret is in it. */
import type { PageRoutes } from '../../http/page-routes.ts';
import type { Assets } from '../../pages/asset-routes.ts';
import type { PageContext } from '../../pages/page-context.ts';
import { chooseTexts } from '../../texts/choose-texts.ts';
import type { OpenApiDocument } from '../openapi-document.ts';
import { keepDocument } from './keep-document.ts';
import { ReferencePage } from './reference-page.tsx';

const documentPath = '/admin/openapi.json';

export interface ReferenceParts {
  /** The public listener's. */
  readonly url: string;
  readonly assets: Assets;
}

export function addReferenceRoutes(app: PageRoutes, { url, assets }: ReferenceParts): void {
  const documentAt = keepDocument();
  // The admin listener is where it was reached.
  const documentOf = ({ req }: PageContext): OpenApiDocument => documentAt({ url, adminUrl: new URL(req.url).origin });
  app.get(documentPath, (context) => context.json(documentOf(context)));
  app.get('/admin/reference', (context) => {
    const texts = chooseTexts(context.req.header('accept-language'));
    return context.html(<ReferencePage document={documentOf(context)} assets={assets} texts={texts} documentPath={documentPath} />);
  });
}
