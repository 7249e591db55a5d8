export * from "./types.js";
export { ChatClient } from "./client.js";
export type { Change, ChatClientOptions, ClientEvents, SendOptions } from "./client.js";
export { CLOSE } from "./connection.js";
export type { Keeper, Status } from "./connection.js";
export {
  ME, countCodePoints, createState, foldFrame, foldOrder, isUnread, listConversations, listCursors, listItems, placeFrame, readContent,
} from "./fold.js";
export type {
  AnyFrame, AttachmentName, ChatState, Chip, Conversation, ConversationHead, DataOf, FrameOf, Item, MemoryFact, OrderOf, Persona, Prompt, ResumeCursor,
} from "./fold.js";
export { createId } from "./line.js";
export type { Clock } from "./line.js";
export { PatchError, applyPatch } from "./patch.js";
export type { Operation } from "./patch.js";
export { SUBPROTOCOL } from "./socket_line.js";
