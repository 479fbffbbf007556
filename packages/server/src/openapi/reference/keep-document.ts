/** Keeps the document that was made last: describing everything takes a tenth of a second, in which the process serves nobody else. */
import { createOpenApi, type OpenApiPlaces } from '../create-openapi.ts';
import type { OpenApiDocument } from '../openapi-document.ts';

/** Returns what gives the document of a place; it is made anew where the place is not that of before. */
export function keepDocument(make: (places: OpenApiPlaces) => OpenApiDocument = createOpenApi): (places: OpenApiPlaces) => OpenApiDocument {
  let kept: { readonly places: OpenApiPlaces; readonly document: OpenApiDocument } | undefined;
  return (places) => {
    if (kept === undefined || kept.places.url !== places.url || kept.places.adminUrl !== places.adminUrl)
      kept = { places, document: make(places) };
    return kept.document;
  };
}
