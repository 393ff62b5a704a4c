// Short names for the generated shapes. Only this file and `client.ts` name `schema.ts`.
import type { components } from './schema'

type Schemas = components['schemas']

export type Account = Schemas['Account']
export type Storage = Schemas['Storage']
export type Entry = Schemas['Entry']
export type EntryWithPath = Schemas['EntryWithPath']
export type EntryPage = Schemas['EntryList']
/** A step of the way; a link's page knows no members. */
export type PathItem = Pick<Schemas['PathStep'], 'id' | 'name'> & Partial<Schemas['PathStep']>
export type SessionAnswer = Schemas['SignedIn']
/** One place where the account is signed in. */
export type SignedInSession = Schemas['Session']
export type UploadSummary = Schemas['UploadSummary']
/** Something in the trash: an entry that says where it was and when it goes for good. */
export type TrashItem = Schemas['TrashItem']
export type TrashPage = Schemas['TrashList']
/** Something that was found wherever it is, with the way to it. */
export type FoundItem = Schemas['EntryWithPath']
export type FoundPage = Schemas['FoundList']
/** What is done to several entries. */
export type BatchEntries = Schemas['BatchEntries']
export type BatchResult = Schemas['BatchResult']
/** A content that a file has or had. */
export type Version = Schemas['Version']
export type Job = Schemas['Job']
export type Share = Schemas['Share']
/** What a link shows once it is open. */
export type OpenShare = Schemas['Shared']
/** What a link that takes files shows. */
export type OpenDrop = Schemas['Drop']
/** What somebody sent through it. */
export type Receipt = Schemas['Receipt']
export type Ticket = Schemas['Ticket']
export type SignedPart = Schemas['PartTicket']
export type StartUpload = Schemas['StartUpload']
export type StartedUpload = Schemas['StartedUpload']
/** An upload that was opened, unlike one that met a problem. */
export type OpenedUpload = Exclude<StartedUpload, { problem: unknown }>
export type CompletedUpload = Schemas['CompletedUpload']
export type Upload = Schemas['Upload']
/** Somebody who was given a file or folder. */
export type Member = Schemas['Member']
export type MemberRole = Member['role']
/** Something of somebody else's. */
export type SharedWithMe = Schemas['SharedWithMe']
/** What one may do with an entry. */
export type EntryRole = EntryWithPath['role']
export type Activity = Schemas['Activity']
/** Something that the account is told of. */
export type Notice = Schemas['Notice']
export type NoticePage = Schemas['NoticeList']
/** By what it is told of each kind. */
export type NoticeSettings = Schemas['NoticeSettings']
/** A page of everything that is kept about an account. */
export type ExportPage = Schemas['ExportPage']
export type AdminAccount = Schemas['AdminAccount']
export type Invitation = Schemas['Invitation']
export type Stats = Schemas['Stats']
export type Health = Schemas['Health']
export type ProblemBody = Schemas['Problem']
export type ProblemCode = ProblemBody['code']
/** What went wrong with one of several things that a call was for. */
export type ItemProblem = Schemas['ItemProblem']
export type FieldProblem = Schemas['FieldProblem']
export type OnConflict = NonNullable<StartUpload['on_conflict']>

export type Sort = 'name' | 'modified' | 'size'
export type Order = 'asc' | 'desc'
