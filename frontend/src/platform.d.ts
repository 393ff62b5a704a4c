// Browser interfaces that TypeScript 5.9 does not know: File System Access (Chromium) and Trusted Types.

interface TrustedScriptURL {
  toString(): string
}

interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL?: (input: string) => string },
  ): { createScriptURL(input: string): TrustedScriptURL }
}

declare var trustedTypes: TrustedTypePolicyFactory | undefined

interface FileSystemHandle {
  queryPermission?(descriptor: { mode: 'read' | 'readwrite' }): Promise<PermissionState>
  requestPermission?(descriptor: { mode: 'read' | 'readwrite' }): Promise<PermissionState>
}

interface DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

interface Window {
  showOpenFilePicker?(options?: { multiple?: boolean; id?: string }): Promise<FileSystemFileHandle[]>
  showDirectoryPicker?(options?: { mode?: 'read' | 'readwrite'; id?: string }): Promise<FileSystemDirectoryHandle>
  showSaveFilePicker?(options?: { suggestedName?: string; id?: string }): Promise<FileSystemFileHandle>
}

/** Where the files of pdf.js are, with a slash at its end; set by vite/pdf-files.ts. */
declare const __PDF_FILES__: string
