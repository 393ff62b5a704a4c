/** Base64 as the API has it, in the hexadecimal that `sha256sum` and its like print. */
export function hexOf(base64: string): string {
  return [...atob(base64)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}
