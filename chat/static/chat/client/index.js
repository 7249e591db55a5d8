export * from "./types.js";
export { ChatClient } from "./client.js";
export { CLOSE } from "./connection.js";
export { ME, countCodePoints, createState, foldFrame, foldOrder, isUnread, listConversations, listCursors, listItems, placeFrame, readContent, } from "./fold.js";
export { createId } from "./line.js";
export { PatchError, applyPatch } from "./patch.js";
export { SUBPROTOCOL } from "./socket_line.js";
