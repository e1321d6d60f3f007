/** The server's signed word on an entry; whatever does not hold is no word. */
import { verifyAck, verifyRefusal } from "@hemicycle/kit/ballots";
import type { Bytes } from "@hemicycle/kit/encoding";
import { verifyReceipt } from "@hemicycle/kit/sealed/entries";
import type { AckFrame, MineFrame, ReceivedFrame, RefusedFrame } from "@hemicycle/kit/types";
import type { Entry } from "./vote.ts";

/** What a cast or a spoil is answered with. */
export type Answer = ReceivedFrame | AckFrame | RefusedFrame;

/** Sends a frame and waits for its answer. */
export type Request = <T extends Answer | MineFrame>(
  frame: { readonly t: string } & Readonly<Record<string, unknown>>,
) => Promise<T>;

export class ServerWord {
  constructor(
    /** The terminal's key. */
    private readonly publicKey: Bytes,
    /** The pinned server key. */
    readonly server: string,
  ) {}

  /** Whether `frame` is the server's signed answer to `entry`. */
  async holds(frame: Answer | null, entry: Entry): Promise<boolean> {
    try {
      switch (frame?.t) {
        case "received":
          return await verifyReceipt(frame, entry, this.publicKey, this.server);
        case "ack":
          return await verifyAck(frame, entry, this.publicKey, this.server);
        case "refused":
          return await verifyRefusal(frame, entry, this.publicKey, this.server);
        default:
          return false;
      }
    } catch {
      return false;
    }
  }
}
