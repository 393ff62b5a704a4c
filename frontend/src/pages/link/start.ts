import { mount } from 'svelte'
import LinkApp from './LinkApp.svelte'

export function start(target: HTMLElement) {
  mount(LinkApp, { target })
}
