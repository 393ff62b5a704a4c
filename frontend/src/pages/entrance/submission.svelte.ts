import type { FieldKind, Trouble } from './field-words'
import { fieldWords, noTrouble, problemWords, troubleOf } from './field-words'
import { onlyWrong } from './checks'

interface Options<Field> {
  /** The field that takes the account's password: where it is wrong, that is said there. */
  passwordField?: Field
}

/** A form that is sent: whether it is on its way, and what is wrong with it. Its fields are called as the API calls them. */
export class Submission<Field extends string> {
  /** On its way. */
  busy = $state(false)
  trouble = $state.raw<Trouble<Field>>(noTrouble())
  /** The fields' elements, for the focus. */
  elements = $state({} as Record<Field, HTMLInputElement | null>)
  readonly #kinds: Record<Field, FieldKind>
  readonly #passwordField: Field | undefined

  /** `kinds` has the fields in the order of the page, each with the words that tell its troubles. */
  constructor(kinds: Record<Field, FieldKind>, { passwordField }: Options<NoInfer<Field>> = {}) {
    this.#kinds = kinds
    this.#passwordField = passwordField
    for (const field of this.#fields) this.elements[field] = null
  }

  /** What is wrong with a field, or null. */
  error(field: Field): string | null {
    const code = this.trouble.fields[field]
    return code ? fieldWords(this.#kinds[field], code) : null
  }

  /** What is wrong and concerns no single field, or null. */
  get notice(): string | null {
    return this.trouble.problem && problemWords(this.trouble.problem)
  }

  /** Sends the form, once at a time and only where `checked` finds no field wrong. Whether it was taken; if not, the first wrong field has the focus. */
  async send(checked: Record<Field, string | null>, act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    const wrong = onlyWrong(checked)
    this.trouble = { fields: wrong ?? {}, problem: null }
    const taken = !wrong && (await this.#act(act))
    if (!taken) this.#focus()
    return taken
  }

  /** As if nothing had been tried. */
  clear() {
    this.trouble = noTrouble()
  }

  async #act(act: () => Promise<void>): Promise<boolean> {
    this.busy = true
    try {
      await act()
      return true
    } catch (cause) {
      this.trouble = this.#troubleOf(cause)
      return false
    } finally {
      this.busy = false
    }
  }

  #troubleOf(cause: unknown): Trouble<Field> {
    const names = Object.fromEntries(this.#fields.map((field) => [field, field]))
    const trouble = troubleOf<Field>(cause, names)
    if (trouble.problem?.code !== 'invalid_credentials' || !this.#passwordField) return trouble
    return { fields: { [this.#passwordField]: 'wrong' } as Trouble<Field>['fields'], problem: null }
  }

  #focus() {
    const first = this.#fields.find((field) => this.trouble.fields[field]) ?? this.#fields[0]
    if (first) this.elements[first]?.focus()
  }

  get #fields(): Field[] {
    return Object.keys(this.#kinds) as Field[]
  }
}
