/** The golden transcripts of docs/examples, heard by this client as each device in them heard them. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import type { ChatClient } from "../src/client.js";
import { hasGap, listItems } from "../src/fold.js";
import type { AnyFrame, Conversation } from "../src/fold.js";
import type { ClientFrame, ServerFrame } from "../src/types.js";
import { FakeSocket, connect, settle } from "./fakes.js";
import type { Bench } from "./fakes.js";

interface Line {
  from: "client" | "server";
  device?: string;
  frame?: ServerFrame | ClientFrame;
  close?: number;
}

const FOLDER = new URL("../../../../docs/examples/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"));

/** One device of a transcript: the client says what it would not say by itself, and hears the rest. */
class Listener {
  readonly told: AnyFrame[] = [];
  #bench: Bench | null = null;
  #socket: FakeSocket | null = null;

  get client(): ChatClient {
    assert.ok(this.#bench, "no hello was said");
    return this.#bench.client;
  }

  async play(line: Line): Promise<void> {
    if (line.close !== undefined) await this.#lose();
    else if (line.from === "client") await this.#say(line.frame as ClientFrame);
    else this.#hear(line.frame as ServerFrame);
  }

  stop(): void {
    this.client.stop();
  }

  async #say(order: ClientFrame): Promise<void> {
    if (order.type !== "hello") return;
    if (!this.#bench) {
      this.#bench = await connect();
      this.#bench.client.on("frame", (frame) => this.told.push(frame));
    }
    const socket = FakeSocket.last;
    socket.open();
    this.#socket = socket;
  }

  #hear(frame: ServerFrame): void {
    assert.ok(this.#socket);
    this.#socket.hear(frame);
    assert.equal(hasGap(this.client.state), false, `a gap at ${JSON.stringify(frame).slice(0, 300)}`);
  }

  async #lose(): Promise<void> {
    this.#socket?.drop();
    await this.#bench?.wait(60_000);
  }
}

/** What a chat shows, whichever way it came to be known. */
function show(conversation: Conversation): object {
  const items = listItems(conversation).filter((item) => !item.isLocal);
  return {
    seq: conversation.seq,
    epoch: conversation.epoch,
    scene: conversation.scene,
    chips: conversation.chips,
    prompt: conversation.prompt?.prompt_id ?? null,
    turn: conversation.turn?.turn_id ?? null,
    items: items.map(({ item_id, role, kind, text, card, isErased = false }) => ({ item_id, role, kind, text, card, isErased })),
  };
}

for (const name of FILES) {
  test(`${name} is heard without a gap, each fact once`, async () => {
    const listeners = new Map<string, Listener>();
    const lines = readFileSync(new URL(name, FOLDER), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Line);
    for (const line of lines) {
      const device = line.device ?? "phone";
      const listener = listeners.get(device) ?? new Listener();
      listeners.set(device, listener);
      await listener.play(line);
    }
    await settle();
    const [phone] = [...listeners.values()];
    const [chat] = Object.values(phone?.client.state.conversations ?? {});
    assert.ok(chat && listItems(chat).length > 1, "nothing was folded");
    for (const listener of listeners.values()) {
      const { told, client } = listener;
      const logged = told.filter((frame) => frame.seq !== undefined).map((frame) => `${frame.conversation_id} ${frame.epoch} ${frame.seq}`);
      assert.deepEqual(logged, [...new Set(logged)]);
      for (const conversation of Object.values(client.state.conversations)) {
        assert.equal(listItems(conversation).some((item) => item.isTorn), false);
        const seqs = told.filter((frame) => frame.conversation_id === conversation.id).flatMap((frame) => frame.seq ?? []);
        if (conversation.seq !== null && seqs.length) assert.equal(conversation.seq, Math.max(...seqs));
      }
      listener.stop();
    }
  });
}

test("a fresh copy shows what the events before it had built", async (t) => {
  let compared = 0;
  for (const name of FILES) {
    const listener = new Listener();
    let shows: string | null = null;
    for (const text of readFileSync(new URL(name, FOLDER), "utf8").trim().split("\n")) {
      const line = JSON.parse(text) as Line;
      if ((line.device ?? "phone") !== "phone") continue;
      const frame = line.frame as AnyFrame | undefined;
      const hello = line.frame?.type === "hello" ? line.frame.data : null;
      // One that shows other cards than before is told the same in another form.
      if (hello && (shows ??= JSON.stringify(hello.cards)) !== JSON.stringify(hello.cards)) break;
      const id = frame?.type === "resync" ? frame.data.conversation_id : "";
      const before = id && id !== "me" ? listener.client.state.conversations[id] : undefined;
      await listener.play(line);
      const after = listener.client.state.conversations[id];
      if (!before || !after || before.seq !== after.seq) continue;
      compared += 1;
      assert.deepEqual(show(after), show({ ...before, epoch: after.epoch }), name);
    }
    listener.stop();
  }
  t.diagnostic(`${compared} copies compared`);
  assert.ok(compared > 0, "no transcript starts a known chat afresh");
});
