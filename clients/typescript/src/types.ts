/**
 * The frames and cards of jobchat.v1, made from docs/schemas/jobchat.v1.json by `npm run types`.
 * What is written here by hand is lost the next time.
 */

export type Protocol = ClientFrame | ServerFrame | Card;
/**
 * What a client says: an order.
 */
export type ClientFrame =
  | Hello
  | ConversationOpen
  | MessagePreviewOrder
  | MessageSend
  | ActionInvoke
  | PromptAnswer
  | PromptSkip
  | TurnCancel
  | SceneSwitch
  | ItemFeedbackOrder
  | AudioStart
  | AudioEnd
  | HistoryGet
  | MemoryList
  | MemoryEdit
  | MemoryForget
  | ReadMark
  | Typing
  | Ping;
/**
 * What the server says: a fact.
 */
export type ServerFrame =
  | WelcomeFrame
  | ConversationOpenedFrame
  | ConversationRenamedFrame
  | ConversationRememberingFrame
  | ConversationDeletedFrame
  | AckFrame
  | PreviewResultFrame
  | TurnStartedFrame
  | TurnFinishedFrame
  | ItemAddedFrame
  | ItemDeltaFrame
  | ItemDoneFrame
  | ItemUpdatedFrame
  | ItemSupersededFrame
  | SuggestionsSetFrame
  | PromptOpenedFrame
  | PromptClosedFrame
  | SceneChangedFrame
  | ReadMarkedFrame
  | MemoryUpdatedFrame
  | AlertUpdatedFrame
  | MemoryPageFrame
  | HistoryPageFrame
  | ResyncFrame
  | NoticeFrame
  | TypingShownFrame
  | TranscriptPartialFrame
  | TranscriptFinalFrame
  | ErrorFrame
  | PongFrame;
/**
 * A card in an item of kind `card`.
 */
export type Card =
  | JobCard
  | JobCarousel
  | CriteriaCard
  | JobDetail
  | ResumePreview
  | FieldPrompt
  | SceneMenu
  | MemoryCard
  | AlertCard
  | ConnectStatus
  | InterviewScore
  | MessagePreview;
/**
 * A fact that a `resync` or a `history.page` carries.
 */
export type ItemFrame = ItemDoneFrame | ItemUpdatedFrame | ItemSupersededFrame | MemoryUpdatedFrame;

/**
 * First frame of a socket. The ticket counts once; `resume` says how far this device has read.
 */
export interface Hello {
  v: 1;
  type: "hello";
  id?: string;
  conversation_id?: string | null;
  data: HelloData;
}
export interface HelloData {
  ticket: string;
  locale?: string;
  time_zone?: string | null;
  cards?: string[] | null;
  limits?: ClientLimits;
  /**
   * @maxItems 100
   */
  resume?: ResumeCursor[];
}
/**
 * What the client can show; smaller numbers than ours are honoured.
 */
export interface ClientLimits {
  chips?: number;
  carousel?: number;
  actions?: number;
  label?: number;
}
/**
 * How far a device has read one conversation; `me` for the person's own stream.
 */
export interface ResumeCursor {
  conversation_id: string;
  epoch: string;
  after_seq: number;
}
/**
 * Open a chat by id, or a new one. Answered by `ack`, `conversation.opened` and `resync`.
 */
export interface ConversationOpen {
  v: 1;
  type: "conversation.open";
  id: string;
  conversation_id?: string | null;
  data?: OpenData;
}
export interface OpenData {
  conversation_id?: string | null;
  scene?: ("find" | "resume" | "interview" | "applications" | "alerts" | "ask") | null;
}
/**
 * What would this draft be understood to say? Nothing is stored. Answered by `preview.result`.
 */
export interface MessagePreviewOrder {
  v: 1;
  type: "message.preview";
  id: string;
  conversation_id: string;
  data: PreviewData;
}
export interface PreviewData {
  text: string;
}
/**
 * Say something. A tap on a chip sends its label as `text` and its `postback` as it came.
 */
export interface MessageSend {
  v: 1;
  type: "message.send";
  id: string;
  conversation_id: string;
  data: SendData;
}
export interface SendData {
  text?: string;
  postback?: {
    [k: string]: unknown;
  } | null;
  /**
   * @maxItems 5
   */
  attachment_ids?: string[];
}
/**
 * A tap on a card: an action's id, and its payload as it came with the card.
 */
export interface ActionInvoke {
  v: 1;
  type: "action.invoke";
  id: string;
  conversation_id: string;
  data: InvokeData;
}
export interface InvokeData {
  item_id: string;
  action: string;
  payload?: {
    [k: string]: unknown;
  };
}
/**
 * Answer the open question, with a value of its schema or in free words.
 */
export interface PromptAnswer {
  v: 1;
  type: "prompt.answer";
  id: string;
  conversation_id: string;
  data: AnswerData;
}
export interface AnswerData {
  prompt_id: string;
  value?: {
    [k: string]: unknown;
  };
}
/**
 * Leave the open question out, where it is skippable.
 */
export interface PromptSkip {
  v: 1;
  type: "prompt.skip";
  id: string;
  conversation_id: string;
  data: SkipData;
}
export interface SkipData {
  prompt_id: string;
}
/**
 * Stop an answer that is being written or waits.
 */
export interface TurnCancel {
  v: 1;
  type: "turn.cancel";
  id: string;
  conversation_id: string;
  data: CancelData;
}
export interface CancelData {
  turn_id: string;
}
/**
 * Go to another scene.
 */
export interface SceneSwitch {
  v: 1;
  type: "scene.switch";
  id: string;
  conversation_id: string;
  data: SceneData;
}
export interface SceneData {
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
}
/**
 * A thumb on an item; a second one replaces the first.
 */
export interface ItemFeedbackOrder {
  v: 1;
  type: "item.feedback";
  id: string;
  conversation_id: string;
  data: FeedbackData;
}
export interface FeedbackData {
  item_id: string;
  rating: "up" | "down";
  reason?: string;
}
/**
 * Begin to speak; the frame's `id` is the recording's. Refused with `not_available` where voice is not set up.
 */
export interface AudioStart {
  v: 1;
  type: "audio.start";
  id: string;
  conversation_id: string;
  data?: AudioStartData;
}
export interface AudioStartData {
  lang?: ("zh" | "en") | null;
}
/**
 * End what `audio.start` began, or drop it. Answered by `transcript.final`, or an `error` whose `ref` is the recording.
 */
export interface AudioEnd {
  v: 1;
  type: "audio.end";
  id: string;
  conversation_id: string;
  data?: AudioEndData;
}
export interface AudioEndData {
  audio_id?: string | null;
  is_cancelled?: boolean;
}
/**
 * Older items, a page at a time. Answered by `history.page`.
 */
export interface HistoryGet {
  v: 1;
  type: "history.get";
  id: string;
  conversation_id: string;
  data?: HistoryData;
}
export interface HistoryData {
  before_seq?: number | null;
  limit?: number;
}
/**
 * What is remembered. Answered by `memory.page`.
 */
export interface MemoryList {
  v: 1;
  type: "memory.list";
  id: string;
  conversation_id?: string | null;
  data?: MemoryListData;
}
export interface MemoryListData {}
/**
 * Put a remembered fact right.
 */
export interface MemoryEdit {
  v: 1;
  type: "memory.edit";
  id: string;
  conversation_id?: string | null;
  data: MemoryEditData;
}
export interface MemoryEditData {
  memory_id: string;
  value: unknown;
}
/**
 * Forget a fact, its earlier versions too.
 */
export interface MemoryForget {
  v: 1;
  type: "memory.forget";
  id: string;
  conversation_id?: string | null;
  data: MemoryForgetData;
}
export interface MemoryForgetData {
  memory_id: string;
}
/**
 * Everything up to `seq` was seen.
 */
export interface ReadMark {
  v: 1;
  type: "read.mark";
  id: string;
  conversation_id: string;
  data: ReadData;
}
export interface ReadData {
  seq: number;
}
/**
 * The person is typing. Not answered.
 */
export interface Typing {
  v: 1;
  type: "typing";
  id: string;
  conversation_id: string;
  data?: TypingData;
}
export interface TypingData {}
/**
 * Still here. Answered by `pong`; also finds what a lost bell left unread.
 */
export interface Ping {
  v: 1;
  type: "ping";
  id?: string;
  conversation_id?: string | null;
  data?: PingData;
}
export interface PingData {}
/**
 * Answer to `hello`: who this is, the recent chats and their heads. Opens a first chat for a newcomer.
 */
export interface WelcomeFrame {
  v: 1;
  type: "welcome";
  at: string;
  data: Welcome;
}
export interface Welcome {
  protocol: "jobchat.v1";
  user_id: string;
  persona: Persona;
  cards: string[];
  heartbeat_seconds: number;
  limits: AgreedLimits;
  conversations: ConversationHead[];
  me: StreamHead;
}
/**
 * Whom the person talks to: software, and it says so.
 */
export interface Persona {
  name: string;
  avatar: string;
  mood: "calm" | "cheerful" | "focused" | "encouraging";
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
  is_software: true;
}
/**
 * What this client is sent at most: the smaller of its wishes and our own.
 */
export interface AgreedLimits {
  chips: number;
  carousel: number;
  actions: number;
  label: number;
}
export interface ConversationHead {
  conversation_id: string;
  kind: "assistant" | "thread";
  title: string;
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
  epoch: string;
  head_seq: number;
  recovered: boolean;
  read_seq: number;
  is_remembered: boolean;
  updated_at: string;
}
export interface StreamHead {
  epoch: string;
  head_seq: number;
  recovered: boolean;
}
/**
 * A chat was opened, on this device or another; on the stream `me`.
 */
export interface ConversationOpenedFrame {
  v: 1;
  type: "conversation.opened";
  at: string;
  data: ConversationOpened;
  conversation_id: string | "me";
  seq?: number;
  epoch?: string;
}
export interface ConversationOpened {
  conversation_id: string;
  kind: "assistant" | "thread";
  title: string;
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
  is_remembered: boolean;
}
/**
 * The chat has another title.
 */
export interface ConversationRenamedFrame {
  v: 1;
  type: "conversation.renamed";
  at: string;
  data: ConversationRenamed;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ConversationRenamed {
  title: string;
}
/**
 * Whether what is said in the chat may become a memory.
 */
export interface ConversationRememberingFrame {
  v: 1;
  type: "conversation.remembering";
  at: string;
  data: ConversationRemembering;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ConversationRemembering {
  is_remembered: boolean;
}
/**
 * The chat is gone; on the stream `me`.
 */
export interface ConversationDeletedFrame {
  v: 1;
  type: "conversation.deleted";
  at: string;
  data: ConversationDeleted;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ConversationDeleted {
  conversation_id: string;
}
/**
 * What became of an order. `rejected` carries a code and words for the person.
 */
export interface AckFrame {
  v: 1;
  type: "ack";
  at: string;
  data: Ack;
  conversation_id?: string | "me";
}
export interface Ack {
  ref: string;
  status: "accepted" | "duplicate" | "rejected";
  seq?: number;
  conversation_id?: string;
  code?: string;
  message?: string;
}
/**
 * The draft as understood.
 */
export interface PreviewResultFrame {
  v: 1;
  type: "preview.result";
  at: string;
  data: PreviewResult;
  conversation_id: string | "me";
}
export interface PreviewResult {
  ref: string;
  text: string;
  corrections: TextCorrection[];
  intent: string;
  confidence: number;
  summary: string;
  criteria?: CriteriaChange;
  resume_changes?: ResumeChange[];
  chips: Chip[];
}
export interface TextCorrection {
  before: string;
  after: string;
  reason: string;
}
/**
 * What a draft says of the search: only what it names; null or empty is taken back.
 */
export interface CriteriaChange {
  titles?: string[];
  skills?: string[];
  cities?: string[];
  remote?: boolean | null;
  salary_min?: number | null;
  salary_max?: number | null;
  currency?: string | null;
  salary_period?: string | null;
  employment_type?: string | null;
  experience_years?: number | null;
  education?: string | null;
  exclude?: string[];
  conditions?: string[];
  employers?: string[];
  within_km?: number | null;
  remote_or_city?: boolean | null;
  pay_stated?: boolean | null;
}
/**
 * One change of a résumé and the words it rests on.
 */
export interface ResumeChange {
  op: "add" | "replace" | "remove";
  path: string;
  before?: unknown;
  after?: unknown;
  source?: string;
  is_doubtful?: true;
}
/**
 * A suggested reply: a tap sends its label, and the postback that code understands.
 */
export interface Chip {
  id: string;
  label: string;
  postback: {
    [k: string]: unknown;
  };
}
/**
 * An answer begins; `answers` are the ids of the orders that it answers.
 */
export interface TurnStartedFrame {
  v: 1;
  type: "turn.started";
  at: string;
  data: TurnStarted;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface TurnStarted {
  turn_id: string;
  answers: string[];
}
/**
 * The answer ended.
 */
export interface TurnFinishedFrame {
  v: 1;
  type: "turn.finished";
  at: string;
  data: TurnFinished;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface TurnFinished {
  turn_id: string;
  outcome: "completed" | "cancelled" | "failed" | "busy";
  reason?: string;
  retry_after_seconds?: number;
}
/**
 * A message begins to be written; its text follows in `item.delta`.
 */
export interface ItemAddedFrame {
  v: 1;
  type: "item.added";
  at: string;
  data: ItemAdded;
  conversation_id: string;
  turn_id: string;
}
/**
 * A message that begins to be written; unlogged, its text follows in deltas.
 */
export interface ItemAdded {
  item_id: string;
  role: "user" | "assistant" | "recruiter" | "system";
  kind: "text" | "card";
  lang?: string;
}
/**
 * More text. `offset` counts the code points before it.
 */
export interface ItemDeltaFrame {
  v: 1;
  type: "item.delta";
  at: string;
  data: ItemDelta;
  conversation_id: string;
  turn_id: string;
}
/**
 * More text of an item; `offset` counts the code points before it.
 */
export interface ItemDelta {
  item_id: string;
  offset: number;
  text: string;
}
/**
 * A finished message or card: the whole of it, whatever deltas came before.
 */
export interface ItemDoneFrame {
  v: 1;
  type: "item.done";
  at: string;
  data: ItemDone | Erased;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ItemDone {
  item_id: string;
  role: "user" | "assistant" | "recruiter" | "system";
  kind: "text" | "card";
  text?: string;
  card?: Card;
  lang?: string;
  ref?: string;
  attachments?: AttachmentName[];
  audience?: "seeker";
}
/**
 * One posting in schema.org's names, with its match; every value is in the posting's row.
 */
export interface JobCard {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "job_card";
  data: JobData;
}
/**
 * Something a tap on a card does; comes back as `action.invoke`.
 */
export interface Action {
  id: string;
  label: string;
  style?: "primary" | "default" | "danger";
  payload: {
    [k: string]: unknown;
  };
}
/**
 * A posting on a card, in schema.org's names; every value is in the posting's row.
 */
export interface JobData {
  job_id: string;
  title: string;
  hiringOrganization?: Organization;
  jobLocation: Place[];
  jobLocationType?: "TELECOMMUTE";
  employmentType?: string;
  baseSalary?: BaseSalary;
  skills: string[];
  datePosted?: string;
  validThrough?: string;
  liveness: Liveness;
  match?: Match;
  url?: string;
  directApply: boolean;
}
/**
 * schema.org's hiringOrganization.
 */
export interface Organization {
  name: string;
}
/**
 * schema.org's jobLocation as read from the posting.
 */
export interface Place {
  city?: string;
  district?: string;
  region?: string;
  country?: string;
}
/**
 * schema.org's baseSalary per period, as the posting says it, with the raw words.
 */
export interface BaseSalary {
  min?: number;
  max?: number;
  currency?: string;
  period?: "hour" | "day" | "week" | "month" | "year";
  months?: number;
  raw?: string;
}
/**
 * Whether the posting is still open, and when that was last known.
 */
export interface Liveness {
  status: "active" | "paused" | "expired" | "removed" | "unknown";
  checked_at?: string;
}
/**
 * How well a posting fits, in a band, requirement by requirement.
 */
export interface Match {
  score?: number;
  band?: "strong" | "good" | "possible";
  requirements: Requirement[];
}
/**
 * One line of a match, with its evidence on both sides.
 */
export interface Requirement {
  text: string;
  status: "met" | "partly" | "missing" | "unknown";
  criterion?: string;
  resume_pointer?: string;
  resume_words?: string;
  /**
   * @minItems 2
   * @maxItems 2
   */
  posting_span?: [number, number];
  posting_pointer?: string;
  posting_words?: string;
}
/**
 * Two to ten postings; `round` counts rounds of recommendations in this search.
 */
export interface JobCarousel {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "job_carousel";
  data: CarouselData;
}
/**
 * A round of recommendations; `round` counts them within this search.
 */
export interface CarouselData {
  /**
   * @minItems 2
   * @maxItems 10
   */
  jobs: JobCard[];
  round: number;
  reason?: string;
}
/**
 * What is being searched for; null or empty where it was not said.
 */
export interface CriteriaCard {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "criteria_card";
  data: CriteriaData;
}
/**
 * What is being searched for; null or empty where it was not said.
 */
export interface CriteriaData {
  titles: string[];
  skills: string[];
  cities: string[];
  remote?: boolean;
  salary_min?: number;
  salary_max?: number;
  currency?: string;
  salary_period?: string;
  employment_type?: string;
  experience_years?: number;
  education?: string;
  exclude: string[];
  conditions: string[];
  employers: string[];
  within_km?: number;
  remote_or_city?: boolean;
  pay_stated?: boolean;
}
/**
 * The deep read of one posting, in its own lines.
 */
export interface JobDetail {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "job_detail";
  data: JobDetailData;
}
/**
 * The deep read of one posting, in its own words.
 */
export interface JobDetailData {
  job: JobData;
  duties: string[];
  requirements: string[];
  benefits: string[];
  company?: string;
  text: string;
  ask_next: string[];
}
/**
 * The résumé as it would be confirmed, and what just changed, with the words it came from; what was read in a picture says `is_doubtful`. With `is_cut` long texts and lists are shortened to fit into a frame: the whole, which is what is confirmed, is at `GET /api/v1/resumes/{id}`.
 */
export interface ResumePreview {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "resume_preview";
  data: ResumeData;
}
/**
 * A résumé as it would be confirmed: JSON Resume, and what this preview changed.
 */
export interface ResumeData {
  resume_id: string;
  revision: number;
  confirmed_revision?: number;
  resume: {
    [k: string]: unknown;
  };
  completeness: number;
  changes: ResumeChange[];
  missing: MissingField[];
  is_cut?: true;
}
/**
 * Something the résumé still lacks, or that is doubtful, as a question.
 */
export interface MissingField {
  path: string;
  reason: "missing" | "doubtful" | "contradictory";
  question: string;
}
/**
 * The open question as a card.
 */
export interface FieldPrompt {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "field_prompt";
  data: FieldPromptData;
}
/**
 * A question: `path` says what it is about, `schema` what an answer may be.
 */
export interface FieldPromptData {
  prompt_id: string;
  path: string;
  question: string;
  input: "text" | "date" | "number" | "choice" | "choices" | "confirm";
  schema: {
    [k: string]: unknown;
  };
  examples: string[];
  skippable: boolean;
}
/**
 * The scenes that can be entered.
 */
export interface SceneMenu {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "scene_menu";
  data: SceneMenuData;
}
/**
 * The scenes that can be entered from here.
 */
export interface SceneMenuData {
  current: string;
  scenes: SceneEntry[];
}
/**
 * One door of the menu.
 */
export interface SceneEntry {
  scene: string;
  label: string;
  hint: string;
}
/**
 * What is remembered.
 */
export interface MemoryCard {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "memory_card";
  data: MemoryData;
}
/**
 * What is remembered about the person.
 */
export interface MemoryData {
  facts: Fact[];
}
/**
 * One remembered fact and the words it came from.
 */
export interface Fact {
  memory_id: string;
  key: string;
  text: string;
  words?: string;
  said_at: string;
  conversation_id?: string;
  item_id?: string;
}
/**
 * A standing search: when it runs, and what can be done about it. `search` runs it now.
 */
export interface AlertCard {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "alert_card";
  data: AlertData;
}
/**
 * A standing search and where it stands.
 */
export interface AlertData {
  alert_id: string;
  query: string;
  criteria: CriteriaData;
  schedule: AlertSchedule;
  state: "active" | "paused" | "deleted";
  next_run_at?: string;
  last_run_at?: string;
  last_found?: number;
}
/**
 * When a standing search runs: in parts, and in words.
 */
export interface AlertSchedule {
  frequency: "instant" | "daily" | "weekdays" | "weekly" | "biweekly" | "monthly";
  weekdays: number[];
  day?: number;
  hour?: number;
  minute?: number;
  time_zone: string;
  text: string;
}
/**
 * Where a contact with an employer stands, and what was sent.
 */
export interface ConnectStatus {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "connect_status";
  data: ConnectStatusData;
}
/**
 * Where a contact with an employer stands.
 */
export interface ConnectStatusData {
  application_id: string;
  job_id: string;
  kind: "greeting" | "application" | "outbound";
  status: string;
  stage?: string;
  title: string;
  employer?: string;
  url?: string;
  message?: string;
  sent_at: string;
  thread_id?: string;
  slots?: InterviewTime[];
  interview?: InterviewTime;
  offer?: OfferData;
}
/**
 * A time for an interview: on the clock, and in words of the person's own time zone.
 */
export interface InterviewTime {
  slot_id: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  text: string;
  place?: string;
  url?: string;
}
/**
 * What an employer offers, and what came of it.
 */
export interface OfferData {
  offer_id: string;
  text: string;
  state: "made" | "accepted" | "declined" | "taken_back";
}
/**
 * The meter of a practice interview: where it stands, by how much the last answer moved it and why, and how that answer did by each criterion. Won at `goal`, lost after `rounds`.
 */
export interface InterviewScore {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "interview_score";
  data: InterviewScoreData;
}
/**
 * The meter of a practice interview after an answer: where it stands and why it moved.
 */
export interface InterviewScoreData {
  score: number;
  change: number;
  goal: number;
  round: number;
  rounds: number;
  reason: string;
  outcome: "running" | "won" | "lost" | "stopped";
  criteria: CriterionScore[];
  job_id?: string;
  job_title: string;
}
/**
 * How an answer did by one of the stated criteria.
 */
export interface CriterionScore {
  criterion: "relevance" | "concreteness" | "structure";
  label: string;
  score: number;
}
/**
 * A draft to an employer and all that would go with it. Nothing is sent before a yes.
 */
export interface MessagePreview {
  version: 1;
  fallback_text: string;
  title: string;
  body?: string;
  /**
   * @maxItems 4
   */
  actions: Action[];
  expires_at?: string;
  kind: "message_preview";
  data: MessagePreviewData;
}
/**
 * A draft to an employer, and all that the employer would see with it.
 */
export interface MessagePreviewData {
  prompt_id: string;
  job_id: string;
  to: string;
  text: string;
  shared: string[];
  url?: string;
}
export interface AttachmentName {
  attachment_id: string;
  filename: string;
  kind: string;
}
/**
 * The data of an event whose words were erased.
 */
export interface Erased {
  item_id: string;
  erased: true;
}
/**
 * A later change of an item: an RFC 6902 patch of its `item.done` data, or its erasure.
 */
export interface ItemUpdatedFrame {
  v: 1;
  type: "item.updated";
  at: string;
  data: ItemUpdated;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ItemUpdated {
  item_id: string;
  patch?: (PatchAdd | PatchRemove)[];
  card_kind?: string;
  erased?: true;
}
/**
 * RFC 6902: put a value in its place.
 */
export interface PatchAdd {
  op: "add" | "replace";
  path: string;
  value: unknown;
}
/**
 * RFC 6902: take a value away.
 */
export interface PatchRemove {
  op: "remove";
  path: string;
}
/**
 * The item does not stand: take it away.
 */
export interface ItemSupersededFrame {
  v: 1;
  type: "item.superseded";
  at: string;
  data: ItemSuperseded | Erased;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ItemSuperseded {
  item_id: string;
  by?: string;
  reason?: string;
}
/**
 * The chips under the input; they replace the earlier ones.
 */
export interface SuggestionsSetFrame {
  v: 1;
  type: "suggestions.set";
  at: string;
  data: SuggestionsSet;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface SuggestionsSet {
  /**
   * @maxItems 11
   */
  chips: Chip[];
}
/**
 * A question is open.
 */
export interface PromptOpenedFrame {
  v: 1;
  type: "prompt.opened";
  at: string;
  data: PromptOpened;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface PromptOpened {
  prompt_id: string;
  reason: "input" | "confirmation";
  path: string;
  question: string;
  schema: {
    [k: string]: unknown;
  };
  examples: string[];
  skippable: boolean;
  expires_at?: string;
  item_id?: string;
}
/**
 * It is not open any more.
 */
export interface PromptClosedFrame {
  v: 1;
  type: "prompt.closed";
  at: string;
  data: PromptClosed;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface PromptClosed {
  prompt_id: string;
  outcome: "answered" | "skipped" | "cancelled" | "expired" | "replaced";
}
/**
 * The chat moved to another scene; `persona` is what the app shows behind it.
 */
export interface SceneChangedFrame {
  v: 1;
  type: "scene.changed";
  at: string;
  data: SceneChanged;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface SceneChanged {
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
  persona: Persona;
}
/**
 * Somebody has read up to `seq`.
 */
export interface ReadMarkedFrame {
  v: 1;
  type: "read.marked";
  at: string;
  data: ReadMarked;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface ReadMarked {
  user_id?: string;
  by?: "company";
  seq: number;
}
/**
 * What is remembered changed; on the stream `me`.
 */
export interface MemoryUpdatedFrame {
  v: 1;
  type: "memory.updated";
  at: string;
  data: MemoryUpdated | Erased;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
export interface MemoryUpdated {
  op: "remembered" | "superseded" | "edited" | "ended" | "forgotten";
  memory_id: string;
  key: string;
  text?: string;
  replaces?: string[];
}
/**
 * What became of a standing search; on the stream `me`. `fired`: what is new was shown.
 */
export interface AlertUpdatedFrame {
  v: 1;
  type: "alert.updated";
  at: string;
  data: AlertUpdated;
  conversation_id: string | "me";
  turn_id?: string;
  seq: number;
  epoch: string;
}
/**
 * What became of a standing search; its words are on its card and at `/api/v1/alerts`.
 */
export interface AlertUpdated {
  op: "created" | "changed" | "paused" | "resumed" | "deleted" | "fired";
  alert_id: string;
  state?: "active" | "paused";
  next_run_at?: string;
  conversation_id?: string;
  found?: number;
}
/**
 * What is remembered, the newest 200 facts that fit into a frame.
 */
export interface MemoryPageFrame {
  v: 1;
  type: "memory.page";
  at: string;
  data: MemoryPage;
}
export interface MemoryPage {
  ref: string;
  memory: MemoryData;
}
/**
 * Older events as logged frames, oldest first, and after them later changes of their items.
 */
export interface HistoryPageFrame {
  v: 1;
  type: "history.page";
  at: string;
  data: HistoryPage;
  conversation_id: string | "me";
}
export interface HistoryPage {
  ref: string;
  events: ItemFrame[];
  has_more: boolean;
}
/**
 * Start this chat afresh: its state and newest items; drop what was known of it.
 */
export interface ResyncFrame {
  v: 1;
  type: "resync";
  at: string;
  data: Resync;
  conversation_id: string | "me";
}
/**
 * A fresh start for one conversation: its state and newest items, at most 250 KB.
 */
export interface Resync {
  conversation_id: string | "me";
  epoch: string;
  head_seq: number;
  state: ConversationState;
  items: ItemFrame[];
  has_more: boolean;
}
/**
 * What the events that a `resync` leaves out would have built.
 */
export interface ConversationState {
  scene: "find" | "resume" | "interview" | "applications" | "alerts" | "ask";
  persona: Persona;
  title: string;
  criteria: Criteria;
  open_prompt: PromptOpened | null;
  suggestions: Suggestions;
  turn: StreamedText | null;
}
/**
 * A person's wishes as they said them; None or empty where nothing was said.
 */
export interface Criteria {
  /**
   * @maxItems 20
   */
  titles: string[];
  /**
   * @maxItems 40
   */
  skills: string[];
  /**
   * @maxItems 20
   */
  cities: string[];
  remote: boolean | null;
  salary_min: number | null;
  salary_max: number | null;
  currency: string | null;
  salary_period: ("hour" | "day" | "month" | "year") | null;
  employment_type: ("full_time" | "part_time" | "contract" | "internship" | "temporary") | null;
  experience_years: number | null;
  education: ("none" | "high_school" | "associate" | "bachelor" | "master" | "doctor") | null;
  /**
   * @maxItems 20
   */
  exclude: string[];
  /**
   * @maxItems 20
   */
  conditions: string[];
  /**
   * @maxItems 20
   */
  employers: string[];
  within_km: number | null;
  remote_or_city: boolean | null;
  pay_stated: boolean | null;
}
/**
 * The chips under the input.
 */
export interface Suggestions {
  /**
   * @maxItems 11
   */
  chips: Chip[];
}
/**
 * The text so far of an answer that is being written.
 */
export interface StreamedText {
  turn_id: string;
  item_id: string;
  text: string;
}
/**
 * Words about the service itself.
 */
export interface NoticeFrame {
  v: 1;
  type: "notice";
  at: string;
  data: Notice;
  conversation_id?: string | "me";
}
export interface Notice {
  level: "info" | "warning" | "error";
  text: string;
  code?: string;
  retry_after_seconds?: number;
}
/**
 * Somebody else is typing.
 */
export interface TypingShownFrame {
  v: 1;
  type: "typing";
  at: string;
  data: TypingShown;
  conversation_id: string | "me";
}
export interface TypingShown {
  by: "company" | "seeker";
  name?: string;
}
/**
 * What was heard so far. Not sent by this server: its recognisers answer once.
 */
export interface TranscriptPartialFrame {
  v: 1;
  type: "transcript.partial";
  at: string;
  data: TranscriptPartial;
  conversation_id: string | "me";
}
export interface TranscriptPartial {
  audio_id: string;
  text: string;
}
/**
 * What was heard: a draft to check, by `message.preview` and the person, and no message.
 */
export interface TranscriptFinalFrame {
  v: 1;
  type: "transcript.final";
  at: string;
  data: TranscriptFinal;
  conversation_id: string | "me";
}
export interface TranscriptFinal {
  audio_id: string;
  text: string;
}
/**
 * A frame could not be understood or taken. `ref` is its id where it had one.
 */
export interface ErrorFrame {
  v: 1;
  type: "error";
  at: string;
  data: Error;
}
export interface Error {
  code: string;
  message: string;
  pointer: string;
  retryable: boolean;
  ref?: string;
}
/**
 * Answer to `ping`.
 */
export interface PongFrame {
  v: 1;
  type: "pong";
  at: string;
  data: Pong;
}
export interface Pong {
  ref?: string;
}

/** Every order that a client can give. */
export const ORDER_TYPES = [
  "action.invoke",
  "audio.end",
  "audio.start",
  "conversation.open",
  "hello",
  "history.get",
  "item.feedback",
  "memory.edit",
  "memory.forget",
  "memory.list",
  "message.preview",
  "message.send",
  "ping",
  "prompt.answer",
  "prompt.skip",
  "read.mark",
  "scene.switch",
  "turn.cancel",
  "typing",
] as const;

/** Every fact that this client knows; others are ignored. */
export const FACT_TYPES = [
  "ack",
  "alert.updated",
  "conversation.deleted",
  "conversation.opened",
  "conversation.remembering",
  "conversation.renamed",
  "error",
  "history.page",
  "item.added",
  "item.delta",
  "item.done",
  "item.superseded",
  "item.updated",
  "memory.page",
  "memory.updated",
  "notice",
  "pong",
  "preview.result",
  "prompt.closed",
  "prompt.opened",
  "read.marked",
  "resync",
  "scene.changed",
  "suggestions.set",
  "transcript.final",
  "transcript.partial",
  "turn.finished",
  "turn.started",
  "typing",
  "welcome",
] as const;

/** Every kind of card that this client knows; of others it shows `fallback_text`. */
export const CARD_KINDS = [
  "alert_card",
  "connect_status",
  "criteria_card",
  "field_prompt",
  "interview_score",
  "job_card",
  "job_carousel",
  "job_detail",
  "memory_card",
  "message_preview",
  "resume_preview",
  "scene_menu",
] as const;
