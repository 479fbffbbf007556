/** Shows the buttons that copy a text, which can do nothing without a script, and makes them do it. */

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!(button instanceof HTMLButtonElement) || !isSecureContext) continue;
  const { copy, copied = '' } = button.dataset;
  const label = button.textContent;
  button.hidden = false;
  // The button's own text changes, so it is said as well as shown.
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    const text = document.getElementById(copy ?? '')?.textContent?.trim() ?? '';
    await navigator.clipboard.writeText(text);
    button.textContent = copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
}
