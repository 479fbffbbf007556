/** Works a page by its keyboard alone, as somebody does who has no mouse: every stop has to show where it is. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Keyboard {
  /** Goes on from where the focus is until it is there. */
  tabTo(target: Locator): Promise<void>;
  /** Goes there and presses a key. */
  press(target: Locator, key: 'Enter' | 'Space' | 'Escape'): Promise<void>;
  /** Goes there and types. */
  type(target: Locator, text: string): Promise<void>;
}

/** Tabs that a page may take from its top to its end. */
const most = 150;

export function keyboardOf(page: Page): Keyboard {
  const tabTo = async (target: Locator): Promise<void> => {
    const element = await target.elementHandle();
    for (let count = 0; count < most; count++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((sought) => sought === document.activeElement, element)) return expectSeen(target);
    }
    throw new Error(`${String(target)} is not reached by ${most} tabs`);
  };

  return {
    tabTo,
    async press(target, key) {
      await tabTo(target);
      await page.keyboard.press(key);
    },
    async type(target, text) {
      await tabTo(target);
      await page.keyboard.type(text);
    },
  };
}

/** It is inside the window, nothing covers it, and a line around it says that it has the focus. WCAG 2.2, 2.4.7 and 2.4.11 */
async function expectSeen(target: Locator): Promise<void> {
  const seen = await target.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, top, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
      hasLine: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
      isOnTop: above !== null && (element.contains(above) || above.contains(element)),
    };
  });
  expect(seen, String(target)).toEqual({ hasLine: true, isOnTop: true });
}
