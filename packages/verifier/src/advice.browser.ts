/** In a bundle for browsers and the edge, where each byte is fetched, a wrong option is named and no more is said of it. */
import type { Topic } from './advice.ts';

export function adviceOn(topic: Topic, name = ''): string {
  return `${topic} ${name}`;
}
