export const CLOCK = {
    now: () => Date.now(),
    set: (run, milliseconds) => setTimeout(run, milliseconds),
    clear: (timer) => clearTimeout(timer),
};
/** A frame as it came off the wire; null for what is none. */
export function parseFrame(text) {
    let frame;
    try {
        frame = JSON.parse(String(text));
    }
    catch {
        return null;
    }
    if (typeof frame !== "object" || frame === null)
        return null;
    const { type, data } = frame;
    if (typeof type !== "string")
        return null;
    // Every fact has data; one that a newer server sends without is read as saying nothing.
    return { ...frame, data: typeof data === "object" && data !== null ? data : {} };
}
/** A new id of an order: a UUID, the same for every attempt to send it. */
export function createId() {
    const crypto = globalThis.crypto;
    if (typeof crypto?.randomUUID === "function")
        return crypto.randomUUID();
    // A browser has no randomUUID over plain http, Node 18 and some phones' engines no crypto at all.
    // An id has to be unlike this person's others; nobody gains anything by guessing it.
    const random = Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
    const bytes = crypto?.getRandomValues(new Uint8Array(16)) ?? random;
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}
