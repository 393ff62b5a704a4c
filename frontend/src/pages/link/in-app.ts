/** Apps that open links in a window of their own, where downloads often come to nothing. */
export const inApp = /KAKAOTALK|NAVER\(inapp|Instagram|FBA[NV]|\bLine\//

/** How KakaoTalk is asked to open an address in the phone's own browser; other apps have no such way. */
export function outside(userAgent: string, address: string): string | null {
  return userAgent.includes('KAKAOTALK') ? `kakaotalk://web/openExternal?url=${encodeURIComponent(address)}` : null
}
