// Short names for the generated shapes. Only this file and `client.ts` name `schema.ts`.
import type { components } from './schema'

type Schemas = components['schemas']

export type Account = Schemas['Account']
export type Storage = Schemas['Storage']
export type Entry = Schemas['Entry']
export type EntryPage = Schemas['EntryPage']
export type PathItem = Schemas['PathItem']
export type SessionAnswer = Schemas['Session']
export type Share = Schemas['Share']
export type OpenShare = Schemas['OpenShare']
export type Ticket = Schemas['Ticket']
export type SignedPart = Schemas['SignedPart']
export type StartUpload = Schemas['StartUpload']
export type StartedUpload = Schemas['StartedUpload']
export type CompleteUpload = Schemas['CompleteUpload']
export type CompletedUpload = Schemas['CompletedUpload']
export type Upload = Schemas['Upload']
export type ProblemBody = Schemas['Problem']
export type ProblemCode = Schemas['Code']
export type FieldProblem = Schemas['FieldProblem']
export type OnConflict = NonNullable<StartUpload['on_conflict']>

export type Sort = 'name' | 'modified' | 'size'
export type Order = 'asc' | 'desc'
