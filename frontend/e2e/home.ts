// One running share-cloud with its own empty data folder, or the local cloud that SHARE_CLOUD_TEST_HOME names.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const program = resolve(process.env.SHARE_CLOUD_BIN ?? '../target/debug/share-cloud')
/** The origin of a local cloud that whoever runs the tests has started, and the file of variables by which commands find its stores. */
const deployed = process.env.SHARE_CLOUD_TEST_HOME
const operator = process.env.SHARE_CLOUD_TEST_OPERATOR ?? ''

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

export class Home {
  #process: ChildProcess | null = null
  #port = 0

  #said = ''

  private constructor(
    readonly data: string,
    readonly flags: readonly string[] = [],
  ) {}

  /** Starts the program on a free port, with more flags, and waits until it says that it is ready. A local cloud runs already. */
  static async start(...flags: string[]): Promise<Home> {
    if (deployed) return new Home('')
    if (!existsSync(program))
      throw new Error(`${program} is missing: build it first, or name another by SHARE_CLOUD_BIN`)
    const home = new Home(await mkdtemp(join(tmpdir(), 'share-cloud-e2e-')), flags)
    await home.run()
    return home
  }

  get origin(): string {
    return deployed ?? `http://127.0.0.1:${this.#port}`
  }

  /** Starts again after a stop, on the same port and data. */
  async run(): Promise<void> {
    if (deployed) throw new Error('a local cloud is not started or stopped by a test')
    const child = spawn(program, ['--data', this.data, '--listen', `127.0.0.1:${this.#port}`, ...this.flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH },
    })
    this.#process = child
    this.#said = ''
    const address = await new Promise<string>((ready, fail) => {
      const hear = (chunk: Buffer) => {
        this.#said += chunk.toString()
        const match = /ready: (http:\S+)/.exec(this.#said)
        if (match) ready(match[1]!)
      }
      child.stdout!.on('data', hear)
      child.stderr!.on('data', hear)
      child.once('close', (code) => fail(new Error(`share-cloud ended with ${code}: ${this.#said}`)))
    })
    this.#port = Number(new URL(address).port)
  }

  /** What the program has printed since it was started last. */
  get said(): string {
    return this.#said
  }

  /** kill -9: nothing is put in order. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Ends it as Ctrl-C and service managers do. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** The id of the running program's process. */
  get pid(): number {
    return this.#process?.pid ?? 0
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }

  async remove(): Promise<void> {
    if (deployed) return
    await this.kill()
    await rm(this.data, { recursive: true, force: true })
  }

  /** A command beside the running home: what it said. */
  async command(...words: string[]): Promise<string> {
    const child = spawn(program, ['--data', this.data, ...words], { env: { PATH: process.env.PATH } })
    let said = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    const code = await new Promise((resolve) => child.once('exit', resolve))
    if (code !== 0) throw new Error(`share-cloud ${words.join(' ')} ended with ${code}: ${said}`)
    return said
  }

  /** The `audit` command: what it said, and whether all was well. */
  async audit(): Promise<{ ok: boolean; said: string }> {
    const child = deployed
      ? spawn('sh', ['-c', '. "$1" && exec "$0" audit --cloud aws', program, operator])
      : spawn(program, ['--data', this.data, 'audit'], { env: { PATH: process.env.PATH } })
    let said = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (said += chunk))
    // After `exit` there may still be words in the pipes.
    const code = await new Promise((resolve) => child.once('close', resolve))
    return { ok: code === 0, said }
  }

  /** Waits for the newest mail to an address that holds a link of this kind; gives the link. */
  async mailedLink(
    address: string,
    path: '/verify-email' | '/reset-password' | '/sign-up',
    after = 0,
  ): Promise<string> {
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline) {
      const mails = (await this.mails()).filter(({ to }) => to.includes(address))
      const link = mails.length > after && new RegExp(`https?://\\S+${path}\\?\\w+=[\\w-]+`).exec(mails[0]!.text)
      if (link) return link[0]
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`no mail with ${path} arrived at ${address}`)
  }

  async mails(): Promise<Mail[]> {
    const response = await fetch(`${this.origin}/outbox/messages`)
    return ((await response.json()) as { items: Mail[] }).items
  }

  async get(path: string, token: string): Promise<Response> {
    return fetch(this.origin + path, { headers: { authorization: `Bearer ${token}` } })
  }

  async delete(path: string, token: string): Promise<Response> {
    return fetch(this.origin + path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
  }

  async post(path: string, body: unknown, token?: string): Promise<Response> {
    return fetch(this.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  }
}
