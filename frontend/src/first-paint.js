// @ts-check
// Runs before the first paint, as a classic script: sets theme, contrast and language from what was chosen or what the
// system says. `src/preferences.svelte.ts` keeps the same keys; `first-paint.test.ts` holds both together.
;(function () {
  /** @param {string} key */
  function stored(key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return null // Storage may be switched off; the system's choice is good enough then.
    }
  }
  const root = document.documentElement
  const theme = stored('share-cloud.theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  if (stored('share-cloud.contrast') === 'more') root.dataset.contrast = 'more'
  const locale = stored('share-cloud.locale')
  const preferred = (navigator.languages || [navigator.language]).find((tag) => /^(ko|en)\b/i.test(tag))
  root.lang = locale === 'ko' || locale === 'en' ? locale : preferred && /^ko/i.test(preferred) ? 'ko' : 'en'
})()
