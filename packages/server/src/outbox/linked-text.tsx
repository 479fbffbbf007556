/** The text of a message, its links as links. */
import type { Child } from 'hono/jsx';

export function linkedText(text: string): readonly Child[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) => (index % 2 === 0 ? part : <a href={part}>{part}</a>));
}
