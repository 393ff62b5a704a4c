// What a person chose for this browser: language, theme, contrast. `first-paint.js` applies the same keys before the first paint.

export type Locale = 'ko' | 'en'
export type Theme = 'system' | 'light' | 'dark'
export type Contrast = 'normal' | 'more'

export const storageKeys = {
  theme: 'share-cloud.theme',
  contrast: 'share-cloud.contrast',
  locale: 'share-cloud.locale',
} as const

const root = typeof document === 'undefined' ? undefined : document.documentElement

class Preferences {
  #locale = $state<Locale>(root?.lang === 'ko' ? 'ko' : 'en')
  #theme = $state<Theme>(asTheme(root?.dataset.theme))
  #contrast = $state<Contrast>(root?.dataset.contrast === 'more' ? 'more' : 'normal')

  constructor() {
    if (root) addEventListener('storage', (event) => this.#follow(event))
  }

  get locale() {
    return this.#locale
  }

  set locale(locale: Locale) {
    this.#locale = locale
    store(storageKeys.locale, locale)
    if (root) root.lang = locale
  }

  get theme() {
    return this.#theme
  }

  set theme(theme: Theme) {
    this.#theme = theme
    store(storageKeys.theme, theme === 'system' ? null : theme)
    if (!root) return
    if (theme === 'system') delete root.dataset.theme
    else root.dataset.theme = theme
  }

  get contrast() {
    return this.#contrast
  }

  set contrast(contrast: Contrast) {
    this.#contrast = contrast
    store(storageKeys.contrast, contrast === 'more' ? contrast : null)
    if (!root) return
    if (contrast === 'more') root.dataset.contrast = contrast
    else delete root.dataset.contrast
  }

  /** True once a person has chosen a language here, so that an account's language does not overrule it. */
  get localeIsChosen(): boolean {
    return load(storageKeys.locale) !== null
  }

  #follow({ key, newValue }: StorageEvent) {
    if (key === storageKeys.locale && (newValue === 'ko' || newValue === 'en')) this.locale = newValue
    if (key === storageKeys.theme) this.theme = asTheme(newValue)
    if (key === storageKeys.contrast) this.contrast = newValue === 'more' ? 'more' : 'normal'
  }
}

export const preferences = new Preferences()

function asTheme(value: string | null | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}

function load(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // Storage may be switched off: the choice then lasts as long as the page.
  }
}

function store(key: string, value: string | null) {
  if (load(key) === value) return
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // As above.
  }
}
